// Two sockets and a conversation between them: pumps bytes, holds back whoever is too fast, and ends both when one ends.

import { MalformedMessage } from '../../bytes/malformed.ts';
import { ProtocolViolation, RefusedError } from '../../core/errors.ts';
import type { Refusal } from '../../core/refusal.ts';
import { ticker } from '../../core/ticker.ts';
import type { Session } from '../../gate/protocol.ts';
import type { Client } from './client.ts';
import { faultOfServer, refusalFor } from './closing.ts';
import type { MySqlConfig } from './config.ts';
import { Conversation } from './conversation.ts';
import type { ChangeUserRequest, Entered } from './entered.ts';
import { Numbering, PacketTooLarge } from './numbering.ts';
import type { Wire } from './outbound.ts';
import { encodeRefusal } from './refusal.ts';
import { ServerFramer } from './server-framer.ts';
import type { Upstream } from './upstream.ts';

/** The largest message of the server that is held whole, to be masked or looked at. */
const MAX_WHOLE_BYTES = 64 * 1024 * 1024;
/** Bytes that wait for a slow reader before the other side is no longer read. */
const MAX_UNSENT_BYTES = 256 * 1024;

/** Resolves when both connections are closed or closing, or when the client logs in anew. */
export function runSession(
  client: Client,
  upstream: Upstream,
  session: Session,
  entered: Entered,
  config: MySqlConfig,
): Promise<'ended' | ChangeUserRequest> {
  return new Promise((resolve) => {
    new Exchange(client, upstream, session, entered, config, resolve).begin();
  });
}

class Exchange {
  readonly #client: Client;
  readonly #upstream: Upstream;
  readonly #session: Session;
  readonly #entered: Entered;
  readonly #config: MySqlConfig;
  readonly #finished: (how: 'ended' | ChangeUserRequest) => void;
  readonly #conversation: Conversation;
  readonly #numbering = new Numbering();
  readonly #framer: ServerFramer;
  /** A command of the client waits for a decision. */
  #deciding = false;
  /** Kills on their way to the server: what it is sent before they are through, they might hit. */
  #kills = 0;
  #pumping = false;
  /** What came of the server and is walked over. */
  #chunk: Buffer | undefined;
  #corked = false;
  #ended = false;
  #lastActiveMs = performance.now();

