// The connection to the server: dialled, logged in with Wirewall's own credentials, and then handed over as a stream that takes
// permits only. Knows nothing of the agent but what it is given.
//
// Not done with the `mysql2` library: it sets flags that change what statements mean (FOUND_ROWS, IGNORE_SPACE, LOCAL_FILES) and
// can't do without EOF packets, and it hides what the server said.

import type { Socket } from 'node:net';
import { asBuffer } from '../../bytes/reader.ts';
import { InternalFault } from '../../core/errors.ts';
import type { Permit } from '../../gate/protocol.ts';
import type { UpstreamConfig } from './config.ts';
import { dial } from './dial.ts';
import type { ConnectOptions, LoggedIn } from './login.ts';
import { charsetOfCollation, COMMANDS, packet, UTF8MB4_COLLATION } from './messages/index.ts';
import { OwnQueryFailed, OwnResult, runOwnQuery, type OwnRows } from './own-query.ts';
import { unreachable } from './unavailable.ts';

export type { ConnectOptions, LoggedIn } from './login.ts';
export { OwnQueryFailed, type OwnRows } from './own-query.ts';

export interface UpstreamHandlers {
  chunk(bytes: Buffer): void;
  closed(error: Error | undefined): void;
}

/** A logged-in connection. Once it is open, only permits can be written to it. */
export class Upstream {
  readonly started: LoggedIn;
  readonly #socket: Socket;
  readonly #config: UpstreamConfig;
  #state: 'new' | 'asking' | 'open' = 'new';
  #corked = false;
  #gathered: Buffer | undefined;

  constructor(socket: Socket, started: LoggedIn, config: UpstreamConfig) {
    this.#socket = socket;
    this.started = started;
    this.#config = config;
  }

  /**
   * A query of our own, before the session is open. Rejects with OwnQueryFailed for an error of the server; after any other
   * error the connection is of no use.
   */
  async query(text: string, signal?: AbortSignal): Promise<OwnRows> {
    if (this.#state !== 'new') throw new InternalFault('a query of our own is run before the session, and alone');
    this.#state = 'asking';
    const { capabilities, collation } = this.started;
    const charset = charsetOfCollation(collation);
    const encoding = charset === 'latin1' || charset === 'ascii' ? 'latin1' : 'utf8';
    try {
      return await runOwnQuery(this.#socket, text, new OwnResult(capabilities, encoding), signal);
    } catch (error) {
      if (error instanceof OwnQueryFailed) throw error;
      this.destroy();
      throw unreachable(this.#config, error);
    } finally {
      this.#state = 'new';
    }
  }

  /** Begins to hand out what the server sends. */
  open(handlers: UpstreamHandlers): void {
    if (this.#state !== 'new') throw new InternalFault('a session is opened once, and not while we ask');
    this.#state = 'open';
    let failure: Error | undefined;
    this.#socket.on('data', (chunk: Buffer) => handlers.chunk(chunk));
    this.#socket.on('error', (error) => (failure = error));
    this.#socket.on('close', () => handlers.closed(failure));
    if (this.#socket.destroyed) setImmediate(() => handlers.closed(undefined));
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

  /** COM_QUIT and close. It carries nothing, so it needs no permit. */
  close(): void {
    if (this.#socket.destroyed) return;
    this.#socket.end(packet(0, (out) => out.u8(COMMANDS.QUIT)));
    this.#socket.resume();
    // A server that does not take our goodbye is not waited for.
    const timer = setTimeout(() => this.#socket.destroy(), 1000);
    timer.unref();
    this.#socket.once('close', () => clearTimeout(timer));
  }

  destroy(): void {
    this.#socket.destroy();
  }

  /**
   * Ends what this session runs, or the session, over a connection of its own. Resolves when the server has done so: from then
   * on it hits nothing that is sent.
   */
  kill(what: 'QUERY' | 'CONNECTION'): Promise<void> {
    return killUpstreamQuery(this.#config, this.started.threadId, what);
  }
}

/** Both as one view, where the second lies right behind the first: the messages of one chunk, forwarded as they came. */
function joined(first: Buffer, second: Buffer): Buffer | undefined {
  if (first.buffer !== second.buffer || first.byteOffset + first.length !== second.byteOffset) return undefined;
  return Buffer.from(first.buffer, first.byteOffset, first.length + second.length);
}

/** Dials and logs in. Throws RefusedError (WW_UPSTREAM_UNAVAILABLE, or WW_DATABASE_UNKNOWN where the client named it). */
export async function connectUpstream(
  config: UpstreamConfig,
  options: ConnectOptions,
  signal: AbortSignal,
): Promise<Upstream> {
  const deadline = AbortSignal.any([signal, AbortSignal.timeout(config.connectTimeoutMs)]);
  const { socket, started } = await dial(config, options, deadline);
  return new Upstream(socket, started, config);
}

/** For connections that no agent stands behind. `purpose`: shows in the server's list of connections. */
export function ownOptions(purpose: string, database = ''): ConnectOptions {
  return {
    capabilities: 0,
    collation: UTF8MB4_COLLATION,
    database,
    attributes: [['program_name', `wirewall/${purpose}`]],
  };
}

/** One query over a connection of its own. Rejects with RefusedError, or OwnQueryFailed for an error of the server. */
export async function queryUpstream(
  config: UpstreamConfig,
  text: string,
  purpose: string,
  signal: AbortSignal,
): Promise<OwnRows> {
  const upstream = await connectUpstream(config, ownOptions(purpose), signal);
  try {
    return await upstream.query(text, signal);
  } finally {
    upstream.close();
  }
}

const UNKNOWN_THREAD = 1094;

/** Resolves when the server has taken it, also where the connection was gone already. */
export async function killUpstreamQuery(
  config: UpstreamConfig,
  threadId: number,
  what: 'QUERY' | 'CONNECTION',
): Promise<void> {
  if (!Number.isSafeInteger(threadId) || threadId < 0)
    throw new InternalFault('a connection of the server has a number');
  try {
    const deadline = AbortSignal.timeout(config.connectTimeoutMs);
    await queryUpstream(config, `KILL ${what} ${threadId}`, 'kill', deadline);
  } catch (error) {
    if (!(error instanceof OwnQueryFailed && error.number === UNKNOWN_THREAD)) throw error;
  }
}
