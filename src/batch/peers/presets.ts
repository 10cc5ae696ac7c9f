/** What the worlds of pod-to-pod Jobs expect to find in their environment. */
import type { Json } from './edits.ts';
import { hostfileText, machinefileText } from './hostfile.ts';
import { INDEX_LABEL, type PeerJob } from './peer-job.ts';
import { allShortNames, indexHostname } from './peer-names.ts';

/** The worlds there are presets for. */
export const PRESETS = ['torchrun', 'mpi', 'dask', 'ray'] as const;

/** One of them. */
export type Preset = (typeof PRESETS)[number];

/** A port of the Service. */
export interface PeerPort {
  readonly name: string;
  readonly port: number;
}

/** What a preset brings. */
export interface PresetParts {
  readonly ports: readonly PeerPort[];
  /** Variables of every container, as the API writes them. */
  readonly env: readonly ({ readonly name: string } & { readonly [key: string]: Json })[];
  /** Lists of hosts by their file names, mounted where the variables say; undefined: none are needed. */
  readonly hostfiles: Readonly<Record<string, string>> | undefined;
}

/** Where lists of hosts are mounted. */
export const HOSTFILE_FOLDER = '/etc/mpi';

/** What each preset brings for a Job whose Service is `service`. `slots` of a hostfile: what a pod has of GPUs, else 1, where undefined. */
export function presetParts(preset: Preset, job: PeerJob, options: PresetOptions): PresetParts {
  const { service, slots, ports } = options;
  const portOf = (name: string, otherwise: number) => ports.find((one) => one.name === name)?.port ?? otherwise;
  const first = `${indexHostname(job.name, 0)}.${service}`;
  const count = String(job.completions ?? 0);
  switch (preset) {
    case 'torchrun':
      return torchrun(first, { count, port: portOf('master', 29_500) });
    case 'mpi':
      return {
        ports: [{ name: 'ssh', port: 22 }],
        env: MPI_ENV.map(([name, value]) => ({ name, value })),
        hostfiles: hostfiles(job, { service, slots }),
      };
    case 'dask':
      return {
        ports: [
          { name: 'scheduler', port: 8786 },
          { name: 'dashboard', port: 8787 },
        ],
        env: [{ name: 'DASK_SCHEDULER_ADDRESS', value: `tcp://${first}:${portOf('scheduler', 8786)}` }],
        hostfiles: undefined,
      };
    case 'ray':
      return {
        ports: [
          { name: 'gcs', port: 6379 },
          { name: 'dashboard', port: 8265 },
          { name: 'client', port: 10001 },
        ],
        env: [
          { name: 'RAY_ADDRESS', value: `${first}:${portOf('gcs', 6379)}` },
          { name: 'RAY_PORT', value: String(portOf('gcs', 6379)) },
        ],
        hostfiles: undefined,
      };
  }
}

/** What presets are made for. */
export interface PresetOptions {
  readonly service: string;
  readonly slots: number | undefined;
  /** The user's own, which take the place of the preset's of the same name. */
  readonly ports: readonly PeerPort[];
}

function hostfiles(job: PeerJob, { service, slots }: Omit<PresetOptions, 'ports'>): PresetParts['hostfiles'] {
  const names = allShortNames(job, service);
  const each = slots ?? job.gpus ?? 1;
  return { hostfile: hostfileText(names, each), machinefile: machinefileText(names, each) };
}

/** The plain names are what torch.distributed reads with `env://`, one process a pod; torchrun takes its own arguments from PET_…. */
function torchrun(first: string, { count, port }: { readonly count: string; readonly port: number }): PresetParts {
  const env = [
    { name: 'MASTER_ADDR', value: first },
    { name: 'MASTER_PORT', value: String(port) },
    { name: 'WORLD_SIZE', value: count },
    fromIndex('RANK'),
    { name: 'NNODES', value: count },
    { name: 'PET_MASTER_ADDR', value: first },
    { name: 'PET_MASTER_PORT', value: String(port) },
    { name: 'PET_NNODES', value: count },
    fromIndex('PET_NODE_RANK'),
  ];
  return { ports: [{ name: 'master', port }], env, hostfiles: undefined };
}

/** The controller adds JOB_COMPLETION_INDEX behind all others, where `$(…)` does not see it: the annotation is there before. */
function fromIndex(name: string): PresetParts['env'][number] {
  return { name, valueFrom: { fieldRef: { fieldPath: `metadata.annotations['${INDEX_LABEL}']` } } };
}

/** Open MPI 4, Open MPI 5 (PRRTE), MPICH, Intel MPI. Open MPI cuts names at their first dot unless it is told not to. */
const MPI_ENV = [
  ['OMPI_MCA_orte_default_hostfile', `${HOSTFILE_FOLDER}/hostfile`],
  ['OMPI_MCA_orte_keep_fqdn_hostnames', 'true'],
  ['PRTE_MCA_prte_default_hostfile', `${HOSTFILE_FOLDER}/hostfile`],
  ['PRTE_MCA_prte_keep_fqdn_hostnames', 'true'],
  ['HYDRA_HOST_FILE', `${HOSTFILE_FOLDER}/machinefile`],
  ['I_MPI_HYDRA_HOST_FILE', `${HOSTFILE_FOLDER}/machinefile`],
] as const;
