/** What the tour needs of a database's driver, so that each of its steps is written once. Knows no driver. */
import type { Gateway } from '../../test/servers/gateway.ts';

export const AGENT = 'support-bot';
export const INTENT = 'answer-ticket';

/** One connection of the agent's. */
export interface Agent {
  /** Rejects with the driver's own error. */
  query(sql: string): Promise<Answer>;
  /** What the gateway says when it ends the session. */
  readonly lastWord: Promise<unknown>;
  end(): Promise<void>;
}

export interface Answer {
  readonly names: readonly string[];
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  /** What the driver says of a statement without rows: `INSERT`, `OK, 1 row`. */
  readonly done: string;
}

/** A refusal, as the driver hands it on. */
export interface Refused {
  /** `WW_…`. */
  readonly code: string | undefined;
  readonly lines: readonly string[];
}

/** How a held statement's request is found, and what was shown of it. */
export interface Held {
  readonly id: string;
  readonly lines: readonly string[];
}

export interface Driver {
  connect(gateway: Gateway, token: string): Promise<Agent>;
  /** The statement by which a session declares its intent. */
  readonly declareIntent: string;
  /** What a transaction with a refused statement in its middle comes to. */
  readonly transaction: { readonly title: string; readonly ending: string; readonly answers: readonly string[] };
  refusalOf(error: unknown): Refused;
  /** Called before the statement is sent; the promise is of what is known of its request, undefined if nothing comes. */
  watchForHold(agent: Agent, gateway: Gateway): Promise<Held | undefined>;
  /** What an approved ALTER TABLE is answered with. */
  readonly altered: string;
}

/** Finds the code in the text that carries it. */
export function codeIn(text: string): string | undefined {
  return /\bWW_[A-Z_]+/.exec(text)?.[0];
}
