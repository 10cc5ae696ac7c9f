/** What `--for=jsonpath=…` finds in a Job, by kubectl's own grammar of JSONPath. */
import type { FindValues } from '../../batch/wait-condition.ts';
import { parseRelaxedPath, TemplateError } from '../jsonpath.ts';
import { valuesOf } from '../jsonpath-values.ts';

/** The values of a path that may be typed without braces; a subscript outside its list finds nothing, and says so. */
export const findValues: FindValues = (path, object) => {
  try {
    return { ok: true, values: valuesOf(object, parseRelaxedPath(path)) };
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    return { ok: false, why: error.message };
  }
};
