/** What is said of a finding, and how it is mended. */
import { abbreviateIndexes, countIndexes, type Intervals } from '../../batch/indexes.ts';
import { type PeerFinding, severityOf } from '../../batch/peers/peer-findings.ts';
import type { PeerJob } from '../../batch/peers/peer-job.ts';
import { commandLine } from '../shell.ts';

/** A finding for people: what is so, and what to type or write against it. */
export interface FindingText {
  readonly severity: 'broken' | 'risk';
  readonly text: string;
  readonly fix: Fix;
}

/** A command to type, YAML to write into the manifest, or what else to do. */
export interface Fix {
  readonly kind: 'command' | 'yaml' | 'advice';
  readonly lines: readonly string[];
}

/** A finding of this Job, in words. */
export function findingText(finding: PeerFinding, job: PeerJob): FindingText {
  return { severity: severityOf(finding), ...phrases(finding, job) };
}

type Phrases = Omit<FindingText, 'severity'>;

function phrases(finding: PeerFinding, job: PeerJob): Phrases {
  switch (finding.kind) {
    case 'alone':
    case 'not-indexed':
    case 'no-subdomain':
    case 'long-hostname':
    case 'long-fqdn':
    case 'dns-policy':
    case 'host-network':
    case 'never-together':
      return ofTemplate(finding, job);
    case 'no-service':
    case 'other-namespace':
    case 'unread-service':
    case 'unread-slices':
      return ofMissing(finding, job);
    case 'not-headless':
    case 'no-selector':
    case 'selects-others':
    case 'selects-one-index':
    case 'ready-only':
      return ofService(finding, job);
    case 'ended-peers':
    case 'unpublished':
      return ofMoment(finding, job);
  }
}

type Of<K extends PeerFinding['kind']> = Extract<PeerFinding, { readonly kind: K }>;

type TemplateKind =
  | 'alone'
  | 'not-indexed'
  | 'no-subdomain'
  | 'long-hostname'
  | 'long-fqdn'
  | 'dns-policy'
  | 'host-network'
  | 'never-together';

function ofTemplate(finding: Of<TemplateKind>, job: PeerJob): Phrases {
  switch (finding.kind) {
    case 'alone':
      return {
        text: `The Job is for ${finding.pods === 0 ? 'no pod at all' : 'one pod'}: there are no peers.`,
        fix: advice(
          'Write in its manifest how many there are (spec.completions, spec.parallelism): kubectl job peers create -f FILE adds the rest.',
        ),
      };
    case 'not-indexed':
      return {
        text: 'The Job is not Indexed: its pods have no hostnames that others could know. completionMode is fixed when a Job is created.',
        fix: commandOf('job', 'peers', 'create', job.name, '--recreate', ...inNamespace(job)),
      };
    case 'no-subdomain':
      return noSubdomain(finding, job);
    case 'long-hostname':
      return {
        text: `The hostname ${finding.hostname} has ${finding.hostname.length} characters; DNS takes ${finding.limit}.`,
        fix: advice('Give the Job a shorter name.'),
      };
    case 'long-fqdn':
      return {
        text: `With setHostnameAsFQDN a pod's hostname is ${finding.name}, ${finding.name.length} characters; Linux takes ${finding.limit}, and such a pod does not start.`,
        fix: advice('Leave out setHostnameAsFQDN, or give the Job and its Service shorter names.'),
      };
    case 'dns-policy':
      return {
        text:
          finding.policy === 'None'
            ? 'dnsPolicy None: pods ask the servers of dnsConfig, and nothing there searches the namespace; short names do not resolve.'
            : `dnsPolicy ${finding.policy}: pods look names up as their node does, which does not know the cluster's names.`,
        fix: podSpecYaml(['dnsPolicy: ClusterFirst']),
      };
    case 'host-network':
      return {
        text: "On the node's network dnsPolicy ClusterFirst is as good as Default: pods do not know the cluster's names.",
        fix: podSpecYaml(['dnsPolicy: ClusterFirstWithHostNet']),
      };
    case 'never-together':
      return {
        text: `parallelism ${finding.parallelism} is less than completions ${finding.completions}: not all peers run at the same time, and those that wait for all others wait for ever.`,
        fix: patch('job', job, { spec: { parallelism: finding.completions } }),
      };
  }
}

function noSubdomain({ candidates }: Of<'no-subdomain'>, job: PeerJob): Phrases {
  const [only] = candidates;
  const found = only === undefined ? '' : ` Headless Services select its pods: ${candidates.join(', ')}.`;
  return {
    text: `The pod template has no subdomain: no Service gives its pods names. It is fixed when a Job is created.${found}`,
    fix: commandOf('job', 'peers', 'create', job.name, '--recreate', ...inNamespace(job)),
  };
}

