/** The tests of what `npm run dist` made; it runs them at its end. */
import { defineConfig } from 'vitest/config';

export default defineConfig({ test: { dir: 'test/release', testTimeout: 60_000 } });
