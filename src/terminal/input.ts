/** Standard input. */

/** Reads standard input to its end, as UTF-8. Rejects with the signal's reason when it aborts first. */
export async function readInput(signal: AbortSignal): Promise<string> {
  const pieces: Buffer[] = [];
  const stop = () => process.stdin.destroy();
  signal.addEventListener('abort', stop, { once: true });
  try {
    for await (const piece of process.stdin) pieces.push(Buffer.from(piece));
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener('abort', stop);
  }
  signal.throwIfAborted();
  return Buffer.concat(pieces).toString('utf8');
}
