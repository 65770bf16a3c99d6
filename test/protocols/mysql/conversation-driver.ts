// Drives a conversation without sockets: a client's commands in, what goes upstream out, the server's packets in, what the client sees out.
// Statements are judged by a table of texts.

import { Reader } from '../../../src/bytes/reader.ts';
import { Writer } from '../../../src/bytes/writer.ts';
import { RefusedError } from '../../../src/core/errors.ts';
import type { Refusal } from '../../../src/core/refusal.ts';
import type { MaskPlan, Outcome, Permit, Request, Ruling, Session } from '../../../src/gate/protocol.ts';
import { Conversation } from '../../../src/protocols/mysql/conversation.ts';
import { ClientFramer } from '../../../src/protocols/mysql/framer.ts';
import {
  capabilities,
  COMMANDS,
  commandsByByte,
  decodeErr,
  decodeOk,
  encodeColumnDefinition,
  encodeEof,
  encodeErr,
  encodeOk,
  packet,
  packets,
  plainOk,
  STATUS,
  TYPES,
} from '../../../src/protocols/mysql/messages/index.ts';
import { Numbering } from '../../../src/protocols/mysql/numbering.ts';
import type { Process } from '../../../src/protocols/mysql/processes.ts';
import { ServerFramer } from '../../../src/protocols/mysql/server-framer.ts';
import type { Catalog } from '../../../src/sql/catalog/catalog.ts';
import { toByteString, type MySqlContext, type MySqlStatement } from '../../../src/sql/mysql/index.ts';

/** How a text is read and judged. */
export interface Script {
  readonly refuse?: Refusal;
  readonly unread?: Refusal;
  readonly statements?: readonly Partial<MySqlStatement>[];
  readonly masks?: readonly (MaskPlan | undefined)[];
  readonly rows?: number;
  readonly timeMs?: number;
  readonly errors?: 'verbatim' | 'without_detail' | 'withheld';
  /** The decision waits until `decideNow`. */
  readonly later?: boolean;
  readonly fault?: boolean;
}

export const notGranted: Refusal = { code: 'WW_TABLE_NOT_GRANTED', message: 'table hr.salaries is not granted to bot' };
export const FLAGS: number = capabilities('PROTOCOL_41', 'SESSION_TRACK', 'MULTI_STATEMENTS', 'MULTI_RESULTS');

export interface DriverOptions {
  readonly upstream?: number;
  readonly client?: number;
  readonly sqlMode?: string;
  readonly processes?: ReadonlyMap<number, Process>;
}

export class Driver {
  readonly conversation: Conversation;
  readonly decided: Request[] = [];
  readonly read: { readonly text: string; readonly context: MySqlContext }[] = [];
  readonly settled: Outcome[] = [];
  readonly faults: unknown[] = [];
  readonly changedUser: Buffer[] = [];
  cancels = 0;
  readies = 0;
  refreshes = 0;
  closed: Refusal | 'closed' | undefined;
  quiet = true;
  unwelcome: Refusal | undefined;
  catalog: Catalog = catalogOf('1');
  catalogFails: Refusal | undefined;
  refreshFails = false;
  readonly #script: Readonly<Record<string, Script>>;
  readonly #upstream = new ClientFramer({ maxMessageBytes: 1 << 20 });
  readonly #client = new ClientFramer({ maxMessageBytes: 1 << 20 });
  readonly #framer: ServerFramer;
  #toClient: Buffer[] = [];
  #serverSequence = 0;
  #decideNow: (() => void)[] = [];

