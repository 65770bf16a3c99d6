// The client's socket: bytes in, packets out, with back pressure; TLS where it asks for it. No meaning of any message.

import type { Socket } from 'node:net';
import { TLSSocket, type SecureContext } from 'node:tls';
import type { Writer } from '../../bytes/writer.ts';
import { ProtocolViolation } from '../../core/errors.ts';
import type { Channel } from '../../gate/protocol.ts';
import { ClientFramer, type ClientFramerLimits } from './framer.ts';
import { packet, sequenceAfter } from './messages/index.ts';
import type { Starting } from './start-up.ts';

export interface ClientOptions {
  readonly limits: ClientFramerLimits;
  readonly tls: SecureContext | undefined;
  readonly plaintext: boolean;
}

export class Client implements Starting {
  readonly framer: ClientFramer;
  readonly #options: ClientOptions;
  readonly #raw: Socket;
  #socket: Socket;
  #wake: (() => void) | undefined;
  #onReceived: (() => void) | undefined;
  #onGone: (() => void) | undefined;
  #onDrained: (() => void) | undefined;
  #gone = false;
  #ending = false;

  constructor(socket: Socket, options: ClientOptions) {
    this.#options = options;
    this.#raw = socket;
    this.#socket = socket;
    this.framer = new ClientFramer(options.limits);
    this.#listen(socket);
  }

  get encrypted(): boolean {
    return this.#socket !== this.#raw;
  }

  get canEncrypt(): boolean {
    return this.#options.tls !== undefined;
  }

  get gone(): boolean {
    return this.#gone;
  }

  channel(): Channel {
    return {
      peer: `${this.#raw.remoteAddress ?? 'unknown'}:${this.#raw.remotePort ?? 0}`,
      encrypted: this.encrypted,
      plaintextAllowed: this.#options.plaintext,
    };
  }

  /** During the login: the payload of the client's next packet. Throws ProtocolViolation. */
  async packet(): Promise<Uint8Array | undefined> {
    for (;;) {
      const next = this.framer.next();
      if (next !== undefined) return next.payload;
      if (this.#gone) return undefined;
      this.#socket.resume();
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  /** During the login: one payload in the packet that is due. */
  reply(write: (out: Writer) => void): void {
    const { framer } = this;
    this.send(packet(framer.sequence, write));
    framer.sequence = sequenceAfter(framer.sequence);
  }

  async encrypt(): Promise<void> {
    const { tls } = this.#options;
    if (tls === undefined) throw new ProtocolViolation('TLS was begun without a certificate');
    this.#raw.removeAllListeners('data');
    // Back to where TLS reads from: whatever lies there in clear is no TLS, and ends the connection.
    const early = this.framer.takeRest();
    if (early.length > 0) this.#raw.unshift(early);
    const encrypted = new TLSSocket(this.#raw, { isServer: true, secureContext: tls });
    this.#socket = encrypted;
    this.#listen(encrypted);
    await new Promise<void>((resolve, reject) => {
      encrypted.once('secure', resolve);
      encrypted.once('error', (error) => reject(new ProtocolViolation('the TLS handshake failed', { cause: error })));
      encrypted.once('close', () => reject(new ProtocolViolation('the client went away during the TLS handshake')));
    });
  }

  send(bytes: Buffer): void {
    if (!this.#gone && !this.#ending) this.#socket.write(bytes);
  }

  /** From here on the caller is told of what is received and of the end. */
  attach(received: () => void, gone: () => void): void {
    this.framer.enter('command');
    this.#onReceived = received;
    this.#onGone = gone;
    if (this.#gone) gone();
    else received();
  }

  /** COM_CHANGE_USER was taken: the login's `packet` and `reply` go on with its sequence id. */
  detach(): void {
    this.framer.enter('login');
    this.#onReceived = undefined;
    this.#onGone = undefined;
    this.#onDrained = undefined;
  }

  cork(): void {
    this.#socket.cork();
  }

  uncork(): void {
    this.#socket.uncork();
  }

  get unsent(): number {
    return this.#gone ? 0 : this.#socket.writableLength;
  }

  get writableHighWaterMark(): number {
    return this.#socket.writableHighWaterMark;
  }

  onDrain(listener: () => void): void {
    this.#onDrained = listener;
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    if (!this.#gone) this.#socket.resume();
  }

  /** Writes what is left and closes. A client that does not read is not waited for. */
  end(last?: Buffer): void {
    this.#ending = true;
    if (this.#socket.destroyed) return;
    if (last === undefined) this.#socket.end();
    else this.#socket.end(last);
    // Unread bytes of the client would turn our close into a reset that could overtake the last message.
    this.#socket.resume();
    const timer = setTimeout(() => this.#socket.destroy(), 1000);
    timer.unref();
    this.#socket.once('close', () => clearTimeout(timer));
  }

  destroy(): void {
    this.#socket.destroy();
  }

  #listen(socket: Socket): void {
    socket.on('data', (chunk: Buffer) => {
      // What comes behind our last word is taken from the system, so that it arrives, and forgotten.
      if (socket !== this.#socket || this.#ending) return;
      this.framer.push(chunk);
      if (this.#onReceived !== undefined) this.#onReceived();
      else {
        // Before the login nothing is read ahead of what was asked for.
        socket.pause();
        this.#rouse();
      }
    });
    socket.on('drain', () => this.#onDrained?.());
    const gone = (): void => {
      if (socket !== this.#socket || this.#gone) return;
      this.#gone = true;
      this.#rouse();
      this.#onGone?.();
    };
    socket.on('end', () => {
      gone();
      socket.destroy();
    });
    socket.on('error', gone);
    socket.on('close', gone);
  }

  #rouse(): void {
    const wake = this.#wake;
    this.#wake = undefined;
    wake?.();
  }
}
