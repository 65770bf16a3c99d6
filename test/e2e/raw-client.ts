/**
 * A client of the Postgres protocol that does what no driver would: it sends any bytes, reads when it wants, and shows each
 * message of the answer. Knows sockets, TLS and frames; whether an answer is right is its caller's to say.
 */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { ChunkQueue } from '../../src/bytes/chunks.ts';
import { Reader } from '../../src/bytes/reader.ts';
import { Writer } from '../../src/bytes/writer.ts';
import { ScramClient } from '../../src/core/scram-client.ts';
import {
  backendKinds,
  decodeAuthentication,
  decodeBackendKeyData,
  decodeCommandComplete,
  decodeDataRow,
  decodeReadyForQuery,
  decodeReport,
  encodeBind,
  encodeClose,
  encodeDescribe,
  encodeEmpty,
  encodeExecute,
  encodeParse,
  encodePasswordMessage,
  encodeQuery,
  encodeSASLInitialResponse,
  encodeSASLResponse,
  encodeStartupPacket,
  errorField,
  type Authentication,
  type BackendKind,
} from '../../src/protocols/postgres/messages/index.ts';

export interface Answer {
  readonly kind: BackendKind;
  readonly body: Buffer;
}

const PATIENCE_MS = 15_000;

/** Bytes of one message, or of several. */
export function message(write: (out: Writer) => void): Buffer {
  const out = new Writer();
  write(out);
  return out.take();
}

export const query = (text: string): Buffer => message((out) => encodeQuery({ kind: 'Query', text }, out));
export const parse = (statement: string, text: string): Buffer =>
  message((out) => encodeParse({ kind: 'Parse', statement, text, parameterTypes: [] }, out));
export const bind = (portal: string, statement: string, parameters: readonly (Uint8Array | null)[] = []): Buffer =>
  message((out) =>
    encodeBind({ kind: 'Bind', portal, statement, parameterFormats: [], parameters, resultFormats: [] }, out),
  );
export const describePortal = (name: string): Buffer =>
  message((out) => encodeDescribe({ kind: 'Describe', target: 'portal', name }, out));
export const describeStatement = (name: string): Buffer =>
  message((out) => encodeDescribe({ kind: 'Describe', target: 'statement', name }, out));
export const execute = (portal: string, maxRows = 0): Buffer =>
  message((out) => encodeExecute({ kind: 'Execute', portal, maxRows }, out));
export const closeStatement = (name: string): Buffer =>
  message((out) => encodeClose({ kind: 'Close', target: 'statement', name }, out));
export const closePortal = (name: string): Buffer =>
  message((out) => encodeClose({ kind: 'Close', target: 'portal', name }, out));
export const SYNC = message((out) => encodeEmpty('Sync', out));
export const FLUSH = message((out) => encodeEmpty('Flush', out));
export const TERMINATE = message((out) => encodeEmpty('Terminate', out));
export const SSL_REQUEST = message((out) => encodeStartupPacket({ kind: 'SSLRequest' }, out));
export const GSS_REQUEST = message((out) => encodeStartupPacket({ kind: 'GSSENCRequest' }, out));

/** Type byte, length as given, body. */
export function frame(type: string, length: number, body: Uint8Array = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(5);
  head.write(type, 'latin1');
  head.writeInt32BE(length, 1);
  return Buffer.concat([head, body]);
}

/** A start-up message of any version with any parameters. */
export function startup(parameters: readonly (readonly [string, string])[], major = 3, minor = 0): Buffer {
  const body = Buffer.concat([
    ...parameters.flatMap(([name, value]) => [Buffer.from(`${name}\0${value}\0`, 'utf8')]),
    Buffer.from([0]),
  ]);
  const head = Buffer.alloc(8);
  head.writeInt32BE(8 + body.length, 0);
  head.writeInt16BE(major, 4);
  head.writeInt16BE(minor, 6);
  return Buffer.concat([head, body]);
}

/** The fields of an error that tests look at. */
export interface Told {
  readonly severity: string;
  readonly code: string;
  readonly message: string;
  readonly detail: string;
}

export function told(answer: Answer | undefined): Told {
  if (answer?.kind !== 'ErrorResponse') throw new Error(`an error was expected, ${answer?.kind ?? 'nothing'} came`);
  const { fields } = decodeReport('ErrorResponse', new Reader(answer.body));
  const field = (name: string): string => fields.get(name) ?? '';
  return {
    severity: field(errorField.severityUnlocalized),
    code: field(errorField.code),
    message: field(errorField.message),
    detail: field(errorField.detail),
  };
}

