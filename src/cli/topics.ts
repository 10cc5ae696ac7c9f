/** What is said of the words that only begin the names of commands: `drill`, `sandbox`; and of `peers`, which is one itself. */

/** A first word that several commands share. */
export interface Topic {
  readonly name: string;
  readonly description: string;
}

/** What commands of several words begin with. */
export const TOPICS: readonly Topic[] = [
  { name: 'drill', description: 'Disrupt a Job on purpose, see what that does to it, and leave all as it was.' },
  { name: 'peers', description: 'Names by which the pods of a Job find each other: show them, make them, test them.' },
  { name: 'sandbox', description: 'An embedded cluster on this machine, for trying things out.' },
];
