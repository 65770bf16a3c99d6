/** Why the gateway does not start: what is wrong, and what to do next. For whoever starts it. */
export class StartFailure extends Error {
  override readonly name = 'StartFailure';
  readonly hint: string;

  constructor(message: string, hint: string, cause?: unknown) {
    super(message, { cause });
    this.hint = hint;
  }
}
