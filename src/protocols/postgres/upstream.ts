// The connection to the server: dialled, encrypted, logged in with Wirewall's own credentials, and then handed over as a
// stream that takes permits only. Knows nothing of the agent but the parameters it is given.
//
// Not done with the `pg` library: it hides the server's start-up answers, which the client has to see as they are.

import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { asBuffer, Reader } from '../../bytes/reader.ts';
import { Writer } from '../../bytes/writer.ts';
import { RefusedError } from '../../core/errors.ts';
import type { Permit } from '../../gate/protocol.ts';
import type { UpstreamConfig } from './config.ts';
import { ServerFramer, type ServerFrames } from './framer.ts';
import { encodeEmpty, encodeStartupPacket } from './messages/index.ts';
import { Login, type LoggedIn } from './login.ts';

/** Largest message before the session begins. */
const MAX_LOGIN_MESSAGE_BYTES = 1024 * 1024;
const SSL_YES = 0x53;

export interface UpstreamHandlers {
  chunk(bytes: Buffer): void;
  closed(error: Error | undefined): void;
}

/** A logged-in connection. Only permits can be written to it. */
export class Upstream {
  readonly started: LoggedIn;
  readonly #socket: Socket;
  readonly #config: UpstreamConfig;
  #corked = false;
  #gathered: Buffer | undefined;

  constructor(socket: Socket, started: LoggedIn, config: UpstreamConfig) {
    this.#socket = socket;
    this.started = started;
    this.#config = config;
  }

  /** Begins to hand out what the server sends. */
  open(handlers: UpstreamHandlers): void {
    let failure: Error | undefined;
    this.#socket.on('data', (chunk: Buffer) => handlers.chunk(chunk));
    this.#socket.on('error', (error) => (failure = error));
    this.#socket.on('close', () => handlers.closed(failure));
    this.#socket.resume();
  }

  send(permit: Permit): void {
    const bytes = asBuffer(permit.spend());
    if (!this.#corked) {
      this.#socket.write(bytes);
      return;
    }
    const before = this.#gathered;
    this.#gathered = before === undefined ? bytes : joined(before, bytes);
    if (this.#gathered === undefined && before !== undefined) {
      this.#socket.write(before);
      this.#gathered = bytes;
    }
  }

  /** Until `uncork` what is sent is held back, so that a pipeline leaves in one piece. */
  cork(): void {
    this.#corked = true;
    this.#socket.cork();
  }

