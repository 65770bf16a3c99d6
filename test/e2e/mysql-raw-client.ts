/**
 * A client of the MySQL protocol that does what no driver would: it sends any bytes and shows each packet of the answer. Knows sockets, TLS,
 * packets and the login; whether an answer is right is its caller's to say.
 */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { ChunkQueue } from '../../src/bytes/chunks.ts';
import { Reader } from '../../src/bytes/reader.ts';
import { Writer } from '../../src/bytes/writer.ts';
import { cachingAnswer, coveredSecret, nativeAnswer } from '../../src/core/mysql-secret.ts';
import { publicEncrypt, constants } from 'node:crypto';
import {
  BinaryRowCursor,
  capabilities,
  decodeAuthSwitchRequest,
  decodeColumnDefinition,
  decodeEof,
  decodeErr,
  decodeHandshake,
  decodeOk,
  decodePrepareOk,
  encodeClientCommand,
  encodeHandshakeResponse,
  encodeSSLRequest,
  encodeStmtExecute,
  ERR_BYTE,
  FULL_PAYLOAD_BYTES,
  has,
  packets,
  STATUS,
  TextRowCursor,
  type Capability,
  type ClientCommand,
  type ColumnDefinition,
  type Handshake,
  type Ok,
  type PrepareOk,
} from '../../src/protocols/mysql/messages/index.ts';

const PATIENCE_MS = 15_000;

export interface Failed {
  readonly number: number;
  readonly sqlState: string;
  readonly message: string;
}

/** The answer to one command: each of its results. */
export interface Result {
  readonly ok: Ok | undefined;
  readonly error: Failed | undefined;
  readonly columns: readonly ColumnDefinition[];
  /** Cells as the bytes that came; null is NULL. */
  readonly rows: readonly (readonly (Buffer | null)[])[];
  /** Of the end of this result. */
  readonly status: number;
  readonly warnings: number;
}

export interface RawLogin {
  readonly user: string;
  readonly secret: string;
  readonly database?: string;
  /** The certificate to trust; without it the login is in plain text, by RSA where it has to be whole. */
  readonly ca?: string | undefined;
  readonly flags?: readonly Capability[];
  readonly collation?: number;
}

const FLAGS = [
  'LONG_PASSWORD',
  'PROTOCOL_41',
  'TRANSACTIONS',
  'SECURE_CONNECTION',
  'PLUGIN_AUTH',
  'PLUGIN_AUTH_LENENC_CLIENT_DATA',
  'MULTI_RESULTS',
  'PS_MULTI_RESULTS',
] as const;

const METHODS: ReadonlyMap<string, (secret: string, nonce: Uint8Array) => Buffer> = new Map([
  ['caching_sha2_password', cachingAnswer],
  ['mysql_native_password', nativeAnswer],
]);