  constructor(script: Readonly<Record<string, Script>> = {}, options: DriverOptions = {}) {
    this.#script = script;
    this.#upstream.enter('command');
    this.#client.enter('command');
    const { upstream = FLAGS, client = upstream, sqlMode = 'STRICT_TRANS_TABLES' } = options;
    const numbering = new Numbering();
    const isQuiet = (): boolean => this.quiet;
    this.conversation = new Conversation({
      session: this.#session(),
      wire: {
        get quiet() {
          return isQuiet();
        },
        toServer: (permit) => this.#upstream.push(permit.spend()),
        toClient: (bytes) => this.#toClient.push(Buffer.from(bytes)),
        cancelUpstream: () => this.cancels++,
        ready: () => {
          this.readies++;
          this.#pump();
        },
        close: (last) => (this.closed ??= last ?? 'closed'),
      },
      read: (text, context) => this.#reading(toByteString(text), context),
      onFault: (fault) => this.faults.push(fault),
      catalog: {
        current: () => {
          if (this.catalogFails !== undefined) throw new RefusedError(this.catalogFails);
          return this.catalog;
        },
        refresh: () => {
          this.refreshes++;
          return this.refreshFails ? Promise.reject(new Error('no schema')) : Promise.resolve(this.catalog);
        },
      },
      style: { explain: false, hintInMessage: true },
      maxPreparedStatements: 3,
      beginning: { database: 'shop', sqlMode, charset: 'utf8mb4', multiStatements: true },
      numbering,
      upstreamCapabilities: upstream,
      clientCapabilities: client,
      collation: 45,
      status: STATUS.AUTOCOMMIT,
      findProcess: (id) => options.processes?.get(id),
      changeUser: (payload) => this.changedUser.push(payload),
    });
    this.#framer = new ServerFramer(this.conversation.answers, numbering, { maxWholeBytes: 1 << 20 });
    this.conversation.settle();
  }

  /** Payloads of commands: taken one after the other, as far as none has to be waited for. */
  client(...payloads: readonly Buffer[]): this {
    for (const payload of payloads) this.#client.push(packets(payload, 0));
    this.#pump();
    return this;
  }

  /** Rejections of decisions that were waited for. */
  readonly failures: unknown[] = [];

  #pump(): void {
    while (this.closed === undefined && !this.conversation.busy) {
      const next = this.#client.next();
      if (next === undefined) return;
      const later = this.conversation.client(next);
      if (later !== undefined) {
        later.then(
          () => this.#pump(),
          (error: unknown) => this.failures.push(error),
        );
        return;
      }
    }
  }

  /** Payloads of the server's next packets. */
  server(...payloads: readonly Buffer[]): this {
    for (const payload of payloads) {
      this.#framer.push(packets(payload, this.#serverSequence++));
      this.conversation.answers.flush();
    }
    return this;
  }

  /** What went upstream since the last call, as `QUERY text` or `STMT_RESET 0100…`. The server's next packet answers the last. */
  sent(): string[] {
    const sent: string[] = [];
    for (let next = this.#upstream.next(); next !== undefined; next = this.#upstream.next()) {
      const command = commandsByByte.get(next.command ?? -1) ?? 'none';
      const rest = next.payload.subarray(1);
      const isText = ['QUERY', 'STMT_PREPARE', 'INIT_DB', 'FIELD_LIST'].includes(command);
      sent.push(`${command} ${isText ? rest.toString('utf8') : rest.toString('hex')}`.trim());
      this.#serverSequence = next.answerSequence;
    }
    return sent;
  }

  /** What the client saw since the last call, each packet as its sequence id and words. */
  shown(): string[] {
    const bytes = Buffer.concat(this.#toClient);
    this.#toClient = [];
    const words: string[] = [];
    for (let at = 0; at < bytes.length;) {
      const end = at + 4 + bytes.readUIntLE(at, 3);
      words.push(`${bytes[at + 3]} ${inWords(bytes.subarray(at + 4, end))}`);
      at = end;
    }
    return words;
  }

  /** Lets the decisions be made that wait. */
  async decideNow(): Promise<void> {
    for (const decide of this.#decideNow.splice(0)) decide();
    await settledPromises();
  }

  #reading(text: string, context: MySqlContext) {
    this.read.push({ text, context });
    const scripted = this.#script[text] ?? {};
    if (scripted.fault === true) throw new TypeError('a fault of ours');
    if (scripted.unread !== undefined) return { kind: 'refused' as const, refusal: scripted.unread };
    const statements = (scripted.statements ?? [{}]).map((one) => statement(text, one));
    return { kind: 'statements' as const, statements };
  }

  #ruling(request: Request): Ruling {
    const scripted = this.#script[request.text] ?? {};
    if (scripted.refuse !== undefined) return { kind: 'refuse', refusal: { ...scripted.refuse, decisionId: 'd' } };
    if (request.statements[0]?.effect.kind === 'own') return { kind: 'answered', command: 'SET' };
    return {
      kind: 'forward',
      permit: permitOf('decision', request.bytes),
      limits: {
        ...(scripted.rows === undefined ? {} : { rows: scripted.rows }),
        ...(scripted.timeMs === undefined ? {} : { timeMs: scripted.timeMs }),
      },
      masks: scripted.masks ?? request.statements.map(() => undefined),
      errors: scripted.errors ?? 'verbatim',
    };
  }

  #session(): Session {
    return {
      id: 'session',
      agent: { name: 'bot', groups: [], intents: [], method: 'secret' },
      decide: (request) => {
        this.decided.push(request);
        if (this.#script[request.text]?.later !== true) return this.#ruling(request);
        return new Promise((resolve) => this.#decideNow.push(() => resolve(this.#ruling(request))));
      },
      refuse: ({ refusal }) => ({ ...refusal, decisionId: 'unread' }),
      own: (_purpose, bytes) => permitOf('', bytes),
      settle: (_permit, outcome) => this.settled.push(outcome),
      check: () => this.unwelcome,
      ended: new AbortController().signal,
      close: () => undefined,
    };
  }
}

