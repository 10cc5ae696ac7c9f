import { CORE_SCHEMA, loadAll, mergeTag } from 'js-yaml';

/**
 * What a YAML text says, as kubectl reads it: merge keys (`<<`) are merged, and of several documents the first counts. Undefined for a text
 * without any. Throws for what is no YAML.
 */
export function readYaml(text: string): unknown {
  return loadAll(text, { schema: CORE_SCHEMA.withTags(mergeTag) })[0];
}
