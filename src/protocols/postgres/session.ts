// Two sockets and a conversation between them: pumps bytes, holds back whoever is too fast, and ends both when one ends.

import { Writer } from '../../bytes/writer.ts';
import { RefusedError } from '../../core/errors.ts';
import type { Refusal } from '../../core/refusal.ts';
import type { Session } from '../../gate/protocol.ts';
import type { Client } from './client.ts';
import { faultOfServer, refusalFor } from './closing.ts';
import type { PostgresConfig } from './config.ts';
import { Conversation } from './conversation.ts';
import { ServerFramer } from './framer.ts';
import type { Wire } from './outbound.ts';
import { encodeRefusal } from './refusal.ts';
import { encodeBackendKeyData, encodeParameterStatus, encodeReadyForQuery } from './messages/index.ts';
import { ticker } from '../../core/ticker.ts';
import type { Upstream } from './upstream.ts';

/** The largest message of the server that is held whole, to be masked or looked at. */
const MAX_WHOLE_BYTES = 64 * 1024 * 1024;
/** Bytes that wait for a slow reader before the other side is no longer read. */
const MAX_UNSENT_BYTES = 256 * 1024;
/** How long one client's pipelined messages may hold up all others; looked at behind so many messages. */
const TURN_MS = 4;
const LOOK_EVERY = 8;
/** A statement that a client left behind with a goodbye has so long, without a sign of life, before it is cancelled. */
const LEAVING_MS = 10_000;
/**
 * Answers that the server may owe one client before no more of its messages are taken: each costs memory here, however small
 * it is on the wire. More than the server keeps back without a Flush, so that waiting for them always ends.
 */
const MAX_AWAITED = 20_000;

/** Resolves when both connections are closed or closing. */
export function runSession(
  client: Client,
  upstream: Upstream,
  session: Session,
  config: PostgresConfig,
): Promise<void> {
  return new Promise((resolve) => {
    new Exchange(client, upstream, session, config, resolve).begin();
  });
}

class Exchange {
  readonly #client: Client;
  readonly #upstream: Upstream;
  readonly #session: Session;
  readonly #config: PostgresConfig;
  readonly #finished: () => void;
  readonly #conversation: Conversation;
  readonly #framer: ServerFramer;
  readonly #key;
  /** A message of the client waits for a decision or for the server; the following ones wait behind it. */
  #waiting = true;
  /** Cancels on their way to the server: what it is sent before they are through, they might hit. */
  #cancels = 0;
  #yielding = false;
  #ended = false;
  #lastActiveMs = performance.now();

