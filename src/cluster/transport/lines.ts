/** A stream of lines that broke off in the middle of one, or held one that cannot be read. */
export class BrokenLine extends Error {
  override readonly name = 'BrokenLine';
}

/** etcd holds no object over 1.5 MiB; what is far longer is no line of a watch. */
const MAX_LINE_BYTES = 64 * 1024 * 1024;

const NEWLINE = 0x0a;

/**
 * Splits bytes into lines of UTF-8 text, wherever the pieces are cut (in the middle of a character too). Empty lines are left
 * out. Throws BrokenLine when the stream ends in the middle of a line.
 */
export async function* linesOf(body: AsyncIterable<Uint8Array>): AsyncGenerator<string, void, void> {
  let begun: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, from)) {
      const line = textOf(begun, chunk.subarray(from, end));
      begun = [];
      bytes = 0;
      from = end + 1;
      if (line !== '') yield line;
    }
    if (from === chunk.length) continue;
    begun.push(chunk.subarray(from));
    bytes += chunk.length - from;
    if (bytes > MAX_LINE_BYTES) throw new BrokenLine(`a line of over ${MAX_LINE_BYTES} bytes`);
  }
  if (textOf(begun, new Uint8Array()).trim() !== '')
    throw new BrokenLine('the stream broke off in the middle of a line');
}

function textOf(begun: readonly Uint8Array[], rest: Uint8Array): string {
  const line = begun.length === 0 ? rest : Buffer.concat([...begun, rest]);
  return Buffer.from(line.buffer, line.byteOffset, line.byteLength).toString('utf8').replace(/\r$/, '');
}
