/**
 * What is particular about writing objects of one kind. The registry (registry.ts) does the rest, the same for all kinds
 * (Kubernetes 1.36, pkg/registry/…/strategy.go).
 */
import type { Fields } from '../api/fields.ts';
import type { Clock } from '../clock.ts';
import type { Pose } from '../pose.ts';
import type { Random } from '../random.ts';
import type { Store, StoredObject } from '../store.ts';
import type { FieldErrors } from '../validation/field-errors.ts';

/** What writing needs beside the object. */
export interface WritingContext {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  /** What clients are told of objects, and what of theirs is taken; all of it when left out. Our own code is no client. */
  readonly pose?: Pose | undefined;
}

/** The rules of one kind. What is left out is not needed or not done. */
export interface KindRules {
  /** The struct of the schema. */
  readonly struct: string;
  /** Whether changes of the spec are counted in `metadata.generation`. */
  readonly hasGeneration?: boolean;
  /** Whether there is a `status` subresource; without one, a write of the whole writes the status, too. */
  readonly hasStatus?: boolean;
  /** What is filled in, at every write. */
  readonly defaults?: (object: Fields) => Fields;
  /** What is set on a new object: generated selectors, the beginning of its status. Its uid and name are there. */
  readonly prepareCreate?: (object: Fields, context: WritingContext) => Fields;
  /** What must not change, or changes with a change. `status` and `generation` are looked after by the registry. */
  readonly prepareUpdate?: (object: Fields, old: Fields) => Fields;
  /** What admission adds to a new object or refuses (throws a StatusError). */
  readonly admit?: (object: Fields, context: WritingContext) => Fields;
  readonly validate: (object: Fields) => FieldErrors;
  readonly validateUpdate: (object: Fields, old: Fields) => FieldErrors;
  readonly validateStatus?: (object: Fields, old: Fields) => FieldErrors;
  readonly validateEphemeralContainers?: (object: Fields, old: Fields) => FieldErrors;
  /** What the client is warned of. `old` is undefined for a new object. */
  readonly warnings?: (object: Fields, old: Fields | undefined) => readonly string[];
  /** A PUT of one that is not there creates it. */
  readonly createOnUpdate?: boolean;
  /** What becomes of dependents when the client does not say. */
  readonly dependents?: 'Background' | 'Orphan';
  /** How long an object has to end, in seconds, when `asked` is the client's wish; undefined: it does not end gracefully. */
  readonly gracePeriod?: (object: StoredObject, asked: number | undefined) => number | undefined;
  /** A DELETE answers with the object, not with a Status. */
  readonly returnsDeleted?: boolean;
}
