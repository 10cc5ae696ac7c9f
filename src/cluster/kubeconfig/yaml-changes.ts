import { parseDocument } from 'yaml';

/** A value to put into a YAML text. */
export interface YamlChange {
  readonly path: readonly (string | number)[];
  readonly value: string;
}

/** A YAML text with values put in; the rest stays as it stands, comments too. Without changes the text itself. */
export function changedYaml(text: string, changesFor: (content: unknown) => readonly YamlChange[]): string {
  const document = parseDocument(text, { logLevel: 'error' });
  const changes = changesFor(document.toJS());
  for (const { path, value } of changes) document.setIn(path, value);
  return changes.length > 0 ? document.toString({ lineWidth: 0 }) : text;
}
