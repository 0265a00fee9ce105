/** A backup that was not made, not stored, or cannot be read. No message has a secret in it. */
export class BackupError extends Error {
  override readonly name = 'BackupError';
  /** What to do. */
  readonly hint: string;

  constructor(message: string, hint: string) {
    super(message);
    this.hint = hint;
  }
}

/** Why something failed, in one line. */
export function reasonOf(error: unknown): string {
  const { code, message, cause } = Object(error) as { code?: unknown; message?: unknown; cause?: unknown };
  if (code === 'ENOSPC') return 'the disk is full';
  // What fetch throws says little; its cause says more.
  const more = cause === undefined ? '' : `: ${reasonOf(cause)}`;
  return `${String(message || code || error).split('\n')[0]}${more}`;
}
