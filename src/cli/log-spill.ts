/** A place on disk for lines that have to wait for their turn, when there are more of them than fit into memory. */
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A file that grows at its end and is read anywhere. */
export interface SpillFile {
  /** Resolves to where the bytes are. */
  write(bytes: Uint8Array): Promise<number>;
  read(offset: number, length: number): Promise<Buffer>;
  /** Frees it, once what is under way has been done. */
  close(): Promise<void>;
}

/** Opens a file that nobody else can read (0600 in a folder of its own) and that is gone from the folder at once: the system frees it when it is closed, or the program ends. */
export async function openSpill(): Promise<SpillFile> {
  const folder = await mkdtemp(join(tmpdir(), 'kubectl-job-logs-'));
  const file = await open(join(folder, 'lines'), 'w+', 0o600);
  await rm(folder, { recursive: true, force: true }).catch(() => {}); // Windows keeps files that are open
  let end = 0;
  return {
    async write(bytes) {
      const offset = end;
      end += bytes.length;
      for (let done = 0; done < bytes.length; ) {
        const { bytesWritten } = await file.write(bytes, done, bytes.length - done, offset + done);
        done += bytesWritten;
      }
      return offset;
    },
    async read(offset, length) {
      // Not from the pool, all of which each piece would keep in memory.
      const bytes = Buffer.allocUnsafeSlow(length);
      let done = 0;
      while (done < length) {
        const { bytesRead } = await file.read(bytes, done, length - done, offset + done);
        if (bytesRead === 0) throw new Error('the file for waiting lines is shorter than what was written to it');
        done += bytesRead;
      }
      return bytes;
    },
    close: () => file.close(),
  };
}
