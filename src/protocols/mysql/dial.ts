// A connection to the server, from the first byte until it has let us in. Knows sockets and TLS; the login itself is login.ts.

import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { RefusedError } from '../../core/errors.ts';
import type { UpstreamConfig } from './config.ts';
import { Login, type ConnectOptions, type LoggedIn } from './login.ts';
import { packet, sequenceAfter } from './messages/index.ts';
import { Numbering } from './numbering.ts';
import { ServerFramer } from './server-framer.ts';
import { unreachable } from './unavailable.ts';

/** Largest packet before the session begins. */
const MAX_LOGIN_PACKET_BYTES = 64 * 1024;

export interface Dialled {
  /** Paused, without listeners. */
  readonly socket: Socket;
  readonly started: LoggedIn;
}

/** Throws RefusedError (WW_UPSTREAM_UNAVAILABLE, or what the client's own database is at fault for). */
export async function dial(config: UpstreamConfig, options: ConnectOptions, signal: AbortSignal): Promise<Dialled> {
  const socket = connectTcp({ host: config.host, port: config.port, noDelay: true, keepAlive: true });
  const dialling = new Dialling(socket, config, options, signal);
  try {
    await dialling.connected();
    const password = await config.password();
    return await dialling.logIn(password);
  } catch (error) {
    dialling.destroy();
    throw error instanceof RefusedError ? error : unreachable(config, error);
  }
}

class Dialling {
  readonly #config: UpstreamConfig;
  readonly #options: ConnectOptions;
  readonly #signal: AbortSignal;
  readonly #numbering = new Numbering();
  #socket: Socket;

  constructor(socket: Socket, config: UpstreamConfig, options: ConnectOptions, signal: AbortSignal) {
    this.#socket = socket;
    this.#config = config;
    this.#options = options;
    this.#signal = signal;
    this.#numbering.begin(0, 0);
  }

  connected(): Promise<void> {
    return happens(this.#socket, 'connect', this.#signal);
  }

  destroy(): void {
    this.#socket.destroy();
  }

  logIn(password: string | undefined): Promise<Dialled> {
    return new Promise<Dialled>((resolve, reject) => {
      const settle = (work: () => void): void => {
        this.#unlisten();
        this.#signal.removeEventListener('abort', onAbort);
        work();
      };
      const fail = (error: unknown): void => settle(() => reject(error));
      const onAbort = (): void => fail(new Error('the server did not answer in time'));
      const login = new Login({
        config: this.#config,
        password,
        options: this.#options,
        loopback: isLoopback(this.#config.host),
        send: (write) => this.#send(write),
        encrypt: () => {
          this.#encrypt(fail, take)
            .then(() => login.encrypted())
            .catch(fail);
        },
      });
      const take = (payload: Uint8Array): void => login.packet(payload);
      login.finished.then(
        // Behind the login's last packet the server has nothing to say until it is asked.
        (started) =>
          this.#framer.atBoundary ? settle(() => resolve({ socket: this.#socket, started })) : fail(extra()),
        fail,
      );
      this.#signal.addEventListener('abort', onAbort, { once: true });
      if (this.#signal.aborted) onAbort();
      else this.#listen(take, fail);
    });
  }

  #framer = this.#newFramer(() => undefined);

  #newFramer(take: (payload: Uint8Array) => void): ServerFramer {
    const packets = {
      message: () => 'take' as const,
      read: () => 'drop' as const,
      passed: () => undefined,
      take: (bytes: Buffer, start: number, end: number) => take(bytes.subarray(start, end)),
      tooLarge: () => {
        throw new Error('the server sent a packet during the login that is far too large');
      },
      send: () => undefined,
    };
    return new ServerFramer(packets, this.#numbering, { maxWholeBytes: MAX_LOGIN_PACKET_BYTES });
  }

  #send(write: Parameters<typeof packet>[1]): void {
    const due = this.#numbering.server ?? 0;
    this.#socket.write(packet(due, write));
    this.#numbering.server = sequenceAfter(due);
  }

  #listen(take: (payload: Uint8Array) => void, fail: (error: unknown) => void): void {
    this.#framer = this.#newFramer(take);
    const framer = this.#framer;
    this.#socket.on('data', (chunk: Buffer) => {
      try {
        framer.push(chunk);
      } catch (error) {
        fail(error);
      }
    });
    this.#socket.on('error', fail);
    this.#socket.on('close', () => fail(new Error('the server closed the connection during the login')));
    this.#socket.resume();
  }

  #unlisten(): void {
    this.#socket.pause();
    this.#socket.removeAllListeners('data').removeAllListeners('error').removeAllListeners('close');
    // An error without a listener would end the process; whoever takes the socket over sees it closed.
    this.#socket.on('error', () => undefined);
  }

  async #encrypt(fail: (error: unknown) => void, take: (payload: Uint8Array) => void): Promise<void> {
    // In a turn of its own: what came in clear behind the greeting would be taken as sent inside TLS, so there may be nothing.
    await Promise.resolve();
    if (!this.#framer.atBoundary) throw extra();
    const { host, tls } = this.#config;
    const clear = this.#socket;
    this.#unlisten();
    const encrypted = connectTls({
      socket: clear,
      host,
      ...(isIP(host) === 0 ? { servername: host } : {}),
      ...(tls.ca === undefined ? {} : { ca: tls.ca }),
      rejectUnauthorized: tls.mode !== 'require',
      ...(tls.mode === 'verify-ca' ? { checkServerIdentity: () => undefined } : {}),
    });
    this.#socket = encrypted;
    await happens(encrypted, 'secureConnect', this.#signal);
    this.#listen(take, fail);
  }
}

function extra(): Error {
  return new Error('the server sent more than it was asked for during the login');
}

/** The first event of that name; rejects on error, close and abort. */
function happens(socket: Socket, event: 'connect' | 'secureConnect', signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (settle: () => void): void => {
      socket.off(event, onEvent);
      socket.off('error', onError);
      socket.off('close', onClose);
      signal.removeEventListener('abort', onAbort);
      settle();
    };
    const onEvent = (): void => done(resolve);
    const onError = (error: Error): void => done(() => reject(error));
    const onClose = (): void => done(() => reject(new Error('the server closed the connection')));
    const onAbort = (): void => done(() => reject(new Error('the server did not answer in time')));
    socket.once(event, onEvent);
    socket.once('error', onError);
    socket.once('close', onClose);
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
  });
}

/** By its address, or the one name that never leaves the machine. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}
