// The prepared statements of a session, by the server's own ids: a session has one upstream to itself, so they need no mapping. Knows no bytes.

import { createHash } from 'node:crypto';
import type { MySqlContext, MySqlStatement } from '../../sql/mysql/index.ts';
import type { Run } from './run.ts';

export interface Prepared {
  readonly id: number;
  /** As the client sent it. */
  readonly text: Buffer;
  /** The same for people and for the record. */
  readonly shown: string;
  /** What it was read with. A new schema reads it again with everything else as it was: the server keeps the rest with the statement. */
  context: MySqlContext;
  statement: MySqlStatement;
  /** That one statement, in the list that the reading gave: what is remembered of it is remembered by the list. */
  statements: readonly MySqlStatement[];
  readonly parameters: number;
  /** Types of the parameters as the client last bound them: an EXECUTE without types means these. */
  types: Buffer | undefined;
  /** Of what came by COM_STMT_SEND_LONG_DATA since the last EXECUTE or RESET, and what the server therefore has. */
  long: LongData | undefined;
  /** An open cursor's run, for COM_STMT_FETCH. */
  cursor: Run | undefined;
}

/** Parameters that came in pieces: only their digest is kept, for the binding of an approval. */
export class LongData {
  readonly #hash = createHash('sha256');
  readonly #parameters = new Set<number>();

  has(parameter: number): boolean {
    return this.#parameters.has(parameter);
  }

  add(parameter: number, data: Uint8Array): void {
    this.#parameters.add(parameter);
    this.#hash.update(`${parameter} ${data.length} `).update(data);
  }

  digest(): string {
    return this.#hash.copy().digest('hex');
  }
}

/** The id that MariaDB's drivers send for "the one that was prepared last" (MariaDB KB, "COM_STMT_EXECUTE"). */
export const LAST_PREPARED = 0xffff_ffff;

export class PreparedStatements {
  readonly #byId = new Map<number, Prepared>();
  #last: number | undefined;

  get size(): number {
    return this.#byId.size;
  }

  add(prepared: Prepared): void {
    this.#byId.set(prepared.id, prepared);
    this.#last = prepared.id;
  }

  /** One could not be prepared: there is no last one. */
  failed(): void {
    this.#last = undefined;
  }

  get(id: number): Prepared | undefined {
    const wanted = id === LAST_PREPARED ? this.#last : id;
    return wanted === undefined ? undefined : this.#byId.get(wanted);
  }

  delete(id: number): void {
    this.#byId.delete(id);
    if (this.#last === id) this.#last = undefined;
  }

  clear(): void {
    this.#byId.clear();
    this.#last = undefined;
  }
}
