/** The archive of one platform: the executable, what kubectl's completion runs where there is a shell, and the licences. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Entry, tarGz, zip } from './archives.ts';
import { archiveOf, executableOf, executablePath, type Platform } from './platforms.ts';

/** What to pack, and where to. */
export interface Pack {
  readonly platform: Platform;
  readonly version: string;
  /** The text of THIRD_PARTY_NOTICES.txt. */
  readonly notices: string;
  readonly folder: string;
}

/** Packs the platform's executable, which must have been made. */
export async function pack({ platform, version, notices, folder }: Pack): Promise<void> {
  const entries: readonly Entry[] = [
    entry(executableOf(platform), await readFile(executablePath(platform)), true),
    ...(platform.os === 'windows' ? [] : [entry(COMPLETION, await readFile(`bin/${COMPLETION}`), true)]),
    entry('LICENSE', await readFile('LICENSE')),
    entry('THIRD_PARTY_NOTICES.txt', Buffer.from(notices)),
  ];
  const archive = platform.os === 'windows' ? await zip(entries) : await tarGz(entries);
  await writeFile(join(folder, archiveOf(platform, version)), archive);
}

const COMPLETION = 'kubectl_complete-job';

function entry(name: string, bytes: Uint8Array, executable = false): Entry {
  return { name, bytes, executable };
}