  constructor(
    client: Client,
    upstream: Upstream,
    session: Session,
    entered: Entered,
    config: MySqlConfig,
    finished: (how: 'ended' | ChangeUserRequest) => void,
  ) {
    this.#client = client;
    this.#upstream = upstream;
    this.#session = session;
    this.#entered = entered;
    this.#config = config;
    this.#finished = finished;
    const { entry, beginning } = entered;
    this.#conversation = new Conversation({
      session,
      wire: this.#wire(),
      read: config.read,
      onFault: (error) => config.report('reading_fault', { session: session.id, error }),
      catalog: config.catalog,
      style: config.style,
      maxPreparedStatements: config.limits.maxPreparedStatements,
      beginning,
      numbering: this.#numbering,
      upstreamCapabilities: upstream.started.capabilities,
      clientCapabilities: entry.capabilities,
      collation: entry.collation,
      status: upstream.started.statusFlags,
      findProcess: (id) =>
        config.processes.find(id, session.agent.name) ??
        config.processes.findThread(id, config.upstream.name, session.agent.name),
      changeUser: (payload) => this.#changeUser(payload),
    });
    this.#framer = new ServerFramer(this.#conversation.answers, this.#numbering, { maxWholeBytes: MAX_WHOLE_BYTES });
  }

  begin(): void {
    this.#config.processes.register(this.#entered.entry.connectionId, {
      agentName: this.#session.agent.name,
      upstream: this.#config.upstream.name,
      threadId: this.#upstream.started.threadId,
      kill: (what) => this.#killed(what),
    });
    this.#upstream.open({
      chunk: (bytes) => this.#fromServer(bytes),
      closed: (error) => this.#serverGone(error),
    });
    this.#upstream.onDrain(() => this.#regulate());
    this.#client.onDrain(() => this.#regulate());
    this.#session.ended.addEventListener('abort', this.#cutOff, { once: true });
    ticker.add(this.#tick);
    this.#conversation.settle();
    this.#client.attach(
      () => this.#fromClient(),
      () => this.#end(),
    );
    if (this.#session.ended.aborted) this.#cutOff();
  }

  #wire(): Wire {
    const isQuiet = (): boolean => this.#kills === 0;
    return {
      get quiet() {
        return isQuiet();
      },
      // A decision may come when the client has gone: then nobody is to be served by it.
      toServer: (permit) => {
        if (!this.#ended) this.#upstream.send(permit);
      },
      toClient: (bytes) => this.#toClient(bytes),
      cancelUpstream: () => void this.#killUpstream(),
      ready: () => this.#goOn(),
      close: (last) => this.#end(last),
    };
  }

  async #killUpstream(): Promise<void> {
    this.#kills++;
    try {
      await this.#upstream.kill('QUERY');
    } catch (error) {
      this.#config.report('cancel_failed', { session: this.#session.id, error });
    } finally {
      this.#kills--;
      this.#conversation.settle();
      this.#goOn();
    }
  }

  /** By KILL of the same agent, from this connection or another one. */
  async #killed(what: 'QUERY' | 'CONNECTION'): Promise<void> {
    this.#conversation.cancel();
    if (what === 'CONNECTION') return this.#end(killed);
    if (this.#conversation.isRunning) await this.#killUpstream();
  }

  #fromClient(): void {
    this.#lastActiveMs = performance.now();
    this.#pump();
    this.#regulate();
  }

  /** Takes commands until there is none, or one has to be waited for. */
  #pump(): void {
    // A command that is answered by us asks for the next one from within.
    if (this.#pumping) return;
    this.#pumping = true;
    try {
      while (!this.#ended && !this.#halted) {
        const packet = this.#client.framer.next();
        if (packet === undefined) break;
        const later = this.#conversation.client(packet);
        if (later === undefined) continue;
        this.#deciding = true;
        void this.#wait(later);
      }
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#pumping = false;
    }
  }

  async #wait(later: Promise<void>): Promise<void> {
    try {
      await later;
      this.#deciding = false;
      this.#goOn();
    } catch (error) {
      this.#fail(error);
    }
  }

  get #halted(): boolean {
    return this.#deciding || this.#kills > 0 || this.#conversation.busy;
  }

  #goOn(): void {
    if (this.#client.framer.buffered > 0) this.#pump();
    this.#regulate();
  }

  #fromServer(chunk: Buffer): void {
    if (this.#ended) return;
    this.#lastActiveMs = performance.now();
    this.#chunk = chunk;
    try {
      this.#framer.push(chunk);
      this.#conversation.answers.flush();
    } catch (error) {
      this.#end(faultOfServer(error, this.#session.id, this.#config));
    } finally {
      this.#chunk = undefined;
      if (this.#corked) this.#client.uncork();
      this.#corked = false;
    }
    this.#regulate();
  }

  /** A chunk that passes whole leaves at once. The pieces of one leave together, when all of it was walked over. */
  #toClient(bytes: Buffer): void {
    if (this.#chunk !== undefined && bytes !== this.#chunk && !this.#corked) {
      this.#corked = true;
      this.#client.cork();
    }
    this.#client.send(bytes);
  }

  /** A slow reader slows its own other side, and nobody else. */
  #regulate(): void {
    if (this.#ended) return;
    if (this.#client.unsent > MAX_UNSENT_BYTES) this.#upstream.pause();
    else this.#upstream.resume();
    const readAhead = this.#halted && this.#client.framer.buffered > this.#config.limits.maxPipelinedBytes;
    if (readAhead || Math.max(this.#upstream.unsent, this.#client.unsent) > MAX_UNSENT_BYTES) this.#client.pause();
    else this.#client.resume();
  }

  #serverGone(error: Error | undefined): void {
    if (this.#ended) return;
    this.#config.report('upstream_closed', { session: this.#session.id, error });
    this.#end({
      code: 'WW_UPSTREAM_UNAVAILABLE',
      mysql: 2013,
      message: `the database behind "${this.#config.upstream.name}" closed the connection`,
      hint: 'Connect again.',
    });
  }

  readonly #cutOff = (): void => {
    const reason: unknown = this.#session.ended.reason;
    this.#end(isRefusal(reason) ? reason : { code: 'WW_REVOKED', message: 'the session was ended by an operator' });
  };

  #fail(error: unknown): void {
    if (error instanceof PacketTooLarge) this.#numbering.client = error.sequence;
    else if (error instanceof ProtocolViolation || error instanceof MalformedMessage)
      this.#numbering.client = this.#client.framer.sequence;
    this.#end(refusalFor(error, this.#config));
  }

  readonly #tick = (nowMs: number): void => {
    this.#conversation.tick(nowMs);
    if (!this.#halted && nowMs - this.#lastActiveMs > this.#config.limits.idleTimeoutMs) {
      this.#end({
        code: 'WW_SHUTTING_DOWN',
        mysql: 4031,
        message: 'the session was idle for too long',
        hint: 'Connect again.',
      });
    }
  };

  #changeUser(payload: Buffer): void {
    if (this.#ended) return;
    const request: ChangeUserRequest = { kind: 'change user', payload: Buffer.from(payload) };
    this.#leave();
    this.#client.detach();
    this.#finished(request);
  }

  #end(last?: Refusal): void {
    if (this.#ended) return;
    // The server would not notice that we left before it has a row to send: an agent could pile up statements that nobody
    // waits for, without limits and without a record.
    const running = this.#conversation.isRunning;
    const sayable = last !== undefined && !this.#framer.insideSent;
    const sequence = this.#conversation.answers.idle && !this.#deciding ? this.#lastSequence : this.#numbering.client;
    this.#leave();
    if (running)
      this.#upstream
        .kill('CONNECTION')
        .catch((error: unknown) => this.#config.report('cancel_failed', { session: this.#session.id, error }));
    this.#client.end(sayable ? encodeRefusal(last, sequence, this.#config.style, 'ascii') : undefined);
    this.#finished('ended');
  }

  /** Clients that read between two commands, for an error that ends the connection, take any id; those that wait for an answer the next. */
  get #lastSequence(): number {
    return this.#client.framer.sequence;
  }

  #leave(): void {
    this.#ended = true;
    ticker.remove(this.#tick);
    this.#session.ended.removeEventListener('abort', this.#cutOff);
    this.#config.processes.forget(this.#entered.entry.connectionId);
    this.#conversation.end();
    this.#upstream.close();
  }
}

const killed: Refusal = {
  code: 'WW_SHUTTING_DOWN',
  mysql: 1927,
  message: 'the connection was killed',
  hint: 'Connect again.',
};

function isRefusal(value: unknown): value is Refusal {
  return (
    typeof value === 'object' &&
    value !== null &&
    'code' in value &&
    'message' in value &&
    !(value instanceof RefusedError)
  );
}
