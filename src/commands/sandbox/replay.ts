import { once } from 'node:events';
import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { BaseCommand } from '../../cli/base-command.ts';
import { runProgram, splitAtDashes } from '../../cli/child-program.ts';
import { mendedStart, parseSpeed, posedMinor } from '../../cli/sandbox-options.ts';
import { parseTimeout } from '../../cli/timeout.ts';
import { UserError } from '../../cli/user-error.ts';
import type { ReplayOptions, RunningSandbox } from '../../sandbox/replay/start-replay.ts';
import { openTerminal } from '../../terminal/streams.ts';
import { renderStructured } from '../../views/structured.ts';

/** `kubectl job sandbox replay`: an embedded cluster that plays back what a real one did. */
export default class SandboxReplay extends BaseCommand {
  static override summary = 'Start an embedded cluster that replays the recording of a real one.';

  static override description = [
    'An API server on this machine that kubectl and any other client can talk to. It serves the objects of the recording as they',
    "stood at each moment, streams their changes to watchers, and has the recorded logs. Its time is the recording's. It prints",
    'the path of a kubeconfig, listens on 127.0.0.1 alone, and runs until Ctrl-C or `sandbox stop`, or with -- COMMAND until that command has',
    'ended; then everything it made is gone. Whoever has its token may read all of it: --as changes nothing.',
  ].join(' ');

  static override examples = [
    {
      description: 'The end of a recording, for kubectl',
      command: '<%= config.bin %> sandbox replay test/recordings/indexed --at end',
    },
    {
      description: 'From the beginning, ten times as fast',
      command: '<%= config.bin %> sandbox replay test/recordings/indexed --speed 10',
    },
    {
      description: 'One command against the moment 20 s into it, which is held still',
      command: '<%= config.bin %> sandbox replay test/recordings/per-index --at 20s -- kubectl get pods',
    },
  ];

  static override args = {
    recording: Args.string({
      name: 'DIR|FILE',
      required: true,
      description: "The recording's folder, or its watch.jsonl.",
    }),
  };

  static override flags = {
    at: Flags.string({
      helpValue: '30s|end',
      description: 'Begin at this moment of the recording; without --speed it is held still.',
    }),
    speed: Flags.string({
      helpValue: 'N',
      description: 'How many times as fast as it was (default 1; 0 holds still).',
    }),
    'kubernetes-version': Flags.string({
      helpValue: '1.N',
      description: 'Pose as an older server, 1.24 or later: objects, tables and discovery as it would have told them.',
    }),
    port: Flags.integer({
      helpValue: 'N',
      min: 0,
      max: 65_535,
      description: 'Listen on this port (default: a free one).',
    }),
    output: Flags.option({ options: ['json', 'yaml'] as const })({
      char: 'o',
      helpValue: 'json|yaml',
      description: 'Print more than the path of the kubeconfig: server, namespace, times.',
    }),
  };

  override async run(): Promise<number> {
    const { own, program } = splitAtDashes(this.argv);
    const { args, flags } = await this.parse(SandboxReplay, own);
    const terminal = openTerminal();
    const options = {
      path: args.recording,
      ...moment(flags),
      ...(flags.port === undefined ? {} : { port: flags.port }),
      ...(await posedVersion(flags['kubernetes-version'])),
    };
    await using sandbox = await start(options);
    for (const note of sandbox.notes) await terminal.err.write(`warning: ${note}\n`);
    if (program.length > 0) return await runProgram(program, sandbox, terminal);
    await terminal.out.write(
      flags.output ? await renderStructured(describe(sandbox), { kind: flags.output }) : `${sandbox.kubeconfig}\n`,
    );
    await terminal.err.write(`export KUBECONFIG=${sandbox.kubeconfig}\nServing ${sandbox.server} until Ctrl-C.\n`);
    if (!terminal.signal.aborted) await Promise.race([once(terminal.signal, 'abort'), sandbox.stopped]);
    return 0;
  }
}

function moment(flags: {
  readonly at?: string | undefined;
  readonly speed?: string | undefined;
}): Pick<ReplayOptions, 'at' | 'speed'> {
  return {
    ...(flags.at === undefined ? {} : { at: flags.at === 'end' ? 'end' : parseMoment(flags.at) }),
    ...(flags.speed === undefined ? {} : { speed: parseSpeed(flags.speed) }),
  };
}

/** Bare seconds may have a fraction, as those in a recording have. */
function parseMoment(text: string): number {
  return /^\d+\.\d+$/.test(text) ? Number(text) * 1000 : parseTimeout(text, '--at');
}

async function posedVersion(version: string | undefined): Promise<Pick<ReplayOptions, 'minor'>> {
  const { playableMinor } = await import('../../sandbox/posing/older-server.ts');
  const minor = posedMinor(version, playableMinor);
  return minor === undefined ? {} : { minor };
}

async function start(options: ReplayOptions): Promise<RunningSandbox> {
  const { startReplay } = await import('../../sandbox/replay/start-replay.ts');
  try {
    return await startReplay(options);
  } catch (error) {
    throw mended(error, options);
  }
}

/** What the user can mend of a failed start: a recording that cannot be read, a port that cannot be had. */
function mended(error: unknown, { port }: ReplayOptions): unknown {
  if (!(error instanceof Error)) return error;
  if ('kind' in error && error.kind === 'RecordingError') {
    return new UserError(error.message, {
      remedy: 'A recording is a folder with a watch.jsonl, one watch event a line.',
    });
  }
  return mendedStart(error, port);
}

/** What `-o json|yaml` says. Times are RFC 3339. */
function describe({ kubeconfig, server, namespace, timeline, clock }: RunningSandbox): object {
  const { originMs, lengthMs } = timeline;
  return {
    kubeconfig,
    server,
    namespace,
    time: new Date(clock.now()).toISOString(),
    recording: { begin: new Date(originMs).toISOString(), end: new Date(originMs + lengthMs).toISOString() },
  };
}
