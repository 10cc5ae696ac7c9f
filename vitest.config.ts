/**
 * Two projects: `node` is everything, on the build that Node runs; `executable` is the end-to-end tests once more on the executable for this
 * machine, which `npm run executable` makes.
 */
import { availableParallelism } from 'node:os';
import { configDefaults, defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { executablePath, thisPlatform } from './bin/dist/platforms.ts';

/** For a machine that does much else; a test that hangs is found all the same. */
const PATIENCE = { testTimeout: 60_000, hookTimeout: 60_000, expect: { poll: { timeout: 30_000 } } };

/** Dates are told in the machine's own zone: here, in that of the recordings. */
const ZONE = { TZ: 'UTC' };

/** Small files that take long: begun last, they would be waited for by all. */
const LONG = /\/(docs\/tour|e2e\/demo|sandbox\/fidelity|drill\/interleavings|dist\/executable)\.test\.ts$/;

/** The order that vitest would take, but for those. */
class LongOnesFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification) => LONG.test(moduleId);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

export default defineConfig({
  test: {
    // Two more than there are processors: many tests wait for a program, or for a time. Left to itself, vitest takes one fewer.
    maxWorkers: availableParallelism() + 2,
    // A process for each file would cost half of the time, and no file leaves anything behind for the next.
    isolate: false,
    sequence: { sequencer: LongOnesFirst },
    projects: [
      // What `npm run dist` made is looked at when it was made.
      {
        test: {
          ...PATIENCE,
          env: ZONE,
          name: 'node',
          dir: 'test',
          exclude: [...configDefaults.exclude, '**/release/**'],
        },
      },
      {
        test: {
          ...PATIENCE,
          name: 'executable',
          dir: 'test/e2e',
          env: { ...ZONE, PROGRAM_UNDER_TEST: executablePath(thisPlatform()) },
          // These are about Node, or about kubectl on the embedded cluster.
          exclude: ['**/launcher.test.ts', '**/bundle.test.ts', '**/demo.test.ts', '**/replay-kubectl.test.ts'],
        },
      },
    ],
  },
});
