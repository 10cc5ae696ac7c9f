import type { Command } from '@oclif/core/command';

/** Set by the build, as JSON. */
declare const DESCRIBED_COMMANDS: string | undefined;

/** What help and completion need of the commands, so that they load none of them; undefined in what was not built. */
export const describedCommands: readonly Command.Cached[] | undefined =
  typeof DESCRIBED_COMMANDS === 'undefined' ? undefined : JSON.parse(DESCRIBED_COMMANDS);
