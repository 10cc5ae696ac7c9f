import * as Flags from '@oclif/core/flags';
import { ClusterCommand } from '../../cli/cluster-command.ts';
import type { Session } from '../../cli/compose.ts';
import { consent, yesFlag } from '../../cli/consent.ts';
import { type ExitKind, exitCodeOf } from '../../cli/exit-codes.ts';
import { outputFlag, outputFormat, type PlainFormat } from '../../cli/output-flags.ts';
import { checkable, chosenIndexes } from '../../cli/peers-check.ts';
import { clusterDomainFlag, oneJob, oneJobArgs } from '../../cli/peers-flags.ts';
import { type CheckRequest, checkPeers } from '../../operations/peers/check.ts';
import type { CheckResult } from '../../operations/peers/check-result.ts';
import { ask, canAsk } from '../../terminal/question.ts';
import { addQuestion, checkProgress, checkText } from '../../views/peers/check.ts';
import { checkObject } from '../../views/peers/check-json.ts';
import { isStructured, type OutputFormat, renderStructured } from '../../views/structured.ts';

const FORMATS: readonly PlainFormat[] = ['json', 'yaml'];

/** `kubectl job peers check`: from inside the pods, who finds whom. */
export default class PeersCheck extends ClusterCommand {
  static override summary = 'Ask the pods of a Job, from inside, which of their peers they find.';
  static override description = [
    'One exec for each pod that runs: a small sh script looks up the name of every peer, itself included, with what the container has (getent, python3, nslookup or ping), and with --port connects to it (nc, bash, python3). A hundred pods are ten thousand pairs in a hundred requests, a few at a time.',
    'The matrix has a row for each who looks and a column for each who is looked for; below stands, for each who is not found, why, since when, and by whom. A name that never was is told from one whose absence is only remembered (negative DNS caching), from one that leads to an earlier pod, and from a pod that is not published.',
    'Pods whose container has no shell or none of these tools are asked from a debug container with --image (kubectl debug adds the same): it shares their network, and stays in them until they end, so that a question is asked first.',
    'Marks: x does not resolve, s another address, f the full name alone, r refused, t no answer, - not asked. Exit code 3 when a pair fails; 1 when a pod that runs cannot be asked (no shell, nothing to look names up with, no rights).',
  ].join('\n\n');
  static override examples = [
    '<%= config.bin %> peers check example-job                    # 9 of 9 pairs resolve',
    '<%= config.bin %> peers check train --port 29500 --to 0      # does everybody reach the first?',
    '<%= config.bin %> peers check train --from 3,7 -o yaml',
    '<%= config.bin %> peers check train --image busybox:1        # containers without a shell',
    "<%= config.bin %> peers check train -o jsonpath='{.failures[*].name}'",
  ];
  static override args = oneJobArgs;
  static override flags = {
    from: Flags.string({ helpValue: 'INDEXES', summary: 'Who looks: 0-3,7 (default: every pod that runs).' }),
    to: Flags.string({ helpValue: 'INDEXES', summary: 'Who is looked for: 0-3,7 (default: every index).' }),
    port: Flags.integer({ helpValue: 'N', min: 1, max: 65_535, summary: 'Connect to this port, too.' }),
    container: Flags.string({
      char: 'c',
      helpValue: 'NAME',
      summary: "The container to ask from; by default the pod's default one, else its first.",
    }),
    image: Flags.string({
      helpValue: 'IMAGE',
      summary: 'Ask pods that have no shell or no tools from a debug container of this image, which is added to them.',
    }),
    ...yesFlag,
    'probe-timeout': Flags.integer({
      helpValue: 'SECONDS',
      min: 1,
      default: 5,
      summary: 'How long one look-up, or one connection, may take.',
    }),
    'at-once': Flags.integer({
      helpValue: 'N',
      min: 1,
      max: 100,
      default: 10,
      summary: 'Pods asked at the same time.',
    }),
    ...clusterDomainFlag,
    output: outputFlag(FORMATS),
  };

  async run(): Promise<number> {
    const { args, flags } = await this.parse(PeersCheck);
    const name = oneJob(args.name);
    const format = outputFormat(flags.output, FORMATS);
    const asked = {
      from: chosenIndexes(flags.from, '--from'),
      to: chosenIndexes(flags.to, '--to'),
      port: flags.port,
      container: flags.container,
      image: flags.image,
      timeoutSeconds: flags['probe-timeout'],
      atOnce: flags['at-once'],
      clusterDomain: flags['cluster-domain'],
    };
    const session = await this.open(flags);
    const job = { name, namespace: session.cluster.namespace };
    return exitCodeOf(await check(session, { ...asked, job }, { format, yes: flags.yes }));
  }
}

async function check(
  { cluster, terminal, call }: Session,
  asked: Omit<CheckRequest, 'mayAdd'>,
  { format, yes }: { readonly format: OutputFormat; readonly yes: boolean },
): Promise<ExitKind> {
  const progress = terminal.progress('');
  const mayAdd = () => {
    progress.stop();
    return consent(addQuestion(asked.job.name, asked.image ?? ''), {
      yes,
      canAsk,
      ask: (text) => ask(text, call.signal),
    });
  };
  const request = { ...asked, mayAdd };
  let result: CheckResult | undefined;
  try {
    for await (const update of checkPeers(cluster, request, call)) {
      if (update.kind === 'result') result = update.result;
      else progress.update(checkProgress(update));
    }
  } finally {
    progress.stop();
  }
  const whole = checkable(result);
  const { out } = terminal;
  await out.write(
    isStructured(format) ? await renderStructured(checkObject(whole), format) : checkText(whole, out.page),
  );
  if (whole.well < whole.pairs) return 'failed';
  return whole.rows.some(({ kind }) => kind === 'unasked') ? 'error' : 'ok';
}
