/** `completion`: what a shell reads to complete `kubectl-job`, and what kubectl looks for to complete `kubectl job`. */
import { BASH } from './completion/bash.ts';
import { FISH } from './completion/fish.ts';
import { kubectlCompleter } from './completion/kubectl.ts';
import { POWERSHELL } from './completion/powershell.ts';
import { ZSH } from './completion/zsh.ts';

/** What a script can be for, in the order help shows. */
export const SHELLS = ['bash', 'zsh', 'fish', 'powershell', 'kubectl'] as const;

/** One of them. */
export type Shell = (typeof SHELLS)[number];

/** The script, with how to install it in its first lines. `platform` is Node's name of the operating system. */
export function completionScript(shell: Shell, platform: string): string {
  switch (shell) {
    case 'bash':
      return BASH;
    case 'zsh':
      return ZSH;
    case 'fish':
      return FISH;
    case 'powershell':
      return POWERSHELL;
    case 'kubectl':
      return kubectlCompleter(platform);
  }
}
