/** The options of a write in its query (Kubernetes 1.36, apimachinery/pkg/apis/meta/v1/validation, `ValidateCreateOptions`, …). */
import { flag } from '../../api/request.ts';
import {
  type FieldErrors,
  forbidden,
  invalid,
  notSupported,
  required,
  tooLong,
} from '../../validation/field-errors.ts';
import { invalidObject } from '../refusals.ts';

/** What happens with fields that nobody knows. */
export type FieldValidation = 'Ignore' | 'Warn' | 'Strict';

/** What a client asks for beside the object. */
export interface WriteQuery {
  readonly dryRun: boolean;
  readonly fieldValidation: FieldValidation;
  /** Who writes: what the client says, else the beginning of its user agent. */
  readonly manager: string;
  /** An apply that takes over the fields of others. */
  readonly force: boolean;
}

/** The kinds of options, as the server names them. */
export type OptionsKind = 'CreateOptions' | 'UpdateOptions' | 'PatchOptions';

/** Reads and checks the options. Throws a StatusError 422. */
export function readWriteQuery(
  query: URLSearchParams,
  {
    kind,
    userAgent = '',
    isApply = false,
  }: { readonly kind: OptionsKind; readonly userAgent?: string; readonly isApply?: boolean },
): WriteQuery {
  const manager = query.get('fieldManager') ?? '';
  const dryRun = query.getAll('dryRun').filter((value) => value !== '');
  const validation = query.get('fieldValidation') ?? '';
  const errors: FieldErrors = [
    ...(isApply && manager === '' ? [required('fieldManager', 'is required for apply patch')] : []),
    ...(kind === 'PatchOptions' && !isApply && query.has('force')
      ? [forbidden('force', 'may not be specified for non-apply patch')]
      : []),
    ...managerErrors(manager),
    ...(dryRun.every((value) => value === 'All') ? [] : [notSupported('dryRun', dryRun, ['All'])]),
    ...(isFieldValidation(validation)
      ? []
      : [notSupported('fieldValidation', validation, ['', 'Ignore', 'Strict', 'Warn'])]),
  ];
  if (errors.length > 0) throw invalidObject({ group: 'meta.k8s.io', kind }, '', errors);
  return {
    dryRun: dryRun.length > 0,
    fieldValidation: isFieldValidation(validation) && validation !== '' ? validation : 'Warn',
    manager: manager || managerOf(userAgent),
    force: flag(query, 'force'),
  };
}

const LONGEST_MANAGER = 128;

function managerErrors(manager: string): FieldErrors {
  const long = Buffer.byteLength(manager) > LONGEST_MANAGER ? [tooLong('fieldManager', LONGEST_MANAGER)] : [];
  const at = [...manager].findIndex((character) => /[\p{C}\p{Z}]/u.test(character) && character !== ' ');
  if (at < 0) return long;
  const code = manager.codePointAt(at)?.toString(16).toUpperCase().padStart(4, '0');
  return [...long, invalid('fieldManager', manager, `invalid character U+${code} (at position ${at})`)];
}

/** `kubectl` of `kubectl/v1.36.0 (linux/amd64) …`. */
function managerOf(userAgent: string): string {
  const name = userAgent.split('/')[0] ?? '';
  return name.replace(/\p{C}/gu, '').slice(0, LONGEST_MANAGER);
}

function isFieldValidation(text: string): text is FieldValidation | '' {
  return text === '' || text === 'Ignore' || text === 'Warn' || text === 'Strict';
}
