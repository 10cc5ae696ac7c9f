/**
 * What commands and help use of oclif's configuration. The rest of it (plugins on disk, themes, which shell, whether this is Windows in
 * Linux) takes longer to load than the program.
 */
import type { Command } from '@oclif/core/command';
import type { Config } from '@oclif/core/config';
import { TOPICS } from './topics.ts';

/** What the program is. */
export interface ProgramFacts {
  /** What users type. */
  readonly bin: string;
  readonly version: string;
  /** Whoever uses them gets the commands that are given here. */
  readonly commands: readonly Command.Loadable[];
}

/** oclif's configuration, as far as it is used. */
export function oclifConfig({ bin, version, commands }: ProgramFacts): Config {
  const used = {
    bin,
    version,
    topicSeparator: ' ',
    pjson: { oclif: {} },
    platform: process.platform,
    shell: '',
    plugins: new Map(),
    commands,
    commandIDs: commands.map(({ id }) => id),
    // Help takes a topic for one only if there is another below it.
    topics: [...TOPICS, ...commands.map(({ id }) => ({ name: id })).filter(({ name }) => !isNamed(name))],
    findCommand: (id: string) => {
      const command = commands.find(({ id: own, aliases }) => own === id || aliases.includes(id));
      return command && { ...command, id };
    },
    findTopic: (name: string) => TOPICS.find((topic) => topic.name === name),
    findMatches: () => [],
    runHook: async () => ({ successes: [], failures: [] }),
  };
  // Its type has all of it.
  return used as object as Config;
}

function isNamed(name: string): boolean {
  return TOPICS.some((topic) => topic.name === name);
}
