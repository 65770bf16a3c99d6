// The packets behind a COM_STMT_PREPARE_OK: definitions of parameters, then of columns, each run with an EOF behind it where there are EOFs
// (MySQL docs, "COM_STMT_PREPARE Response"). Knows how many there are and which is which; no bytes.

import type { PrepareOk } from './messages/index.ts';

export class PreparedDefinitions {
  readonly #parameters: number;
  readonly #columns: number;
  readonly #hasEofs: boolean;
  #came = 0;

  constructor({ parameters, columns }: PrepareOk, deprecatesEof: boolean) {
    this.#parameters = parameters;
    this.#columns = columns;
    this.#hasEofs = !deprecatesEof;
  }

  /** All of them came. */
  get whole(): boolean {
    const eofs = this.#hasEofs ? Number(this.#parameters > 0) + Number(this.#columns > 0) : 0;
    return this.#came === this.#parameters + this.#columns + eofs;
  }

  /** What the next packet is: an EOF, or the definition of the column of this index, which is below zero for a parameter's. */
  next(): 'eof' | number {
    const parameters = this.#parameters;
    const at = this.#came++;
    const column = at - parameters - (this.#hasEofs && parameters > 0 ? 1 : 0);
    if (!this.#hasEofs) return column;
    return (parameters > 0 && at === parameters) || column === this.#columns ? 'eof' : column;
  }

  /** The name that a column is to have. `labels` counts only where there is one for each column. */
  label(labels: readonly (string | undefined)[] | undefined, column: number): string | undefined {
    return column >= 0 && labels?.length === this.#columns ? labels[column] : undefined;
  }
}
