/** Text → scenario: YAML, or JSON, which is YAML too. */
import { parse } from 'yaml';
import { readFault } from '../faults/fault.ts';
import { isObject } from '../schema/decode.ts';
import { FieldReader } from './field-reader.ts';
import type { PodOverride } from './pod-override.ts';
import { type JobRule, type Scenario, ScenarioError, type TimedFault } from './scenario.ts';

const DEFAULT_UNKNOWN = { ms: 2000, code: 0 };

/** Reads a scenario. Throws a `ScenarioError` with everything that is wrong with it. */
export function readScenario(text: string): Scenario {
  const problems: string[] = [];
  const reader = new FieldReader(parsed(text) ?? {}, '', problems);
  const jobs = reader.list('jobs').map(({ value, place }) => jobRule(new FieldReader(value, place, problems)));
  const faults = reader
    .list('faults')
    .map(({ value, place }) => timedFault(new FieldReader(value, place, problems), value));
  const unknownProgram = unknownProgramIn(reader) ?? DEFAULT_UNKNOWN;
  reader.end();
  if (problems.length > 0) throw new ScenarioError(problems);
  return { jobs, faults: faults.filter((fault) => fault !== undefined), unknownProgram };
}

function parsed(text: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    throw new ScenarioError([`it is no YAML: ${error instanceof Error ? error.message : String(error)}`]);
  }
}

function jobRule(reader: FieldReader): JobRule {
  const rule = {
    job: reader.text('job') ?? '*',
    namespace: reader.text('namespace'),
    indexes: reader.numbers('indexes'),
    attempts: reader.numbers('attempts'),
    override: overrideIn(reader),
  };
  reader.end();
  if (!SAID.some((name) => reader.raw(name) !== undefined))
    reader.wrong('job', 'the rule says nothing about its pods: give it an exitCode, a runTime, …');
  return rule;
}

/** The fields that say something about pods. */
const SAID = [
  ...['pullTime', 'pullFailure', 'runTime', 'output', 'exitCode', 'onTerm', 'outOfMemory', 'stuckTerminating'],
  'unknownPrograms',
];

function overrideIn(reader: FieldReader): PodOverride {
  const fields = {
    pullMs: reader.duration('pullTime'),
    pullFailure: pullFailureIn(reader),
    runMs: reader.duration('runTime'),
    output: reader.lines('output'),
    exitCode: reader.exitCode('exitCode'),
    onTerm: onTermIn(reader),
    isOutOfMemory: reader.flag('outOfMemory'),
    isStuckTerminating: reader.flag('stuckTerminating'),
    unknownProgram: unknownProgramIn(reader),
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** `true`, or the runtime's words. */
function pullFailureIn(reader: FieldReader): string | undefined {
  const value = reader.raw('pullFailure');
  if (value === undefined || value === false) return undefined;
  if (value === true)
    return 'rpc error: code = Unavailable desc = failed to pull and unpack image: the registry does not answer';
  return reader.text('pullFailure');
}

/** `ignore`, or `{exitCode, after}`. */
function onTermIn(reader: FieldReader): PodOverride['onTerm'] {
  const value = reader.raw('onTerm');
  if (value === undefined || value === 'ignore') return value;
  if (!isObject(value)) return reader.wrong('onTerm', 'must be ignore, or an object with exitCode and after');
  const problems: string[] = [];
  const inner = new FieldReader(value, '', problems);
  const reaction = { exitCode: inner.exitCode('exitCode') ?? 143, afterMs: inner.duration('after') ?? 0 };
  inner.end();
  for (const problem of problems) reader.wrong('onTerm', problem);
  return reaction;
}

/** `{runTime, exitCode}`. */
function unknownProgramIn(reader: FieldReader): Scenario['unknownProgram'] | undefined {
  const value = reader.raw('unknownPrograms');
  if (value === undefined) return undefined;
  const problems: string[] = [];
  const inner = new FieldReader(value, '', problems);
  const run = {
    ms: inner.duration('runTime') ?? DEFAULT_UNKNOWN.ms,
    code: inner.exitCode('exitCode') ?? DEFAULT_UNKNOWN.code,
  };
  inner.end();
  for (const problem of problems) reader.wrong('unknownPrograms', problem);
  return run;
}

/** A fault as `sandbox fault` has it in JSON, with `at`; `for` and `by` may stand for `forMs` and `byMs`. */
function timedFault(reader: FieldReader, value: unknown): TimedFault | undefined {
  const atMs = reader.duration('at') ?? 0;
  const forMs = reader.duration('for');
  const byMs = signedDuration(reader);
  if (!isObject(value)) return undefined;
  const { at: _, for: __, by: ___, ...rest } = value;
  const fault = readFault({
    ...rest,
    ...(forMs === undefined ? {} : { forMs }),
    ...(byMs === undefined ? {} : { byMs }),
  });
  if (!isProblems(fault)) return { atMs, fault };
  for (const problem of fault.map(asTyped)) {
    const [name = '', ...why] = problem.split(': ');
    reader.wrong(why.length > 0 ? name : 'kind', why.length > 0 ? why.join(': ') : problem);
  }
  return undefined;
}

/** In the words of a scenario. */
function asTyped(problem: string): string {
  const [name = ''] = problem.split(': ');
  const typed = { forMs: 'for', byMs: 'by' }[name];
  if (typed) return `${typed}: must be a duration, such as 90s`;
  return problem.replace(/\b(for|by)Ms\b/g, '$1');
}

/** A clock may be set back. */
function signedDuration(reader: FieldReader): number | undefined {
  const value = reader.raw('by');
  if (typeof value !== 'string' || !value.startsWith('-')) return reader.duration('by');
  const ms = new FieldReader({ by: value.slice(1) }, '', []).duration('by');
  return ms === undefined ? reader.wrong('by', 'must be a duration, such as 90s or -1h') : -ms;
}

function isProblems(result: ReturnType<typeof readFault>): result is readonly string[] {
  return Array.isArray(result);
}
