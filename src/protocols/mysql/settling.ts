// What has to be done upstream between two commands of the client, before the next is judged: pins, questions about the session, the schema.
// Nothing is judged ahead of state (design.md §3).

import { ProtocolViolation } from '../../core/errors.ts';
import { charsetOf } from '../../sql/mysql/index.ts';
import type { Naming } from './naming.ts';
import type { Outbound } from './outbound.ts';

/**
 * - `unread`: the schema could not be read again; until it could, statements are refused.
 * - `broken`: nobody knows how the session upstream stands, so that it can't go on.
 */
export type Settled =
  | { readonly kind: 'settled' }
  | { readonly kind: 'unread'; readonly error: unknown }
  | { readonly kind: 'broken'; readonly error: unknown };

export class Settling {
  readonly #naming: Naming;
  readonly #outbound: Outbound;
  #running = false;
  #asking = false;
  #renewing: { readonly tracking: string; readonly standing: string } | undefined;

  constructor(naming: Naming, outbound: Outbound) {
    this.#naming = naming;
    this.#outbound = outbound;
  }

  get running(): boolean {
    return this.#running;
  }

  /** The server may have changed its session without having told. */
  ask(): void {
    this.#asking = true;
  }

  /** The session begins anew: its settings are gone. */
  renew(tracking: string, standing: string): void {
    this.#renewing = { tracking, standing };
  }

  /** The session upstream is not what it is taken for yet: nothing may be judged before that is over. */
  get pending(): boolean {
    return this.#asking || this.#renewing !== undefined || this.#naming.pin !== undefined;
  }

  /** Begins, where there is something to do, and tells when it is done. To be called while no kill is on its way, which could hit it. */
  settle(done: (how: Settled) => void): void {
    if (this.#running || (!this.pending && !this.#naming.stale)) return;
    this.#running = true;
    void this.#settleAndTell(done);
  }

  async #settleAndTell(done: (how: Settled) => void): Promise<void> {
    const how = await this.#settled().then(
      () => this.#reread(),
      (error: unknown): Settled => ({ kind: 'broken', error }),
    );
    this.#running = false;
    done(how);
  }

  async #reread(): Promise<Settled> {
    try {
      if (this.#naming.stale) await this.#naming.refresh();
      return { kind: 'settled' };
    } catch (error) {
      return { kind: 'unread', error };
    }
  }

  async #settled(): Promise<void> {
    if (this.#renewing !== undefined) await this.#renew(this.#renewing);
    if (this.#asking) {
      this.#asking = false;
      await this.#outbound.own(undefined);
    }
    while (this.#naming.pin !== undefined) {
      const { pin } = this.#naming;
      const { end } = await this.#outbound.own(`SET SESSION sql_mode = '${pin}'`);
      if (end !== 'done') throw new ProtocolViolation('the server does not take its own sql_mode');
      this.#naming.pinned();
    }
  }

  async #renew({ tracking, standing }: { readonly tracking: string; readonly standing: string }): Promise<void> {
    const { end } = await this.#outbound.own(tracking);
    const { rows } = await this.#outbound.own(standing);
    const [sqlMode, charsetName, database] = rows[0] ?? [];
    const charset = charsetOf(charsetName ?? '');
    if (end !== 'done' || typeof sqlMode !== 'string' || charset === undefined || database === undefined)
      throw new ProtocolViolation('the server does not tell how its session stands');
    this.#renewing = undefined;
    this.#naming.reset({ database: database ?? undefined, sqlMode, charset });
  }
}