/** One word for each answer: its kind, with what tells two of a kind apart. */
export function shown(answer: Answer): string {
  const reader = new Reader(answer.body);
  switch (answer.kind) {
    case 'ErrorResponse':
      return `error ${told(answer).code}`;
    case 'CommandComplete':
      return `done ${decodeCommandComplete(reader).tag}`;
    case 'ReadyForQuery':
      return `ready ${decodeReadyForQuery(reader).status}`;
    case 'DataRow':
      return `row ${decodeDataRow(reader)
        .cells.map((cell) => (cell === null ? 'NULL' : Buffer.from(cell).toString('utf8')))
        .join('|')}`;
    default:
      return answer.kind;
  }
}

export interface LoginOptions {
  readonly user: string;
  readonly secret: string;
  readonly database?: string;
  readonly parameters?: readonly (readonly [string, string])[];
}

export class RawClient implements AsyncDisposable {
  #socket: Socket;
  readonly #queue = new ChunkQueue();
  #closed = false;
  #error: Error | undefined;
  #wake: (() => void) | undefined;
  /** Set by `login`: what a CancelRequest shows. */
  processId = 0;
  key: Uint8Array = new Uint8Array(0);

  private constructor(socket: Socket) {
    this.#socket = socket;
    this.#listen(socket);
  }

  static async connect({ port }: { readonly port: number }): Promise<RawClient> {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    await once(socket, 'connect');
    return new RawClient(socket);
  }

  static async loggedIn(at: { readonly port: number }, options: LoginOptions): Promise<RawClient> {
    const client = await RawClient.connect(at);
    await client.login(options);
    return client;
  }

  get closed(): boolean {
    return this.#closed;
  }

  get error(): Error | undefined {
    return this.#error;
  }

  /** Bytes that the system has not taken. */
  get unsent(): number {
    return this.#socket.writableLength;
  }

  send(...parts: readonly Uint8Array[]): void {
    for (const part of parts) this.#socket.write(part);
  }

