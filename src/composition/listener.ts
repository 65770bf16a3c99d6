/** A listening socket: takes connections up to the bound and hands each to its protocol. Knows no protocol's bytes. */
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { formatAddress, type Address } from '../config/index.ts';
import type { Refusal } from '../core/refusal.ts';
import type { Gate } from '../gate/protocol.ts';
import { turningAway } from './doors.ts';
import { StartFailure } from './start-failure.ts';

/** Beyond the bound so many more are told so in their protocol; further ones are closed without a word. */
const TOLD_AT_MOST = 100;
const KEEP_ALIVE_MS = 60_000;
const BACKLOG = 1024;

/** Connections over all listeners. */
export class Connections {
  readonly #served = new Set<Socket>();
  readonly #told = new Set<Socket>();
  readonly #max: number;
  #emptied: (() => void) | undefined;

  constructor(max: number) {
    this.#max = max;
  }

  get count(): number {
    return this.#served.size + this.#told.size;
  }

  /** Takes one more and says what becomes of it. Those that are told leave no less room for those that are served. */
  take(socket: Socket): 'served' | 'told' | 'closed' {
    const among = this.#served.size < this.#max ? this.#served : this.#told;
    if (among === this.#told && among.size >= TOLD_AT_MOST) return 'closed';
    among.add(socket);
    socket.once('close', () => {
      among.delete(socket);
      if (this.count === 0) this.#emptied?.();
    });
    return among === this.#served ? 'served' : 'told';
  }

  /** Waits until none is left; false when the time was up before. */
  async empty(withinMs: number): Promise<boolean> {
    if (this.count === 0) return true;
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), withinMs);
      this.#emptied = () => {
        clearTimeout(timer);
        resolve(true);
      };
    });
  }

  destroyAll(): void {
    for (const socket of [...this.#served, ...this.#told]) socket.destroy();
  }
}

export interface ListenerParts {
  readonly address: Address;
  readonly connections: Connections;
  readonly gate: Gate;
  readonly serve: (socket: Socket, gate: Gate) => Promise<void>;
  readonly onFault: (error: unknown) => void;
  readonly maxConnections: number;
}

export interface Listener {
  /** With the port that the system gave, where 0 was asked for. */
  readonly address: Address;
  /** Takes no more connections; those that are there go on. */
  close(): void;
}

/** Throws StartFailure where the address can't be had. */
export async function listen(parts: ListenerParts): Promise<Listener> {
  const { address, connections, gate, serve, onFault } = parts;
  const full = turningAway(tooMany(parts.maxConnections));
  const server = createServer({ noDelay: true, keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE_MS }, (socket) => {
    // Until its protocol listens: an error without a listener would end the process.
    socket.on('error', () => undefined);
    const place = connections.take(socket);
    if (place === 'closed') {
      socket.destroy();
      return;
    }
    serve(socket, place === 'told' ? full : gate).catch((error: unknown) => {
      onFault(error);
      socket.destroy();
    });
  });
  await bound(server, address);
  // Out of file descriptors, for example: those that are there go on.
  server.on('error', onFault);
  const at = server.address();
  return {
    address: isAddressInfo(at) ? { host: address.host, port: at.port } : address,
    close: () => server.close(),
  };
}

function bound(server: Server, { host, port }: Address): Promise<void> {
  return new Promise((resolve, reject) => {
    const failed = (error: Error): void => reject(listenFailure(error, { host, port }));
    server.once('error', failed);
    server.listen({ host, port, backlog: BACKLOG }, () => {
      server.off('error', failed);
      resolve();
    });
  });
}

function listenFailure(error: Error, address: Address): StartFailure {
  const code = 'code' in error ? String(error.code) : '';
  const at = formatAddress(address);
  switch (code) {
    case 'EADDRINUSE':
      return new StartFailure(
        `${at} is in use by another program`,
        `End that program ("lsof -i :${address.port}" names it), or give the listener another port.`,
        error,
      );
    case 'EACCES':
      return new StartFailure(
        `${at} may not be used by this user`,
        'Ports below 1024 need a right of their own: choose a higher one.',
        error,
      );
    case 'EADDRNOTAVAIL':
      return new StartFailure(
        `"${address.host}" is no address of this machine`,
        "Write one that it has, such as 127.0.0.1 or 0.0.0.0, as the listener's address.",
        error,
      );
    default:
      return new StartFailure(`${at} can't be listened on: ${error.message}`, "Correct the listener's address.", error);
  }
}

function isAddressInfo(value: AddressInfo | string | null): value is AddressInfo {
  return typeof value === 'object' && value !== null;
}

function tooMany(max: number): Refusal {
  return {
    code: 'WW_TOO_MANY_CONNECTIONS',
    message: `the gateway has its ${max} connections already`,
    hint: 'Connect again later, and keep fewer connections open. The operator can raise limits.max_connections.',
  };
}
