/** Runs the program straight from `src/`, unbuilt: `node bin/dev.ts list -n film`. */
import { run } from '../src/program.ts';

process.exit(await run(process.argv.slice(2)));
