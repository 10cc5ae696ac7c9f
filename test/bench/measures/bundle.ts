import { stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { modulesLoadedBy } from '../../support/loaded-modules.ts';
import type { Figure } from '../figure.ts';
import type { Measure } from '../measure.ts';

const DIST = new URL('../../../dist/', import.meta.url);
const limits = { executable: { must: 300, aim: 200 }, node: { must: 300, aim: 200 } };

/** How much of the bundle commands load, whatever they run as. `list` is the core that budgets speak of; the others are told. */
export const bundleSizes: Measure = {
  name: 'bundle',
  jobs: [{ name: 'small', completions: 3, completed: 1, active: 1, failed: 1 }],
  async take(lab) {
    const core = await sizeOf(['list'], lab.env);
    const others = await Promise.all([['--help'], ['describe', 'small']].map((words) => sizeOf(words, lab.env)));
    return [{ ...core, limits }, ...others];
  },
};

async function sizeOf(words: readonly string[], env: Readonly<Record<string, string>>): Promise<Figure> {
  const urls = new Set(await modulesLoadedBy(fileURLToPath(new URL('main.js', DIST)), words, env));
  const files = [...urls].filter((url) => url.startsWith(DIST.href));
  const sizes = await Promise.all(files.map(async (url) => (await stat(new URL(url))).size));
  const kib = sizes.reduce((sum, size) => sum + size, 0) / 1024;
  return { name: `bundle: ${words[0]}`, value: kib, unit: 'KiB', from: `${files.length} files` };
}
