/** A command about secrets that was not done: nothing was changed. No message has a secret value in it. */
export class SecretsError extends Error {
  override readonly name = 'SecretsError';
  /** What to do. */
  readonly hint: string;
  /** 1 for what was given and is wrong; 2 for what could not be done at all. */
  readonly code: 1 | 2;

  constructor(code: 1 | 2, message: string, hint: string) {
    super(message);
    this.code = code;
    this.hint = hint;
  }
}
