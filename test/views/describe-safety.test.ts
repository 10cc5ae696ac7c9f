import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Condition, ContainerTemplate, Job, KubeEvent, Pod } from '../../src/batch/objects.ts';
import { composeDescription } from '../../src/operations/describe/compose.ts';
import { missingText } from '../../src/views/describe/output.ts';
import { changeLines, watchScreen } from '../../src/views/describe/watch.ts';
import { renderDescription } from '../../src/views/describe.ts';
import { isHarmless } from '../../src/views/text.ts';
import { anyJob } from '../support/any-job.ts';
import { aCondition, aContainer, anEvent, aPod, at, atMs } from '../support/builders.ts';

/** What a terminal acts on, in among ordinary text. */
const nasty = fc
  .array(
    fc.oneof(
      fc.constantFrom('\x1b[2J', '\x1b]0;title\x07', '\r', '\x00', '\x9b31m', '\u202e', '\x7f', '\n', '\t'),
      fc.string(),
    ),
    { maxLength: 4 },
  )
  .map((parts) => parts.join(''));
const map = fc.dictionary(nasty, nasty, { maxKeys: 2 });

const condition: fc.Arbitrary<Condition> = fc
  .record({
    type: fc.oneof(fc.constantFrom('Complete', 'Failed', 'FailureTarget'), nasty),
    reason: nasty,
    message: nasty,
    status: fc.oneof(fc.constant('True'), nasty),
  })
  .map(({ type, ...rest }) => aCondition(type, { lastTransitionTime: at(0), ...rest }));

const container: fc.Arbitrary<ContainerTemplate> = fc
  .record({
    name: nasty,
    image: nasty,
    command: fc.array(nasty, { maxLength: 2 }),
    args: fc.array(nasty, { maxLength: 2 }),
    requests: map,
    limits: map,
  })
  .map(({ name, ...rest }) => aContainer(name, rest));

const job: fc.Arbitrary<Job> = fc
  .record({
    base: anyJob,
    name: nasty,
    namespace: nasty,
    labels: map,
    annotations: map,
    matchLabels: map,
    kind: nasty,
    finalizers: fc.array(nasty, { maxLength: 2 }),
    conditions: fc.array(condition, { maxLength: 2 }),
    containers: fc.array(container, { maxLength: 2 }),
    managedBy: fc.option(nasty, { nil: undefined }),
    action: fc.oneof(fc.constantFrom('FailJob', 'Ignore'), nasty),
    junk: nasty,
  })
  .map(
    ({
      base,
      name,
      namespace,
      labels,
      annotations,
      matchLabels,
      kind,
      finalizers,
      conditions,
      containers,
      managedBy,
      action,
      junk,
    }) => ({
      ...base,
      metadata: {
        ...base.metadata,
        name,
        namespace,
        labels,
        annotations,
        finalizers,
        ownerReferences: [{ kind, name: kind, uid: kind, controller: true }],
      },
      spec: {
        ...base.spec,
        matchLabels,
        managedBy,
        podFailurePolicy: [
          { action, onExitCodes: { containerName: kind, operator: kind, values: [42] }, onPodConditions: [] },
        ],
        template: {
          ...base.spec.template,
          containers,
          initContainers: containers,
          restartPolicy: kind,
          subdomain: kind,
          nodeSelector: labels,
        },
      },
      status: { ...base.status, conditions: [...base.status.conditions, ...conditions] },
      source: { spec: { template: { metadata: { labels: annotations }, text: junk } } },
      junk: [{ path: junk, found: junk }],
    }),
  );

const pod: fc.Arbitrary<Pod> = fc
  .record({
    name: nasty,
    node: nasty,
    reason: nasty,
    message: nasty,
    container: nasty,
    waits: fc.boolean(),
    index: fc.nat(5),
    code: fc.nat(255),
  })
  .map(({ name, node, reason, message, container, waits, index, code }) => {
    const built = aPod(name).index(index).node(node).with({ reason, message });
    if (waits)
      return built
        .container(container, { state: { kind: 'waiting', reason, message } })
        .unschedulable(message)
        .build();
    return built
      .with({ phase: 'Failed' })
      .terminated(container, { exitCode: code, reason, message, finishedAt: at(1) })
      .build();
  });

const event: fc.Arbitrary<KubeEvent> = fc
  .record({ reason: nasty, message: nasty, type: nasty, from: nasty, name: nasty })
  .map(({ reason, message, type, from, name }) =>
    anEvent(reason, message, { type, from, involved: { kind: name, name, uid: name } }),
  );

const page = fc.record({
  width: fc.option(fc.integer({ min: 1, max: 200 }), { nil: undefined }),
  unicode: fc.boolean(),
  colour: fc.constant(false),
});
const rows = fc.option(fc.record({ indexes: fc.constant(undefined), failed: fc.boolean(), running: fc.boolean() }), {
  nil: undefined,
});

describe('whatever a cluster sends', () => {
  const given = fc.record({
    job,
    pods: fc.array(pod, { maxLength: 4 }),
    events: fc.array(event, { maxLength: 3 }),
    page,
    rows,
    why: nasty,
    template: fc.boolean(),
  });

  test('no control character of it reaches the text', async () => {
    await fc.assert(
      fc.asyncProperty(given, async ({ job, pods, events, page, rows, why, template }) => {
        const unread = [{ what: 'pods', namespace: why, forbidden: true, why, remedy: why } as const];
        const description = composeDescription({ job, pods, events, podsRead: 'all', unread, now: atMs(100) }, rows);
        const view = { maxWidth: undefined, grid: true, template, rows: true };
        const moment = { descriptions: [description], gone: [job], missing: [], interrupted: why };
        const missing = {
          kind: 'missing',
          name: why,
          namespace: why,
          error: new Error(why),
          beginSo: why.length > 3 ? [why] : [],
          foundIn: [why, 'b'],
        } as const;
        const texts = [
          await renderDescription(description, page, view),
          await watchScreen(moment, page, view),
          changeLines()(moment),
          missingText(missing),
        ];
        expect(texts.filter((text) => !isHarmless(text))).toEqual([]);
        expect(template ? [] : texts.filter((text) => text.includes('\t'))).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });
});
