/** A copy of a Job in which a rule is rehearsed does the Job, and whatever belongs to it, no harm. */
import { describe, expect, test } from 'vitest';
import { rehearsalJob } from '../../../src/batch/policy/rehearsal-job.ts';
import { normaliseJob } from '../../../src/cluster/normalise.ts';

const labels = { app: 'render', 'job-name': 'render', 'batch.kubernetes.io/job-name': 'render' };

/** A Job as a server sends it, with all that a copy could do harm with. */
const JOB = normaliseJob({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: {
    name: 'render',
    namespace: 'film',
    uid: 'uid-of-render',
    labels,
    ownerReferences: [{ apiVersion: 'batch/v1', kind: 'CronJob', name: 'nightly', uid: 'u', controller: true }],
    finalizers: ['example.com/hold'],
  },
  spec: {
    completions: 900,
    parallelism: 300,
    completionMode: 'Indexed',
    backoffLimitPerIndex: 1,
    backoffLimit: 5,
    suspend: false,
    ttlSecondsAfterFinished: 5,
    activeDeadlineSeconds: 3,
    managedBy: 'example.com/other',
    manualSelector: true,
    selector: { matchLabels: { 'batch.kubernetes.io/controller-uid': 'uid-of-render' } },
    podFailurePolicy: { rules: [{ action: 'FailJob', onExitCodes: { operator: 'In', values: [42] } }] },
    podReplacementPolicy: 'Failed',
    template: {
      metadata: { labels, annotations: { 'example.com/inject': 'yes' } },
      spec: {
        restartPolicy: 'Never',
        serviceAccountName: 'renderer',
        priorityClassName: 'urgent',
        hostNetwork: true,
        hostPID: true,
        subdomain: 'render',
        nodeSelector: { disk: 'fast' },
        tolerations: [{ operator: 'Exists' }],
        imagePullSecrets: [{ name: 'registry' }],
        resourceClaims: [{ name: 'gpu', resourceClaimName: 'the-gpu' }],
        volumes: [
          { name: 'data', persistentVolumeClaim: { claimName: 'frames' } },
          { name: 'keys', secret: { secretName: 'keys' } },
        ],
        containers: [
          {
            name: 'main',
            image: 'renderer:7',
            command: ['render'],
            args: ['--all'],
            env: [{ name: 'TOKEN', valueFrom: { secretKeyRef: { name: 'keys', key: 'token' } } }],
            envFrom: [{ secretRef: { name: 'keys' } }],
            ports: [{ containerPort: 80, hostPort: 80 }],
            volumeMounts: [{ name: 'data', mountPath: '/data' }],
            lifecycle: { preStop: { exec: { command: ['rm', '-r', '/data'] } } },
            livenessProbe: { exec: { command: ['true'] } },
            securityContext: { runAsNonRoot: true },
            resources: {
              requests: { cpu: '64', memory: '1Ti', 'nvidia.com/gpu': '8' },
              limits: { memory: '1Ti', 'nvidia.com/gpu': '8' },
            },
          },
        ],
      },
    },
  },
});

const copy = rehearsalJob(
  JOB,
  { kind: 'exit', container: 'main', code: 42 },
  { name: 'drill-a-rule-0', namespace: 'film', drill: 'a', image: undefined, inPlace: true },
);

describe('a copy', () => {
  test('has a name, labels and an end of its own: no selector, Service or owner of the Job’s knows it', () => {
    const own = { 'kubectl-job/drill': 'a' };
    expect(copy.metadata).toEqual({
      name: 'drill-a-rule-0',
      namespace: 'film',
      labels: own,
      annotations: { 'kubectl-job/drill-of': 'film/render' },
    });
    const { template, ...spec } = copy.spec;
    expect(Object(template).metadata).toEqual({ labels: own });
    expect(spec).toEqual({
      completions: 2,
      parallelism: 1,
      completionMode: 'Indexed',
      backoffLimit: 5,
      backoffLimitPerIndex: 1,
      podFailurePolicy: { rules: [{ action: 'FailJob', onExitCodes: { operator: 'In', values: [42] } }] },
      podReplacementPolicy: 'Failed',
      activeDeadlineSeconds: 600,
      ttlSecondsAfterFinished: 300,
    });
  });

  test('runs where the Job does and as the Job does, but drives nobody away, takes next to nothing, and reaches no data and no secret', () => {
    expect(Object(copy.spec.template).spec).toEqual({
      restartPolicy: 'Never',
      terminationGracePeriodSeconds: 2,
      automountServiceAccountToken: false,
      serviceAccountName: 'renderer',
      nodeSelector: { disk: 'fast' },
      tolerations: [{ operator: 'Exists' }],
      imagePullSecrets: [{ name: 'registry' }],
      containers: [
        {
          name: 'main',
          image: 'renderer:7',
          command: ['sh', '-c', 'exit 42'],
          securityContext: { runAsNonRoot: true },
          resources: { requests: { cpu: '10m', memory: '32Mi' }, limits: { memory: '32Mi' } },
        },
      ],
    });
  });
});
