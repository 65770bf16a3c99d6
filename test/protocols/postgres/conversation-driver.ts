// Drives a conversation without sockets: client messages in, what goes upstream out, the server's answers in, what the
// client sees out. Statements are judged by a table of texts.

import { Reader } from '../../../src/bytes/reader.ts';
import { Writer } from '../../../src/bytes/writer.ts';
import type { Refusal } from '../../../src/core/refusal.ts';
import type { MaskPlan, Outcome, Permit, Request, Ruling, Session } from '../../../src/gate/protocol.ts';
import { Conversation } from '../../../src/protocols/postgres/conversation.ts';
import { ClientFramer, ServerFramer } from '../../../src/protocols/postgres/framer.ts';
import {
  decodeBackend,
  encodeBackend,
  type BackendKind,
  type BackendMessage,
  type WritableBackendMessage,
} from '../../../src/protocols/postgres/messages/backend.ts';
import {
  decodeFrontend,
  encodeFrontend,
  type FrontendMessage,
} from '../../../src/protocols/postgres/messages/frontend.ts';
import type { Catalog } from '../../../src/sql/catalog/catalog.ts';
import type { DeferredCheck, SessionEffect, Statement } from '../../../src/sql/statement.ts';

/** How a text is read and judged. */
export interface Script {
  readonly refuse?: Refusal;
  readonly unread?: Refusal;
  readonly effect?: SessionEffect;
  readonly mask?: MaskPlan;
  readonly rows?: number;
  readonly command?: string;
  readonly errors?: 'verbatim' | 'without_detail' | 'withheld';
  readonly later?: boolean;
  readonly deferred?: readonly DeferredCheck[];
  /** Reading it throws. */
  readonly fault?: boolean;
}

export const notGranted: Refusal = {
  code: 'WW_TABLE_NOT_GRANTED',
  message: 'table hr.salaries is not granted to bot',
  hint: 'Ask for something else.',
};

type Sent = FrontendMessage;
type Shown = BackendMessage;

export class Driver {
  readonly conversation: Conversation;
  readonly decided: Request[] = [];
  readonly settled: Outcome[] = [];
  readonly faults: unknown[] = [];
  cancels = 0;
  closed: Refusal | 'closed' | undefined;
  path = ['shop', 'pg_catalog'];
  readonly #script: Readonly<Record<string, Script>>;
  readonly #upstream = new ClientFramer({ maxMessageBytes: 1 << 20 });
  #toClient: Buffer[] = [];
  readonly #framer: ServerFramer;
  #spent = 0;

  constructor(script: Readonly<Record<string, Script>>) {
    this.#script = script;
    this.#upstream.enter('session');
    this.conversation = new Conversation({
      session: this.#session(),
      wire: {
        toServer: (permit) => this.#upstream.push(permit.spend()),
        toClient: (bytes) => this.#toClient.push(Buffer.from(bytes)),
        betweenMessages: true,
        cancelUpstream: () => this.cancels++,
        close: (last) => (this.closed = last ?? 'closed'),
      },
      read: (text) => {
        const scripted = this.#script[text] ?? {};
        if (scripted.fault === true) throw new TypeError('a fault of ours');
        if (scripted.unread !== undefined) return { kind: 'refused', refusal: scripted.unread };
        return { kind: 'statements', statements: text === '' ? [] : [statement(text, scripted)] };
      },
      onFault: (fault) => this.faults.push(fault),
      catalog: {
        current: () => catalog,
        refresh: () => Promise.resolve(catalog),
        query: 'CATALOG',
        fromSession: () => ({ ...catalog, version: 'own' }),
      },
      style: { explain: false, hintInMessage: false },
      maxPreparedStatements: 3,
    });
    this.#framer = new ServerFramer(this.conversation.answers, { maxWholeBytes: 1 << 20 });
  }

  /** Starts the session and answers its first question. */
  async begun(): Promise<this> {
    const begun = this.conversation.begin();
    this.sent();
    this.probeAnswer();
    await begun;
    this.shown();
    return this;
  }

  client(...messages: Exclude<FrontendMessage, { kind: 'FunctionCall' }>[]): void | Promise<void> {
    const framer = new ClientFramer({ maxMessageBytes: 1 << 20 });
    framer.enter('session');
    for (const message of messages) {
      const out = new Writer();
      encodeFrontend(message, out);
      framer.push(out.take());
    }
    return this.pump(framer);
  }

  pump(framer: ClientFramer): void | Promise<void> {
    for (let frame = framer.next(); frame !== undefined; frame = framer.next()) {
      const later = this.conversation.client(frame);
      if (later instanceof Promise) return later.then(() => this.pump(framer));
    }
  }

  server(...messages: WritableBackendMessage[]): void {
    const out = new Writer();
    for (const message of messages) encodeBackend(message, out);
    this.#framer.push(out.take());
    this.conversation.answers.flush();
  }

  /** What went upstream since the last call. */
  sent(): Sent[] {
    const sent: Sent[] = [];
    for (let frame = this.#upstream.next(); frame !== undefined; frame = this.#upstream.next()) {
      if (frame.kind === 'StartupPacket' || frame.kind === 'AuthenticationResponse') throw new Error(frame.kind);
      sent.push(decodeFrontend(frame.kind, frame.reader()));
    }
    return sent;
  }