function ofMissing(
  finding: Of<'no-service' | 'other-namespace' | 'unread-service' | 'unread-slices'>,
  job: PeerJob,
): Phrases {
  const create = commandOf('job', 'peers', 'create', job.name, ...inNamespace(job));
  switch (finding.kind) {
    case 'no-service':
      return { text: `The Service ${finding.service}, which the subdomain names, does not exist.`, fix: create };
    case 'other-namespace':
      return {
        text: `There is no Service ${finding.service} in the namespace ${job.namespace}, only in ${finding.namespaces.join(', ')}: a Service names pods of its own namespace.`,
        fix: create,
      };
    case 'unread-service':
      return {
        text: `The Service ${finding.service} may not be read: nobody knows whether it is right.`,
        fix: commandOf('auth', 'can-i', 'get', `services/${finding.service}`, ...inNamespace(job)),
      };
    case 'unread-slices':
      return {
        text: `The EndpointSlices of the Service ${finding.service} may not be read: nobody knows which pods it publishes.`,
        fix: commandOf('auth', 'can-i', 'list', 'endpointslices.discovery.k8s.io', ...inNamespace(job)),
      };
  }
}

function ofService(
  finding: Of<'not-headless' | 'no-selector' | 'selects-others' | 'selects-one-index' | 'ready-only'>,
  job: PeerJob,
): Phrases {
  const select = commandOf('set', 'selector', `service/${finding.service}`, selectorFor(job), ...inNamespace(job));
  switch (finding.kind) {
    case 'not-headless':
      return {
        text:
          finding.type === 'ExternalName'
            ? `The Service ${finding.service} is an alias (ExternalName): it names no pods.`
            : `The Service ${finding.service} is not headless (clusterIP ${finding.clusterIP || 'not set'}): it has one address, and its pods have no names. clusterIP cannot be changed.`,
        fix: {
          kind: 'command',
          lines: [
            commandLine(['kubectl', 'delete', 'service', finding.service, ...inNamespace(job)]),
            commandLine(['kubectl', 'job', 'peers', 'create', job.name, ...inNamespace(job)]),
          ],
        },
      };
    case 'no-selector':
      return { text: `The Service ${finding.service} has no selector: it finds no pods.`, fix: select };
    case 'selects-others': {
      const wanted = Object.entries(finding.missing).map(([key, value]) => `${key}=${value}`);
      return {
        text: `The Service ${finding.service} selects other pods: those of this Job do not have ${wanted.join(', ')}.`,
        fix: select,
      };
    }
    case 'selects-one-index':
      return { text: `The Service ${finding.service} selects index ${finding.index} alone.`, fix: select };
    case 'ready-only':
      return {
        text: `The Service ${finding.service} names pods only once they are ready: who looks for a peer before that is told that there is none, and that answer is remembered for up to 30 seconds.${unreadyNow(finding.unready)}`,
        fix: patch('service', { ...job, name: finding.service }, { spec: { publishNotReadyAddresses: true } }),
      };
  }
}

function unreadyNow(unready: Intervals): string {
  return unready.length === 0 ? '' : ` Not ready now: ${shown(unready)}.`;
}

function ofMoment(finding: Of<'ended-peers' | 'unpublished'>, job: PeerJob): Phrases {
  const count = countIndexes(finding.indexes);
  const indexes = `${count === 1 ? 'Index' : 'Indexes'} ${shown(finding.indexes)}`;
  if (finding.kind === 'ended-peers') {
    return {
      text: `${indexes} ${count === 1 ? 'has' : 'have'} ended: the names of ended pods do not resolve, whatever the Service says.`,
      fix: advice(
        'Let every pod stay until all are done (a barrier at the end), or let those that go on do without the others.',
      ),
    };
  }
  return {
    text: `${indexes} ${count === 1 ? 'has' : 'have'} an address, and no EndpointSlice of ${finding.service} has it: the cluster has not come to it yet, or its EndpointSlice controller does not run.`,
    fix: commandOf('get', 'endpointslices', '-l', `kubernetes.io/service-name=${finding.service}`, ...inNamespace(job)),
  };
}

const MOST_INDEXES = 40;

function shown(indexes: Intervals): string {
  return abbreviateIndexes(indexes, MOST_INDEXES);
}

function selectorFor({ podLabels, name }: PeerJob): string {
  const own = podLabels['job-name'] === undefined ? Object.entries(podLabels) : [['job-name', name]];
  return own.map(([key, value]) => `${key}=${value}`).join(',');
}

function inNamespace({ namespace }: PeerJob): readonly string[] {
  return ['-n', namespace];
}

function commandOf(...words: readonly string[]): Fix {
  return { kind: 'command', lines: [commandLine(['kubectl', ...words])] };
}

function patch(kind: string, { name, namespace }: Pick<PeerJob, 'name' | 'namespace'>, body: object): Fix {
  return commandOf('patch', kind, name, '-n', namespace, '--type=merge', '-p', JSON.stringify(body));
}

function podSpecYaml(lines: readonly string[]): Fix {
  return { kind: 'yaml', lines: ['spec:', '  template:', '    spec:', ...lines.map((line) => `      ${line}`)] };
}

function advice(text: string): Fix {
  return { kind: 'advice', lines: [text] };
}
