/** What a command ends with when it did not do what was asked. Knows words and exit codes, nothing of how they are printed. */

/** 0 is success. */
export const EXIT = {
  /** It ran, and found or was told something that is not in order. */
  refused: 1,
  /** It could not run: wrong arguments or a wrong configuration. */
  usage: 2,
} as const;

export type FailureCode = (typeof EXIT)[keyof typeof EXIT];

/** An error that is meant to be read: lower case, names quoted, and a hint that says what to do next. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly exitCode: FailureCode;
  readonly hint: string | undefined;

  constructor(message: string, { hint, exitCode = EXIT.refused, cause }: FailureOptions = {}) {
    super(message, { cause });
    this.exitCode = exitCode;
    this.hint = hint;
  }
}

export interface FailureOptions {
  readonly hint?: string;
  readonly exitCode?: FailureCode;
  readonly cause?: unknown;
}

/** The findings were printed already, so the failure itself says nothing. */
export class Silent extends Failure {
  constructor(exitCode: FailureCode = EXIT.refused) {
    super('', { exitCode });
  }
}
