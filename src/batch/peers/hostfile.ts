/** Lists of hosts, as MPI's launchers read them. */

/** As Open MPI reads it. MPICH and Intel MPI do not start with such a file («token slots not supported at this time»). */
export function hostfileText(names: readonly string[], slots: number): string {
  return names.map((name) => `${name} slots=${slots}\n`).join('');
}

/** As Hydra reads it, the launcher of MPICH and of Intel MPI. */
export function machinefileText(names: readonly string[], slots: number): string {
  return names.map((name) => `${name}:${slots}\n`).join('');
}
