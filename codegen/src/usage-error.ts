/** A mistake of the user that is no mistake in a schema: an unknown type, a missing folder. Ends the program with 1. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** What the user did wrong, or what the file system refuses; `undefined`: it is a mistake of ours. */
export function problemOf(thrown: unknown): string | undefined {
  if (thrown instanceof UsageError) return thrown.message;
  const { code, path, syscall } = thrown as NodeJS.ErrnoException;
  if (!(thrown instanceof Error) || code === undefined || syscall === undefined) return undefined;
  return `${path ?? syscall}: ${REASONS[code] ?? thrown.message} (${code})`;
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space is left',
  ENOENT: 'there is no such file or folder',
  EEXIST: 'there is a file where a folder is needed',
  ENOTDIR: 'there is a file where a folder is needed',
  EISDIR: 'there is a folder where a file is needed',
};