  constructor(client: Client, upstream: Upstream, session: Session, config: PostgresConfig, finished: () => void) {
    this.#client = client;
    this.#upstream = upstream;
    this.#session = session;
    this.#config = config;
    this.#finished = finished;
    this.#conversation = new Conversation({
      session,
      wire: this.#wire(),
      read: config.read,
      onFault: (error) => config.report('reading_fault', { session: session.id, error }),
      catalog: config.catalog,
      style: config.style,
      maxPreparedStatements: config.limits.maxPreparedStatements,
    });
    this.#framer = new ServerFramer(this.#conversation.answers, { maxWholeBytes: MAX_WHOLE_BYTES });
    this.#key = config.cancelKeys.register(() => this.#conversation.cancel());
  }

  begin(): void {
    this.#upstream.open({
      chunk: (bytes) => this.#fromServer(bytes),
      closed: (error) => this.#serverGone(error),
    });
    this.#upstream.onDrain(() => this.#regulate());
    this.#client.onDrain(() => this.#regulate());
    this.#session.ended.addEventListener('abort', this.#cutOff, { once: true });
    ticker.add(this.#tick);
    this.#client.send(greeting(this.#upstream, this.#key.processId, this.#key.key));
    this.#client.attach(
      () => this.#fromClient(),
      () => this.#clientGone(),
    );
    this.#conversation.begin().then(() => this.#goOn(), this.#fail);
    if (this.#session.ended.aborted) this.#cutOff();
  }

  #wire(): Wire {
    const betweenMessages = (): boolean => !this.#framer.insideSent;
    return {
      toServer: (permit) => this.#upstream.send(permit),
      toClient: (bytes) => this.#client.send(bytes),
      get betweenMessages() {
        return betweenMessages();
      },
      cancelUpstream: () => this.#cancelUpstream(),
      close: (last) => this.#end(last),
    };
  }

  #cancelUpstream(): void {
    this.#cancels++;
    this.#upstream
      .cancel()
      .catch((error: unknown) => this.#config.report('cancel_failed', { session: this.#session.id, error }))
      .finally(() => {
        this.#cancels--;
        this.#pump();
        this.#regulate();
      });
  }

  #fromClient(): void {
    this.#lastActiveMs = performance.now();
    this.#pump();
    this.#regulate();
  }

  /** Whether the client's next message has to wait: for a decision, for a cancel, or for answers. */
  get #halted(): boolean {
    return this.#waiting || this.#yielding || this.#cancels > 0 || this.#conversation.line.length >= MAX_AWAITED;
  }

  /** Takes messages until there is none, one has to wait, or others have waited long enough. */
  #pump(): void {
    this.#upstream.cork();
    try {
      const begunMs = performance.now();
      for (let taken = 1; !this.#ended && !this.#halted; taken++) {
        const frame = this.#client.framer.next();
        if (frame === undefined) break;
        if (taken % LOOK_EVERY === 0 && performance.now() - begunMs > TURN_MS) this.#yield();
        const later = this.#conversation.client(frame);
        if (later instanceof Promise) {
          this.#waiting = true;
          later.then(() => this.#goOn(), this.#fail);
          break;
        }
      }
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#upstream.uncork();
    }
  }

  /** Lets the other sessions have their turn before this one goes on with what it has pipelined. */
  #yield(): void {
    this.#yielding = true;
    setImmediate(() => {
      this.#yielding = false;
      this.#pump();
      this.#regulate();
    });
  }

  #goOn(): void {
    this.#waiting = false;
    this.#pump();
    this.#regulate();
  }

  #fromServer(chunk: Buffer): void {
    if (this.#ended) return;
    this.#lastActiveMs = performance.now();
    this.#client.cork();
    try {
      this.#framer.push(chunk);
      this.#conversation.answers.flush();
    } catch (error) {
      this.#end(faultOfServer(error, this.#session.id, this.#config));
    } finally {
      this.#client.uncork();
    }
    // Only what waited for answers is still there: everything else was taken when it came.
    if (this.#client.framer.buffered > 0) this.#pump();
    this.#regulate();
  }

  /** A slow reader slows its own other side, and nobody else. */
  #regulate(): void {
    if (this.#ended) return;
    if (this.#client.unsent > MAX_UNSENT_BYTES) this.#upstream.pause();
    else this.#upstream.resume();
    const readAhead = this.#halted && this.#client.framer.buffered > this.#config.limits.maxPipelinedBytes;
    // Answers of our own wait for a client that doesn't read, too.
    if (readAhead || Math.max(this.#upstream.unsent, this.#client.unsent) > MAX_UNSENT_BYTES) this.#client.pause();
    else this.#client.resume();
  }

  /** One that said goodbye behind a statement still has it done, as with the server itself. */
  #clientGone(): void {
    if (this.#conversation.leaving) this.#regulate();
    else this.#end();
  }

  #serverGone(error: Error | undefined): void {
    if (this.#ended) return;
    this.#config.report('upstream_closed', { session: this.#session.id, error });
    this.#end({
      code: 'WW_UPSTREAM_UNAVAILABLE',
      message: `the database behind "${this.#config.upstream.name}" closed the connection`,
      hint: 'Connect again.',
    });
  }

  readonly #cutOff = (): void => {
    const reason: unknown = this.#session.ended.reason;
    this.#end(isRefusal(reason) ? reason : { code: 'WW_REVOKED', message: 'the session was ended by an operator' });
  };

  readonly #fail = (error: unknown): void => {
    this.#end(refusalFor(error, this.#config));
  };

  readonly #tick = (nowMs: number): void => {
    this.#conversation.tick(nowMs);
    if (this.#conversation.leaving && nowMs - this.#lastActiveMs > LEAVING_MS) return this.#end();
    const idle = this.#conversation.line.empty && !this.#waiting;
    if (idle && nowMs - this.#lastActiveMs > this.#config.limits.idleTimeoutMs) {
      this.#end({
        code: 'WW_SHUTTING_DOWN',
        sqlState: '57P05',
        message: 'the session was idle for too long',
        hint: 'Connect again.',
      });
    }
  };

  #end(last?: Refusal): void {
    if (this.#ended) return;
    this.#ended = true;
    ticker.remove(this.#tick);
    this.#session.ended.removeEventListener('abort', this.#cutOff);
    this.#config.cancelKeys.forget(this.#key);
    // The server would not notice that we left before it has a row to send: an agent could pile up statements that nobody
    // waits for, without limits and without a record.
    if (!this.#conversation.line.empty) this.#cancelUpstream();
    this.#conversation.end();
    this.#upstream.close();
    // In the middle of a message of the server's there is no room for one of ours.
    const sayable = last !== undefined && !this.#framer.insideSent;
    this.#client.end(sayable ? encodeRefusal(last, 'FATAL', this.#config.style) : undefined);
    this.#finished();
  }
}

function isRefusal(value: unknown): value is Refusal {
  return (
    typeof value === 'object' &&
    value !== null &&
    'code' in value &&
    'message' in value &&
    !(value instanceof RefusedError)
  );
}

/** What the client is told when it is ready: the server's own settings, and a cancel key of ours. */
function greeting(upstream: Upstream, processId: number, key: Uint8Array): Buffer {
  const out = new Writer();
  for (const [name, value] of upstream.started.parameters)
    encodeParameterStatus({ kind: 'ParameterStatus', name, value }, out);
  encodeBackendKeyData({ kind: 'BackendKeyData', processId, key }, out);
  encodeReadyForQuery({ kind: 'ReadyForQuery', status: 'idle' }, out);
  return out.take();
}