  /** Sends with the socket's back pressure. */
  async sendSlowly(bytes: Uint8Array): Promise<void> {
    if (!this.#socket.write(bytes)) await Promise.race([once(this.#socket, 'drain'), once(this.#socket, 'close')]);
  }

  /** Takes nothing from the system until `resume`. */
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

  /** Leaves without a word. */
  destroy(): void {
    this.#socket.destroy();
  }

  /** One unframed byte, as the answer to SSLRequest is. */
  async byte(): Promise<string> {
    await this.#until(() => this.#queue.length >= 1);
    return this.#queue.take(1).toString('latin1');
  }

  /** Begins TLS on this connection; the certificate is not checked. */
  async encrypt(alpn: readonly string[] = ['postgresql']): Promise<void> {
    const raw = this.#socket;
    raw.removeAllListeners('data');
    const encrypted = connectTls({ socket: raw, rejectUnauthorized: false, ALPNProtocols: [...alpn] });
    this.#socket = encrypted;
    this.#listen(encrypted);
    await once(encrypted, 'secureConnect');
  }

  /** The next message; undefined when the other side closed. */
  async next(): Promise<Answer | undefined> {
    await this.#until(() => this.#whole() !== undefined || this.#closed);
    const length = this.#whole();
    if (length === undefined) return undefined;
    const bytes = this.#queue.take(length);
    const kind = backendKinds[bytes[0] ?? 0];
    if (kind === undefined) throw new Error(`byte ${bytes[0]} is no type of a server's message`);
    return { kind, body: bytes.subarray(5) };
  }

  /** Messages up to the next ReadyForQuery, or to the end of the connection. */
  async answers(): Promise<Answer[]> {
    const all: Answer[] = [];
    for (;;) {
      const answer = await this.next();
      if (answer === undefined) return all;
      all.push(answer);
      if (answer.kind === 'ReadyForQuery') return all;
    }
  }

  /** `answers`, one word each, without what comes at any time. */
  async shown(): Promise<string[]> {
    const all = await this.answers();
    return all.filter(({ kind }) => kind !== 'NoticeResponse' && kind !== 'ParameterStatus').map(shown);
  }

  async ask(text: string): Promise<string[]> {
    this.send(query(text));
    return this.shown();
  }

  /** The error that a Query brings; throws when it brings none. */
  async refusal(text: string): Promise<Told> {
    this.send(query(text));
    return told((await this.answers()).find(({ kind }) => kind === 'ErrorResponse'));
  }

  /** Waits for the end of the connection; gives the last error that was said before. */
  async lastWord(): Promise<Told | undefined> {
    let last: Told | undefined;
    for (;;) {
      const answer = await this.next();
      if (answer === undefined) return last;
      if (answer.kind === 'ErrorResponse') last = told(answer);
    }
  }

  /** Logs in with whatever is asked for. Throws the error's text when it is refused. */
  async login({ user, secret, database = 'shop', parameters = [] }: LoginOptions): Promise<void> {
    this.send(startup([['user', user], ['database', database], ...parameters]));
    const scram = new ScramClient({ password: secret });
    for (;;) {
      const answer = await this.next();
      if (answer === undefined) throw new Error('the connection was closed during the login');
      if (answer.kind === 'ErrorResponse') throw new Error(Object.values(told(answer)).join(' '));
      if (answer.kind === 'Authentication')
        await this.#authenticate(decodeAuthentication(new Reader(answer.body)), scram, secret);
      if (answer.kind === 'BackendKeyData') {
        const { processId, key } = decodeBackendKeyData(new Reader(answer.body));
        this.processId = processId;
        this.key = Uint8Array.from(key);
      }
      if (answer.kind === 'ReadyForQuery') return;
    }
  }

  async #authenticate(request: Authentication, scram: ScramClient, secret: string): Promise<void> {
    switch (request.kind) {
      case 'AuthenticationCleartextPassword':
        return this.send(message((out) => encodePasswordMessage({ kind: 'PasswordMessage', password: secret }, out)));
      case 'AuthenticationSASL':
        return this.send(saslInitial(scram.mechanism, scram.start()));
      case 'AuthenticationSASLContinue':
        return this.send(saslResponse(await scram.continue(Buffer.from(request.data).toString('utf8'))));
      case 'AuthenticationSASLFinal':
        return scram.finish(Buffer.from(request.data).toString('utf8'));
      default:
        return undefined;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#closed) return;
    this.#socket.end(TERMINATE);
    this.#socket.resume();
    await Promise.race([once(this.#socket, 'close'), new Promise((resolve) => setTimeout(resolve, 300))]);
    this.#socket.destroy();
  }

  #whole(): number | undefined {
    if (this.#queue.length < 5) return undefined;
    const length = 1 + this.#queue.i32(1);
    return this.#queue.length >= length ? length : undefined;
  }

  async #until(isTrue: () => boolean): Promise<void> {
    const deadline = setTimeout(() => {
      this.#error = new Error(`nothing came within ${PATIENCE_MS} ms`);
      this.#rouse();
    }, PATIENCE_MS);
    try {
      while (!isTrue()) {
        if (this.#error !== undefined && !this.#closed) throw this.#error;
        await new Promise<void>((resolve) => (this.#wake = resolve));
      }
    } finally {
      clearTimeout(deadline);
    }
  }

  #listen(socket: Socket): void {
    const gone = (): void => {
      if (socket !== this.#socket) return;
      this.#closed = true;
      this.#rouse();
    };
    socket.on('data', (chunk: Buffer) => {
      if (socket !== this.#socket) return;
      this.#queue.push(chunk);
      this.#rouse();
    });
    socket.on('error', (error) => (this.#error = error));
    socket.on('end', gone);
    socket.on('close', gone);
  }

  #rouse(): void {
    const wake = this.#wake;
    this.#wake = undefined;
    wake?.();
  }
}

export function saslInitial(mechanism: string, text: string): Buffer {
  return message((out) =>
    encodeSASLInitialResponse({ kind: 'SASLInitialResponse', mechanism, data: Buffer.from(text) }, out),
  );
}

export function saslResponse(text: string): Buffer {
  return message((out) => encodeSASLResponse({ kind: 'SASLResponse', data: Buffer.from(text) }, out));
}

/** Shows a key over a connection of its own; resolves when the gateway has closed it. */
export async function showCancelKey(at: { readonly port: number }, processId: number, key: Uint8Array): Promise<void> {
  const client = await RawClient.connect(at);
  client.send(message((out) => encodeStartupPacket({ kind: 'CancelRequest', processId, key }, out)));
  await client.next();
}
