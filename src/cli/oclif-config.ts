/** oclif's configuration, which its help is made from: one plugin, which is the program itself. Nothing is read from disk. */
import type { Command } from '@oclif/core/command';
import { Config, Plugin } from '@oclif/core/config';

/** What the program is. */
export interface ProgramFacts {
  /** What users type. */
  readonly bin: string;
  readonly packageJson: { readonly name: string; readonly version: string };
  readonly commands: readonly Command.Loadable[];
}

/** Loads it. */
export async function loadConfig({ bin, packageJson, commands }: ProgramFacts): Promise<Config> {
  const oclif = { bin, dirname: packageJson.name, topicSeparator: ' ' as const, topics: TOPICS };
  const pjson = { ...packageJson, oclif };
  const plugin = new BuiltIn({ root: '/', pjson, isRoot: true, name: pjson.name });
  plugin.fill(commands);
  const config = new Config({ root: '/', pjson, plugins: new Map([[pjson.name, plugin]]), devPlugins: false });
  await config.load();
  return config;
}

const TOPICS = { sandbox: { description: 'An embedded cluster on this machine, for trying things out.' } };

class BuiltIn extends Plugin {
  /** Takes the place of `load`, which would look for package.json and command files on disk. */
  fill(commands: readonly Command.Loadable[]): void {
    const { pjson } = this.options;
    if (!pjson) throw new Error('the built-in plugin needs its package.json');
    this.pjson = pjson;
    this.name = pjson.name;
    this.alias = pjson.name;
    this.version = pjson.version;
    this.root = '/';
    this.type = 'core';
    this.isRoot = true;
    this.valid = true;
    this.hooks = {};
    this.moduleType = 'module';
    this.commandIDs = commands.map(({ id }) => id);
    this.commands = [...commands];
  }
}