  /** What the client saw since the last call. */
  shown(): Shown[] {
    const shown: Shown[] = [];
    const framer = new ServerFramer(
      {
        frame: () => 'take',
        read: () => undefined,
        take: (kind: BackendKind, bytes, start, end) => shown.push(decodeBackend(kind, new Reader(bytes, start, end))),
        send: () => undefined,
      },
      { maxWholeBytes: 1 << 20 },
    );
    for (const bytes of this.#toClient) framer.push(bytes);
    this.#toClient = [];
    return shown;
  }

  /** The server's answer to a probe of the search path, and to the Sync behind it when the probe stands alone. */
  probeAnswer(sync = true): void {
    this.server(
      { kind: 'ParseComplete' },
      { kind: 'BindComplete' },
      { kind: 'DataRow', cells: [Buffer.from(JSON.stringify(this.path))] },
    );
    this.server({ kind: 'CommandComplete', tag: 'SELECT 1' }, { kind: 'CloseComplete' }, { kind: 'CloseComplete' });
    if (sync) this.server({ kind: 'ReadyForQuery', status: 'idle' });
  }

  get permitsSpent(): number {
    return this.#spent;
  }

  #permit(id: string, bytes: Uint8Array): Permit {
    let spent = false;
    return {
      id,
      spend: () => {
        if (spent) throw new Error('spent twice');
        spent = true;
        this.#spent++;
        return bytes;
      },
    };
  }

  #session(): Session {
    return {
      id: 'session',
      agent: { name: 'bot', groups: [], intents: [], method: 'scram' },
      decide: (request) => {
        this.decided.push(request);
        const scripted = this.#script[request.text] ?? {};
        const ruling: Ruling =
          scripted.refuse !== undefined
            ? { kind: 'refuse', refusal: scripted.refuse }
            : scripted.effect?.kind === 'own'
              ? { kind: 'answered', command: 'SET' }
              : {
                  kind: 'forward',
                  permit: this.#permit('decision', request.bytes),
                  limits: scripted.rows === undefined ? {} : { rows: scripted.rows },
                  masks: request.statements.map(() => scripted.mask),
                  errors: scripted.errors ?? (scripted.mask === undefined ? 'verbatim' : 'withheld'),
                };
        return scripted.later === true ? Promise.resolve(ruling) : ruling;
      },
      refuse: ({ refusal }) => ({ ...refusal, decisionId: 'unread' }),
      own: (_purpose, bytes) => this.#permit('', bytes),
      settle: (_permit, outcome) => this.settled.push(outcome),
      check: () => undefined,
      ended: new AbortController().signal,
      close: () => undefined,
    };
  }
}

export function statement(
  text: string,
  { effect = { kind: 'none' }, command = 'SELECT', deferred = [] }: Script,
): Statement {
  return {
    dialect: 'postgres', kind: 'select', command, start: 0, end: text.length, accesses: [], functions: [], output: [],
    positions: [], writes: [], hazards: [], effect, withoutWhere: false, readOnly: true, secretText: false, parameters: 0, deferred,
  }; // prettier-ignore
}

const catalog: Catalog = {
  version: '1',
  loadedAtMs: 0,
  data: {
    serverVersion: 180000,
    database: 'shop',
    schemas: [],
    relations: [],
    functions: [],
    types: [],
    operators: [],
  },
  hasSchema: () => false,
  relation: () => undefined,
  relationByOid: () => undefined,
  functions: () => [],
  functionByOid: () => undefined,
  type: () => undefined,
  operators: () => [],
  descendants: () => [],
  ancestors: () => [],
};

export const query = (text: string) => ({ kind: 'Query', text }) as const;
export const parse = (text: string, name = '') =>
  ({ kind: 'Parse', statement: name, text, parameterTypes: [] }) as const;
export const bind = (name = '', portal = '') =>
  ({ kind: 'Bind', portal, statement: name, parameterFormats: [], parameters: [], resultFormats: [] }) as const;
export const execute = (portal = '', maxRows = 0) => ({ kind: 'Execute', portal, maxRows }) as const;
export const describePortal = (name = '') => ({ kind: 'Describe', target: 'portal', name }) as const;
export const sync = { kind: 'Sync' } as const;

export const columns = (...fields: { name?: string; oid?: number; attribute?: number; type?: number }[]) =>
  ({
    kind: 'RowDescription',
    fields: fields.map(({ name = 'c', oid = 0, attribute = 0, type = 25 }) => ({
      name, tableOid: oid, attributeNumber: attribute, typeOid: type, typeLength: -1, typeModifier: -1, format: 'text' as const,
    })), // prettier-ignore
  }) as const;
export const row = (...cells: (string | null)[]) =>
  ({ kind: 'DataRow', cells: cells.map((cell) => (cell === null ? null : Buffer.from(cell))) }) as const;
export const done = (tag: string) => ({ kind: 'CommandComplete', tag }) as const;
export const ready = (status: 'idle' | 'transaction' | 'failed' = 'idle') =>
  ({ kind: 'ReadyForQuery', status }) as const;
export const error = (code: string, message: string, more: readonly (readonly [string, string])[] = []) =>
  ({ kind: 'ErrorResponse', fields: new Map([['S', 'ERROR'], ['V', 'ERROR'], ['C', code], ['M', message], ...more]) }) as const; // prettier-ignore
