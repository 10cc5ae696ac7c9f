/**
 * The program that kubectl calls to complete `kubectl job …`: an executable `kubectl_complete-job` on PATH (kubectl, pkg/cmd/plugin/plugin_completion.go). It serves
 * every shell that kubectl's own completion is set up in.
 */
export function kubectlCompleter(platform: string): string {
  return platform === 'win32' ? COMMAND_FILE : SHELL_SCRIPT;
}

const SHELL_SCRIPT = `#!/bin/sh
# Completes \`kubectl job …\` wherever kubectl's own completion is set up.
#
# Install: save it as kubectl_complete-job in a folder on PATH, and make it executable:
#   kubectl job completion kubectl > ~/.local/bin/kubectl_complete-job
#   chmod +x ~/.local/bin/kubectl_complete-job
exec kubectl-job __complete "$@" 2>/dev/null </dev/null
`;

const COMMAND_FILE = [
  '@echo off',
  "rem Completes `kubectl job` wherever kubectl's own completion is set up.",
  'rem Install: save it as kubectl_complete-job.cmd in a folder on PATH:',
  'rem   kubectl job completion kubectl > %USERPROFILE%\\bin\\kubectl_complete-job.cmd',
  'kubectl-job __complete %* 2>nul <nul',
  '',
].join('\r\n');
