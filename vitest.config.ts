/**
 * Two projects: `node` is everything, on the build that Node runs; `executable` is the end-to-end tests once more on the executable for this
 * machine, which `npm run executable` makes.
 */
import { availableParallelism } from 'node:os';
import { configDefaults, defineConfig } from 'vitest/config';
import { executablePath, thisPlatform } from './bin/dist/platforms.ts';

/** For a machine that does much else; a test that hangs is found all the same. */
const PATIENCE = { testTimeout: 60_000, hookTimeout: 60_000 };

export default defineConfig({
  test: {
    // Two more than there are processors: many tests wait for a program, or for a time. Left to itself, vitest takes one fewer.
    maxWorkers: availableParallelism() + 2,
    // A process for each file would cost half of the time, and no file leaves anything behind for the next.
    isolate: false,
    projects: [
      // What `npm run dist` made is looked at when it was made.
      { test: { ...PATIENCE, name: 'node', dir: 'test', exclude: [...configDefaults.exclude, '**/release/**'] } },
      {
        test: {
          ...PATIENCE,
          name: 'executable',
          dir: 'test/e2e',
          env: { PROGRAM_UNDER_TEST: executablePath(thisPlatform()) },
          // These are about Node, or about kubectl on the embedded cluster.
          exclude: ['**/launcher.test.ts', '**/bundle.test.ts', '**/demo.test.ts', '**/replay-kubectl.test.ts'],
        },
      },
    ],
  },
});