  uncork(): void {
    this.#corked = false;
    if (this.#gathered !== undefined) this.#socket.write(this.#gathered);
    this.#gathered = undefined;
    this.#socket.uncork();
  }

  /** Bytes written and not taken by the server yet. */
  get unsent(): number {
    return this.#socket.writableLength;
  }

  onDrain(listener: () => void): void {
    this.#socket.on('drain', listener);
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  /** Terminate and close. It carries nothing, so it needs no permit. */
  close(): void {
    if (this.#socket.destroyed) return;
    const out = new Writer();
    encodeEmpty('Terminate', out);
    this.#socket.end(out.take());
    // A server that does not take our goodbye is not waited for.
    const timer = setTimeout(() => this.#socket.destroy(), 1000);
    timer.unref();
    this.#socket.once('close', () => clearTimeout(timer));
  }

  destroy(): void {
    this.#socket.destroy();
  }

  /**
   * Asks the server to cancel what this session runs, over a connection of its own as the protocol wants it. Resolves when the
   * server has closed that connection: from then on the cancel hits nothing that is sent (PostgreSQL docs 55.2.8).
   */
  async cancel(): Promise<void> {
    const deadline = AbortSignal.timeout(this.#config.connectTimeoutMs);
    const socket = await dial(this.#config, deadline);
    try {
      const out = new Writer();
      encodeStartupPacket({ kind: 'CancelRequest', processId: this.started.processId, key: this.started.key }, out);
      socket.end(out.take());
      socket.resume();
      await closes(socket, deadline);
    } finally {
      socket.destroy();
    }
  }
}

/** Both as one view, where the second lies right behind the first: the messages of one chunk, forwarded as they came. */
function joined(first: Buffer, second: Buffer): Buffer | undefined {
  if (first.buffer !== second.buffer || first.byteOffset + first.length !== second.byteOffset) return undefined;
  return Buffer.from(first.buffer, first.byteOffset, first.length + second.length);
}

/** Dials and logs in. Throws RefusedError (WW_UPSTREAM_UNAVAILABLE, or the server's own words where the client caused them). */
export async function connectUpstream(
  config: UpstreamConfig,
  parameters: readonly (readonly [string, string])[],
  signal: AbortSignal,
): Promise<Upstream> {
  const deadline = AbortSignal.any([signal, AbortSignal.timeout(config.connectTimeoutMs)]);
  const socket = await dial(config, deadline);
  try {
    const started = await logIn(socket, config, parameters, deadline);
    return new Upstream(socket, started, config);
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

async function dial(config: UpstreamConfig, signal?: AbortSignal): Promise<Socket> {
  const socket = connectTcp({ host: config.host, port: config.port, noDelay: true, keepAlive: true });
  try {
    await happens(socket, 'connect', signal);
    if (config.tls.mode === 'disable') return socket;
    return await encrypt(socket, config, signal);
  } catch (error) {
    socket.destroy();
    if (error instanceof RefusedError) throw error;
    throw unavailable(config, error);
  }
}

async function encrypt(socket: Socket, config: UpstreamConfig, signal: AbortSignal | undefined): Promise<Socket> {
  const out = new Writer();
  encodeStartupPacket({ kind: 'SSLRequest' }, out);
  socket.write(out.take());
  const answer = await happens(socket, 'data', signal);
  // Exactly one byte: what came in clear behind it would be taken as sent inside TLS.
  if (!Buffer.isBuffer(answer) || answer.length !== 1 || answer[0] !== SSL_YES) {
    throw unavailable(
      config,
      new Error('the server does not offer TLS'),
      "Turn TLS on in the database, or set the upstream's `tls: disable`.",
    );
  }
  const { mode, ca } = config.tls;
  const encrypted = connectTls({
    socket,
    host: config.host,
    ...(/^[\d.]+$|:/.test(config.host) ? {} : { servername: config.host }),
    ...(ca === undefined ? {} : { ca }),
    rejectUnauthorized: mode !== 'require',
    ...(mode === 'verify-ca' ? { checkServerIdentity: () => undefined } : {}),
    ALPNProtocols: ['postgresql'],
  });
  await happens(encrypted, 'secureConnect', signal);
  return encrypted;
}

/** The first event of that name; rejects on error, close and abort. */
function happens(
  socket: Socket,
  event: 'connect' | 'data' | 'secureConnect',
  signal: AbortSignal | undefined,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const done = (settle: () => void): void => {
      socket.off(event, onEvent);
      socket.off('error', onError);
      socket.off('close', onClose);
      signal?.removeEventListener('abort', onAbort);
      if (event === 'data') socket.pause();
      settle();
    };
    const onEvent = (value: unknown): void => done(() => resolve(value));
    const onError = (error: Error): void => done(() => reject(error));
    const onClose = (): void => done(() => reject(new Error('the server closed the connection')));
    const onAbort = (): void => done(() => reject(new Error('the server did not answer in time')));
    socket.once(event, onEvent);
    socket.once('error', onError);
    socket.once('close', onClose);
    signal?.addEventListener('abort', onAbort, { once: true });
    if (signal?.aborted === true) onAbort();
  });
}

/** Resolves when the other side has closed, orderly or not; rejects on abort. */
function closes(socket: Socket, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(new Error('the server did not close in time'));
    const onClosed = (): void => {
      signal.removeEventListener('abort', onAbort);
      resolve();
    };
    socket.on('error', onClosed);
    socket.once('end', onClosed);
    socket.once('close', onClosed);
    signal.addEventListener('abort', onAbort, { once: true });
  });
}

async function logIn(
  socket: Socket,
  config: UpstreamConfig,
  parameters: readonly (readonly [string, string])[],
  signal: AbortSignal,
): Promise<LoggedIn> {
  const password = await config.password();
  return await new Promise<LoggedIn>((resolve, reject) => {
    const login = new Login({ config, password, parameters, send: (bytes) => socket.write(bytes) });
    const frames: ServerFrames = {
      frame: () => 'take',
      read: () => undefined,
      take: (kind, bytes, start, end) => login.message(kind, new Reader(bytes, start, end)),
      send: () => undefined,
    };
    const framer = new ServerFramer(frames, { maxWholeBytes: MAX_LOGIN_MESSAGE_BYTES });
    const end = (settle: () => void): void => {
      socket.off('data', onData);
      socket.off('error', onError);
      socket.off('close', onClose);
      signal.removeEventListener('abort', onAbort);
      socket.pause();
      settle();
    };
    const fail = (error: unknown): void =>
      end(() => reject(error instanceof RefusedError ? error : unavailable(config, error)));
    const onData = (chunk: Buffer): void => {
      try {
        framer.push(chunk);
      } catch (error) {
        fail(error);
      }
    };
    const onError = (error: Error): void => fail(error);
    const onClose = (): void => fail(new Error('the server closed the connection during the login'));
    const onAbort = (): void => fail(new Error('the server did not answer in time'));
    socket.on('data', onData);
    socket.once('error', onError);
    socket.once('close', onClose);
    signal.addEventListener('abort', onAbort, { once: true });
    const finish = (started: LoggedIn): void => {
      if (framer.atBoundary) end(() => resolve(started));
      else fail(new Error('the server sent more behind the end of the login'));
    };
    login.finished.then(finish, fail);
    login.begin();
    socket.resume();
  });
}

function unavailable(config: UpstreamConfig, cause: unknown, hint?: string): RefusedError {
  const error = new RefusedError({
    code: 'WW_UPSTREAM_UNAVAILABLE',
    message: `the database behind "${config.name}" can't be reached`,
    hint: 'Try again later; if it stays so, ask the operator, whose log has the reason.',
  });
  error.cause =
    hint === undefined ? cause : new Error(`${cause instanceof Error ? cause.message : String(cause)}. ${hint}`);
  return error;
}