export class RawMySql implements AsyncDisposable {
  #socket: Socket;
  #queue = new ChunkQueue();
  #wake: (() => void) | undefined;
  #sequence = 0;
  #flags = 0;
  closed = false;
  /** How the login went: `fast`, `full`, `rsa`. */
  way = '';
  greeting: Handshake | undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    this.#listen(socket);
  }

  static async connect({ port }: { readonly port: number }): Promise<RawMySql> {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    await once(socket, 'connect');
    return new RawMySql(socket);
  }

  static async loggedIn(at: { readonly port: number }, login: RawLogin): Promise<RawMySql> {
    const client = await RawMySql.connect(at);
    const failed = await client.login(login);
    if (failed !== undefined) throw new Error(`login failed: ${failed.number} ${failed.message}`);
    return client;
  }

  /** Undefined: we are in. */
  async login({ user, secret, database, ca, flags = [], collation = 45 }: RawLogin): Promise<Failed | undefined> {
    const greeting = decodeHandshake(new Reader(await this.packet()));
    this.greeting = greeting;
    const more = [...flags, ...(database === undefined ? [] : (['CONNECT_WITH_DB'] as const))];
    this.#flags = capabilities(...FLAGS, ...more, ...(ca === undefined ? [] : (['SSL'] as const)));
    const head = { capabilities: this.#flags, extended: 0, maxPacketBytes: 1 << 30, collation };
    if (ca !== undefined) {
      this.#write((out) => encodeSSLRequest(head, out));
      await this.#encrypt(ca);
    }
    const plugin = 'caching_sha2_password';
    const auth = cachingAnswer(secret, greeting.nonce);
    this.#write((out) =>
      encodeHandshakeResponse(
        { kind: 'HandshakeResponse', ...head, user, auth, database, plugin, attributes: [] },
        out,
      ),
    );
    return this.#prove(secret, greeting.nonce, ca !== undefined);
  }

  async #prove(secret: string, first: Uint8Array, encrypted: boolean): Promise<Failed | undefined> {
    let nonce = first;
    for (;;) {
      const answer = await this.packet();
      switch (answer[0]) {
        case 0x00:
          return undefined;
        case ERR_BYTE:
          return failedOf(answer);
        case 0xfe: {
          const { plugin, data } = decodeAuthSwitchRequest(new Reader(answer));
          const answerTo = METHODS.get(plugin);
          if (answerTo === undefined) throw new Error(`the server wants ${plugin}`);
          nonce = data;
          this.#write((out) => out.bytes(answerTo(secret, nonce)));
          break;
        }
        default:
          if (answer[1] === 3) this.way = 'fast';
          else if (answer[1] === 4 && encrypted) {
            this.way = 'full';
            this.#write((out) => out.cstringBytes(Buffer.from(secret)));
          } else if (answer[1] === 4) {
            this.way = 'rsa';
            this.#write((out) => out.u8(2));
            const key = (await this.packet()).subarray(1).toString('latin1');
            const covered = coveredSecret(Buffer.from(secret), nonce);
            const hidden = publicEncrypt({ key, padding: constants.RSA_PKCS1_OAEP_PADDING }, covered);
            this.#write((out) => out.bytes(hidden));
          }
      }
    }
  }

  async #encrypt(ca: string): Promise<void> {
    const clear = this.#socket;
    clear.removeAllListeners();
    const encrypted = connectTls({ socket: clear, ca });
    this.#socket = encrypted;
    this.#listen(encrypted);
    await once(encrypted, 'secureConnect');
  }

  #listen(socket: Socket): void {
    const wake = (): void => this.#wake?.();
    // Whoever sends without end may wait for it several times at once.
    socket.setMaxListeners(0);
    socket.on('data', (chunk: Buffer) => {
      this.#queue.push(chunk);
      wake();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.closed = true;
      wake();
    });
  }

  #write(write: (out: Writer) => void): void {
    const out = new Writer();
    write(out);
    this.#socket.write(packets(out.take(), this.#sequence));
    this.#sequence++;
  }

  /** Bytes as they are. */
  sendBytes(bytes: Uint8Array): void {
    this.#socket.write(bytes);
  }

  /** The same, with the socket's back pressure. */
  async sendSlowly(bytes: Uint8Array): Promise<void> {
    if (!this.#socket.write(bytes)) await Promise.race([once(this.#socket, 'drain'), once(this.#socket, 'close')]);
  }

  /** Takes nothing from the system until `goOnReading`. */
  stopReading(): void {
    this.#socket.pause();
  }

  goOnReading(): void {
    this.#socket.resume();
  }

  /** Half-closes: the other side sees the end of what we send. */
  end(): void {
    this.#socket.end();
  }

  /** A command's payload, split where it has to be. */
  sendPayload(payload: Uint8Array): void {
    this.#sequence = 0;
    this.#socket.write(packets(payload, 0));
  }

  /** The next packet within an exchange. */
  sendReply(payload: Uint8Array): void {
    this.#write((out) => out.bytes(payload));
  }

  send(command: ClientCommand): void {
    const out = new Writer();
    encodeClientCommand(command, out);
    this.sendPayload(out.take());
  }

  /** The next payload, joined from its packets. */
  async packet(): Promise<Buffer> {
    const parts: Buffer[] = [];
    for (;;) {
      await this.#has(4);
      const bytes = this.#queue.u24le(0);
      await this.#has(4 + bytes);
      const whole = Buffer.from(this.#queue.take(4 + bytes));
      this.#sequence = ((whole[3] ?? 0) + 1) & 0xff;
      parts.push(whole.subarray(4));
      if (bytes < FULL_PAYLOAD_BYTES) return parts.length === 1 ? whole.subarray(4) : Buffer.concat(parts);
    }
  }

  async #has(bytes: number): Promise<void> {
    const deadline = Date.now() + PATIENCE_MS;
    while (this.#queue.length < bytes) {
      if (this.closed) throw new Error('the connection is closed');
      if (Date.now() > deadline) throw new Error(`nothing came within ${PATIENCE_MS} ms`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 1000);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  /** The next payload; undefined when the other side closed. */
  async next(): Promise<Buffer | undefined> {
    try {
      return await this.packet();
    } catch (error) {
      if (this.closed) return undefined;
      throw error;
    }
  }

  /** Waits for the end of the connection; gives the last error that was said before. */
  async lastWord(): Promise<Failed | undefined> {
    let last: Failed | undefined;
    for (;;) {
      const payload = await this.next();
      if (payload === undefined) return last;
      if (payload[0] === ERR_BYTE) last = failedOf(payload);
    }
  }

  /** Resolves when the other side has closed. */
  async ended(): Promise<void> {
    const deadline = Date.now() + PATIENCE_MS;
    while (!this.closed && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 20));
    if (!this.closed) throw new Error('the connection is still open');
  }

  /** One command and all results of its answer. */
  async ask(command: ClientCommand): Promise<Result[]> {
    this.send(command);
    return this.results('text');
  }

  async query(text: string | Buffer): Promise<Result[]> {
    return this.ask({ kind: 'QUERY', text: Buffer.from(text) });
  }

  /** The only result of a text. */
  async one(text: string | Buffer): Promise<Result> {
    return only(await this.query(text));
  }

  async results(format: 'text' | 'binary'): Promise<Result[]> {
    const all: Result[] = [];
    do all.push(await this.#result(format));
    while (((all.at(-1)?.status ?? 0) & STATUS.MORE_RESULTS_EXISTS) !== 0);
    return all;
  }

  async #result(format: 'text' | 'binary'): Promise<Result> {
    const first = await this.packet();
    const empty = { ok: undefined, error: undefined, columns: [], rows: [], status: 0, warnings: 0 };
    if (first[0] === ERR_BYTE) return { ...empty, error: failedOf(first) };
    // COM_SET_OPTION is answered with an EOF.
    if (first[0] === 0xfe && first.length < 9) {
      const { status, warnings } = decodeEof(new Reader(first));
      return { ...empty, status, warnings };
    }
    if (first[0] === 0) {
      const ok = decodeOk(new Reader(first), this.#flags);
      return { ...empty, ok, status: ok.status, warnings: ok.warnings };
    }
    const columns: ColumnDefinition[] = [];
    const count = new Reader(first).lenenc();
    while (columns.length < count) columns.push(decodeColumnDefinition(new Reader(await this.packet())));
    if (!has(this.#flags, 'DEPRECATE_EOF')) {
      const { status, warnings } = decodeEof(new Reader(await this.packet()));
      if ((status & STATUS.CURSOR_EXISTS) !== 0) return { ...empty, columns, status, warnings };
    }
    return { ...empty, columns, ...(await this.rows(columns, format)) };
  }

  /** Rows up to their end. */
  async rows(
    columns: readonly ColumnDefinition[],
    format: 'text' | 'binary',
  ): Promise<Pick<Result, 'rows' | 'status' | 'warnings' | 'error'>> {
    const rows: (Buffer | null)[][] = [];
    for (;;) {
      const payload = await this.packet();
      if (payload[0] === ERR_BYTE) return { rows, status: 0, warnings: 0, error: failedOf(payload) };
      const deprecated = has(this.#flags, 'DEPRECATE_EOF');
      if (payload[0] === 0xfe && payload.length < (deprecated ? FULL_PAYLOAD_BYTES : 9)) {
        const end = deprecated ? decodeOk(new Reader(payload), this.#flags) : decodeEof(new Reader(payload));
        return { rows, status: end.status, warnings: end.warnings, error: undefined };
      }
      rows.push(cellsOf(payload, columns, format));
    }
  }

  async prepare(text: string | Buffer): Promise<PrepareOk | Failed> {
    this.send({ kind: 'STMT_PREPARE', text: Buffer.from(text) });
    const first = await this.packet();
    if (first[0] === ERR_BYTE) return failedOf(first);
    const prepared = decodePrepareOk(new Reader(first));
    const eof = has(this.#flags, 'DEPRECATE_EOF') ? 0 : 1;
    const described = [prepared.parameters, prepared.columns].reduce((sum, n) => sum + (n === 0 ? 0 : n + eof), 0);
    for (let at = 0; at < described; at++) await this.packet();
    return prepared;
  }

  /** Values as strings, or those that came as long data (undefined). */
  async execute(id: number, values: readonly (Buffer | null | undefined)[] = [], flags = 0): Promise<Result> {
    const out = new Writer();
    const types = Buffer.concat(values.map(() => Buffer.from([0xfd, 0])));
    const sent = values.map((value) => (value === null || value === undefined ? value : lenenc(value)));
    encodeStmtExecute({ kind: 'StmtExecute', id, flags, types, typesSent: true, values: sent }, out);
    this.sendPayload(out.take());
    return only(await this.results('binary'));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.closed) return;
    this.send({ kind: 'QUIT' });
    this.#socket.end();
    await Promise.race([once(this.#socket, 'close'), new Promise((resolve) => setTimeout(resolve, 500))]);
    this.#socket.destroy();
  }

  destroy(): void {
    this.#socket.destroy();
  }
}

/** What tests look at: `ok 1`, `error 1142`, or the rows as text. */
export function shown({ error, ok, rows }: Result): string | readonly string[] {
  if (error !== undefined) return `error ${error.number}`;
  if (ok !== undefined) return `ok ${ok.affectedRows}`;
  return rows.map((row) => row.map((cell) => (cell === null ? 'NULL' : cell.toString('utf8'))).join('|'));
}

export function preparedId(prepared: PrepareOk | Failed): number {
  if ('number' in prepared) throw new Error(`not prepared: ${prepared.number} ${prepared.message}`);
  return prepared.id;
}

function only(results: readonly Result[]): Result {
  const [first] = results;
  if (first === undefined || results.length > 1) throw new Error(`${results.length} results where one was expected`);
  return first;
}

function failedOf(payload: Buffer): Failed {
  const { number, sqlState, message } = decodeErr(new Reader(payload));
  return { number, sqlState: sqlState ?? '', message: Buffer.from(message).toString('utf8') };
}

function cellsOf(payload: Buffer, columns: readonly ColumnDefinition[], format: 'text' | 'binary'): (Buffer | null)[] {
  const cursor =
    format === 'text' ? new TextRowCursor(columns.length) : new BinaryRowCursor(columns.map(({ type }) => type));
  cursor.open(payload, 0, payload.length);
  const cells: (Buffer | null)[] = [];
  while (cursor.next()) cells.push(cursor.isNull ? null : payload.subarray(cursor.offset, cursor.end));
  return cells;
}

function lenenc(value: Buffer): Buffer {
  const out = new Writer();
  out.lenencBytes(value);
  return out.take();
}