/** All that waits for promises which are fulfilled already. */
export async function settledPromises(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

function permitOf(id: string, bytes: Uint8Array): Permit {
  let spent = false;
  return {
    id,
    spend: () => {
      if (spent) throw new Error('spent twice');
      spent = true;
      return bytes;
    },
  };
}

export function statement(text: string, more: Partial<MySqlStatement>): MySqlStatement {
  return {
    dialect: 'mysql', kind: 'select', command: 'SELECT', start: 0, end: text.length, accesses: [], functions: [], output: [],
    positions: [], writes: [], hazards: [], effect: { kind: 'none' }, withoutWhere: false, readOnly: true, secretText: false,
    parameters: 0, printed: `printed ${text}`, labels: [], ...more,
  }; // prettier-ignore
}

export function catalogOf(version: string): Catalog {
  return {
    version,
    loadedAtMs: 0,
    data: {
      serverVersion: 90000,
      server: { flavor: 'mysql', version: 90000, lowerCaseTableNames: 0 },
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
}

function inWords(payload: Buffer): string {
  switch (payload[0]) {
    case 0x00: {
      // The answer to a Prepare, a row of the binary protocol, an OK with what has changed.
      if (payload.length !== 7) return `bytes ${payload.toString('latin1').replaceAll(/[^ -~]+/g, '.')}`;
      const { affectedRows, status } = decodeOk(new Reader(payload), FLAGS);
      return `ok ${affectedRows}${(status & STATUS.MORE_RESULTS_EXISTS) === 0 ? '' : ' more'}`;
    }
    case 0xfe:
      return (payload.readUInt16LE(3) & STATUS.MORE_RESULTS_EXISTS) === 0 ? 'eof' : 'eof more';
    case 0xff: {
      const { number, message } = decodeErr(new Reader(payload));
      return `error ${number} ${Buffer.from(message).toString('utf8')}`;
    }
    default:
      return payload.toString('latin1').replaceAll(/[^ -~]+/g, '.');
  }
}

const bytes = (write: (out: Writer) => void): Buffer => {
  const out = new Writer();
  write(out);
  return out.take();
};

export const command = (name: keyof typeof COMMANDS, rest: string | Uint8Array = ''): Buffer =>
  Buffer.concat([Buffer.of(COMMANDS[name]), Buffer.from(rest)]);
export const query = (text: string): Buffer => command('QUERY', text);
export const prepare = (text: string): Buffer => command('STMT_PREPARE', text);
export const withId = (name: keyof typeof COMMANDS, id: number, rest: Uint8Array = Buffer.alloc(0)): Buffer => {
  const head = Buffer.alloc(4);
  head.writeUInt32LE(id);
  return command(name, Buffer.concat([head, rest]));
};
/** One value of type VAR_STRING for each parameter; undefined: it came as long data. */
export const execute = (id: number, values: readonly (string | undefined)[] = [], flags = 0): Buffer =>
  withId(
    'STMT_EXECUTE',
    id,
    bytes((out) => {
      out.u8(flags);
      out.u32le(1);
      if (values.length === 0) return;
      out.bytes(Buffer.alloc((values.length + 7) >> 3));
      out.u8(1);
      for (const _ of values) out.u16le(TYPES.VAR_STRING);
      for (const value of values) if (value !== undefined) out.lenencBytes(Buffer.from(value));
    }),
  );
export const fetch = (id: number, rows: number): Buffer =>
  withId(
    'STMT_FETCH',
    id,
    bytes((out) => out.u32le(rows)),
  );
export const longData = (id: number, parameter: number, data: string): Buffer =>
  withId(
    'STMT_SEND_LONG_DATA',
    id,
    bytes((out) => {
      out.u16le(parameter);
      out.bytes(Buffer.from(data));
    }),
  );

/** The server's packets. */
export const ok = (affectedRows = 0, status: number = STATUS.AUTOCOMMIT, state?: Uint8Array): Buffer =>
  bytes((out) =>
    encodeOk(
      {
        ...plainOk(state === undefined ? status : status | STATUS.SESSION_STATE_CHANGED),
        affectedRows: BigInt(affectedRows),
        state,
      },
      FLAGS,
      out,
    ),
  );
export const eof = (status: number = STATUS.AUTOCOMMIT): Buffer =>
  bytes((out) => encodeEof({ kind: 'Eof', warnings: 0, status }, out));
export const failed = (number: number, message: string): Buffer =>
  bytes((out) => encodeErr({ kind: 'Err', number, sqlState: 'HY000', message: Buffer.from(message) }, out));
export const count = (columns: number): Buffer => Buffer.of(columns);
export const column = (name: string, type: number = TYPES.VAR_STRING): Buffer =>
  bytes((out) => {
    const nothing = Buffer.alloc(0);
    encodeColumnDefinition(
      {
        kind: 'ColumnDefinition',
        catalog: Buffer.from('def'),
        schema: nothing,
        table: nothing,
        orgTable: nothing,
        name: Buffer.from(name),
        orgName: nothing,
        collation: 45,
        columnBytes: 100,
        type,
        flags: 0,
        decimals: 0,
      },
      out,
    );
  });
export const row = (...cells: (string | null)[]): Buffer =>
  bytes((out) => {
    for (const cell of cells) {
      if (cell === null) out.u8(0xfb);
      else out.lenencBytes(Buffer.from(cell));
    }
  });
/** A row of strings in the binary protocol. */
export const binaryRow = (...cells: string[]): Buffer =>
  bytes((out) => {
    out.u8(0);
    out.bytes(Buffer.alloc((cells.length + 9) >> 3));
    for (const cell of cells) out.lenencBytes(Buffer.from(cell));
  });
export const prepared = (id: number, parameters = 0, columns = 0): Buffer =>
  bytes((out) => {
    out.u8(0);
    out.u32le(id);
    out.u16le(columns);
    out.u16le(parameters);
    out.u8(0);
    out.u16le(0);
  });
/** The state of an OK in which a variable, or the database (`schema`), has changed. */
export const changed = (name: string, value: string): Buffer =>
  bytes((out) => {
    const isSchema = name === 'schema';
    const inside = bytes((within) => {
      if (!isSchema) within.lenencBytes(Buffer.from(name));
      within.lenencBytes(Buffer.from(value));
    });
    out.u8(isSchema ? 1 : 0);
    out.lenencBytes(inside);
  });
export { packet };
