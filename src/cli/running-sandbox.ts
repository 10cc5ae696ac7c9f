/** Which of the embedded clusters that run a command is about. */
import { UserError } from './user-error.ts';

/** The one that a kubeconfig leads to, else the only one there is. Throws a `UserError` where that is none, or several. */
export function theSandbox<T extends { readonly kubeconfig: string }>(
  running: readonly T[],
  asked: { readonly kubeconfig: string | undefined; readonly environment: string | undefined },
): T {
  const { kubeconfig, environment } = asked;
  const named = running.find((sandbox) => sandbox.kubeconfig === (kubeconfig ?? environment));
  if (named) return named;
  if (kubeconfig !== undefined) {
    throw new UserError(`no embedded cluster that runs has the kubeconfig ${kubeconfig}`, {
      remedy: 'See which run: kubectl job sandbox status',
    });
  }
  const [only, ...others] = running;
  if (!only) {
    throw new UserError('no embedded cluster runs', { remedy: 'Start one: kubectl job sandbox start --detach' });
  }
  if (others.length === 0) return only;
  throw new UserError(`${running.length} embedded clusters run`, {
    remedy: `Say which: ${running.map((sandbox) => `--kubeconfig ${sandbox.kubeconfig}`).join('\n            ')}`,
  });
}
