/** The log took no entry: what was to be recorded must not happen. `cause` is the system's error. */
export class AuditUnavailable extends Error {
  override readonly name = 'AuditUnavailable';
}

const ADVICE: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full: make room, statements pass again by themselves',
  EDQUOT: 'the quota is used up: make room, statements pass again by themselves',
  EROFS: 'the file system is read-only: mount it for writing',
  EACCES: 'permission is missing: let the user that runs wirewall write there',
  EPERM: 'permission is missing: let the user that runs wirewall write there',
  EMFILE: 'the process has no file descriptor left: raise its limit',
  ENOENT: 'the directory is gone: make it again, or restart wirewall',
  EIO: 'the disk reports an error: look at the system log',
};

export function unavailable(what: string, cause: unknown): AuditUnavailable {
  if (cause instanceof AuditUnavailable) return cause;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  const why = ADVICE[code] ?? (cause instanceof Error ? cause.message : String(cause));
  return new AuditUnavailable(`${what}: ${code === '' ? '' : `${code}, `}${why}`, { cause });
}
