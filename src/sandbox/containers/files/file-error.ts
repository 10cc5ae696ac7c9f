/** What goes wrong with files, in libc's words. */

/** The reasons, by their names in errno.h. */
export const REASONS = {
  ENOENT: 'No such file or directory',
  ENOTDIR: 'Not a directory',
  EISDIR: 'Is a directory',
  EEXIST: 'File exists',
  ENOTEMPTY: 'Directory not empty',
  EROFS: 'Read-only file system',
  ENOSPC: 'No space left on device',
  ELOOP: 'Too many levels of symbolic links',
  EINVAL: 'Invalid argument',
  EBUSY: 'Device or resource busy',
  EXDEV: 'Invalid cross-device link',
  ENAMETOOLONG: 'File name too long',
  EPERM: 'Operation not permitted',
} as const;

/** The name of a reason. */
export type Reason = keyof typeof REASONS;

/** Thrown by the file systems of containers. Its message is as Node's are, which is what the tools of just-bash look for. */
export class FileError extends Error {
  readonly reason: Reason;

  constructor(reason: Reason, path: string) {
    super(`${reason}: ${REASONS[reason].toLowerCase()}, '${path}'`);
    this.name = 'FileError';
    this.reason = reason;
  }

  /** In libc's words. */
  get text(): string {
    return REASONS[this.reason];
  }
}
