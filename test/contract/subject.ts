/** What the contract needs of a protocol: a scene to play in, a client in the same words for all, and what it can't do, in words. */
import type { Gateway, RuleFiles } from '../servers/gateway.ts';

export type Row = Readonly<Record<string, unknown>>;

/** A refusal or an error of the server, taken apart. */
export interface Told {
  /** `WW_…`; undefined: the server itself said it, or what stands for its own word. */
  readonly code: string | undefined;
  /** SQLSTATE, or the server's number. */
  readonly number: string;
  readonly message: string;
  readonly hint: string;
  readonly decision: string | undefined;
}

export interface Client {
  /** The rows of the last result. Rejects with `Failure`. */
  query(sql: string): Promise<readonly Row[]>;
  /** Resolves when the other side has ended the connection. */
  readonly ended: Promise<void>;
  close(): Promise<void>;
  /** Leaves without a word. */
  destroy(): void;
}

/** What a client's errors are. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly told: Told;
  constructor(told: Told) {
    super(`${told.number} ${told.message}`);
    this.told = told;
  }
}

export interface Login {
  readonly agent: string;
  readonly secret: string;
  readonly encrypted?: boolean;
}

/** A way in which rows reach a client. */
export interface Format {
  readonly name: string;
  /** Logs in, runs it once, and leaves. */
  readonly read: (scene: Scene, login: Login, sql: string) => Promise<readonly Row[]>;
}

export interface Scene extends AsyncDisposable {
  readonly gateway: Gateway;
  /** What Wirewall logs in with: nobody may ever see it. */
  readonly upstreamPassword: string;
  /** Rejects with `Failure`. */
  connect(login: Login): Promise<Client>;
  /** Past Wirewall, with the rights of Wirewall's own user. */
  direct(sql: string): Promise<readonly Row[]>;
}

/** Where the dialects differ in what the promises say. */
export interface Words {
  readonly setToken: (token: string) => string;
  readonly setIntent: (intent: string) => string;
  readonly unknownTable: string;
  readonly unknownColumn: string;
  readonly syntaxError: string;
  /** A statement without effect that the server says something wrong about itself: what is said must be its own. */
  readonly failing: { readonly sql: string; readonly number: string };
}

/** Promises that not every protocol can keep. */
export type Optional = 'returning';

export interface Subject {
  readonly name: string;
  /** Why it can't be tried on this machine. */
  readonly missing?: string;
  readonly words: Words;
  readonly formats: readonly Format[];
  /** What it can't do, in words for people. */
  readonly cannot: Partial<Record<Optional, string>>;
  open(rules: RuleFiles): Promise<Scene>;
}
