/** Fields that a JSON text names twice: `JSON.parse` takes the last without a word, the server tells (sigs.k8s.io/json, strict decoding). */

/** The fields named twice, as warnings say it: `duplicate field "spec.parallelism"`. The text must be valid JSON. */
export function duplicateFields(text: string): readonly string[] {
  const found: string[] = [];
  /** The objects and lists around the present place: the fields seen, or the position reached. */
  const around: Level[] = [];
  for (const [token] of text.matchAll(TOKENS)) {
    const level = around.at(-1);
    if (token === '{') around.push({ seen: new Set(), key: undefined });
    else if (token === '[') around.push({ position: 0 });
    else if (token === '}' || token === ']') around.pop();
    else if (token === ',') next(level);
    else if (level && 'seen' in level && level.key === undefined && token.startsWith('"')) {
      noteKey(String(JSON.parse(token)), level, { around, found });
    }
  }
  return [...new Set(found)];
}

/** Strings, and what gives a text its shape. */
const TOKENS = /"(?:[^"\\]|\\.)*"|[{}[\],]/g;

interface InObject {
  readonly seen: Set<string>;
  key: string | undefined;
}

type Level = InObject | { position: number };

function next(level: Level | undefined): void {
  if (level && 'seen' in level) level.key = undefined;
  else if (level) level.position += 1;
}

interface Search {
  readonly around: readonly Level[];
  readonly found: string[];
}

function noteKey(key: string, level: InObject, { around, found }: Search): void {
  level.key = key;
  if (level.seen.has(key)) found.push(`duplicate field ${JSON.stringify(pathOf(around))}`);
  level.seen.add(key);
}

function pathOf(around: readonly Level[]): string {
  return around.reduce((path, level) => {
    if (!('seen' in level)) return `${path}[${level.position}]`;
    if (level.key === undefined) return path;
    return path === '' ? level.key : `${path}.${level.key}`;
  }, '');
}
