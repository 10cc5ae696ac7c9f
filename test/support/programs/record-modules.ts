/** For `node --import`: writes down each module that the program loads, one URL a line, in the file that RECORD_MODULES names. */
import { appendFileSync } from 'node:fs';
import { registerHooks } from 'node:module';

const file = process.env.RECORD_MODULES;

registerHooks({
  load(url, context, next) {
    if (file) appendFileSync(file, `${url}\n`);
    return next(url, context);
  },
});
