/** A relay in front of a server that can be told to misbehave: to say nothing, to break off, or to say what no server says. */
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { freePort } from '../servers/port.ts';
import type { PostgresServer } from '../servers/postgres.ts';

export type Behaviour = 'relay' | 'silence' | 'refuse' | ((socket: Socket) => void);

export class FalseUpstream implements AsyncDisposable {
  /** How the next connections of agents' sessions are treated. Others, the catalog's, are always relayed. */
  behaviour: Behaviour = 'relay';
  readonly port: number;
  readonly #server: Server;
  /** The gateway's side of the sessions of agents, oldest first. */
  #sessions: Socket[] = [];
  readonly #all = new Set<Socket>();

  private constructor(server: Server, port: number) {
    this.#server = server;
    this.port = port;
  }

  static async open(behind: PostgresServer): Promise<FalseUpstream> {
    const port = await freePort();
    const server = createServer((socket) => upstream.#serve(socket, behind));
    const upstream = new FalseUpstream(server, port);
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return upstream;
  }

  /** Says something to the gateway in the youngest session, in the server's name. */
  say(bytes: Uint8Array): void {
    this.#sessions.at(-1)?.write(bytes);
  }

  /** Breaks the youngest session off. */
  breakOff(): void {
    this.#sessions.at(-1)?.destroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#all) socket.destroy();
    this.#server.close();
    await Promise.resolve();
  }

  #serve(socket: Socket, behind: PostgresServer): void {
    this.#all.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('data', (first: Buffer) => {
      const isAgents = first.includes('wirewall/analyst/');
      const { behaviour } = this;
      if (!isAgents || behaviour === 'relay') return this.#relay(socket, first, behind, isAgents);
      if (behaviour === 'refuse') socket.destroy();
      else if (behaviour !== 'silence') behaviour(socket);
    });
  }

  #relay(socket: Socket, first: Buffer, behind: PostgresServer, isAgents: boolean): void {
    const other = connect(behind.port, behind.host);
    this.#all.add(other);
    if (isAgents) this.#sessions.push(socket);
    other.on('error', () => socket.destroy());
    other.write(first);
    socket.pipe(other);
    other.pipe(socket);
    socket.on('close', () => {
      other.destroy();
      this.#sessions = this.#sessions.filter((one) => one !== socket);
    });
    other.on('close', () => socket.destroy());
  }
}
