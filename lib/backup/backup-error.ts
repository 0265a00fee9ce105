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
  if (!(error instanceof Error)) return String(error);
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC') return 'the disk is full';
  // What fetch throws says little; its cause says more.
  const { cause } = error as { readonly cause?: unknown };
  if (cause instanceof Error) return `${error.message}: ${cause.message || (cause as NodeJS.ErrnoException).code}`;
  return error.message.split('\n')[0]!;
}
