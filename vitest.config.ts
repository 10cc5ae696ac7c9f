/**
 * Two projects: `node` is everything, on the build that Node runs; `executable` is the end-to-end tests once more on the executable for this
 * machine, which `npm run executable` makes.
 */
import { defineConfig } from 'vitest/config';
import { executablePath, thisPlatform } from './bin/dist/platforms.ts';

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'node', dir: 'test' } },
      {
        test: {
          name: 'executable',
          dir: 'test/e2e',
          env: { PROGRAM_UNDER_TEST: executablePath(thisPlatform()) },
          // These are about Node, or about kubectl on the embedded cluster.
          exclude: ['**/launcher.test.ts', '**/demo.test.ts', '**/replay-kubectl.test.ts'],
        },
      },
    ],
  },
});
