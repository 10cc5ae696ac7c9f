/** Paths of files inside volumes and containers (Kubernetes 1.36, pkg/apis/core/validation/validation.go). */
import { type FieldErrors, invalid, when } from '../field-errors.ts';

/** A path that climbs. */
export function backsteps(target: string, path: string): FieldErrors {
  return when(target.split('/').includes('..'), invalid(path, target, "must not contain '..'"));
}

/** A path that must stay below where it begins. */
export function descendingPath(target: string, path: string): FieldErrors {
  return [
    ...when(target.startsWith('/'), invalid(path, target, 'must be a relative path')),
    ...backsteps(target, path),
  ];
}

/** The same, and not beginning with `..`, which the kubelet keeps for itself. */
export function unreservedPath(target: string, path: string): FieldErrors {
  const isReserved = target.startsWith('..') && !target.startsWith('../');
  return [...descendingPath(target, path), ...when(isReserved, invalid(path, target, "must not start with '..'"))];
}

/** The mode of a file. */
export function fileMode(mode: unknown, path: string): FieldErrors {
  const isWrong = typeof mode === 'number' && (mode > 0o777 || mode < 0);
  return when(isWrong, invalid(path, mode, 'must be a number between 0 and 0777 (octal), both inclusive'));
}
