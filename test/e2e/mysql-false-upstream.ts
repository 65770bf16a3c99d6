/** Stands between the gateway and a MySQL server and lies in the server's name where it is told to. Knows bytes, not their meaning. */
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { MySqlServer } from '../servers/mysql.ts';
import { freePort } from '../servers/port.ts';

/** What is done with the gateway's connection in the server's place. */
export type Lie = (socket: Socket) => void;

export class FalseMySql implements AsyncDisposable {
  readonly port: number;
  /** How many lies were told. */
  told = 0;
  readonly #server: Server;
  readonly #behind: MySqlServer;
  readonly #sockets = new Set<Socket>();
  /** What answers a message in which these words stand, in the place of the server. */
  readonly #lies: [words: string, lie: Lie][] = [];

  private constructor(server: Server, port: number, behind: MySqlServer) {
    this.#server = server;
    this.port = port;
    this.#behind = behind;
  }

  static async open(behind: MySqlServer): Promise<FalseMySql> {
    const port = await freePort();
    const server = createServer((socket) => upstream.#relay(socket));
    const upstream = new FalseMySql(server, port, behind);
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return upstream;
  }

  lie(words: string, lie: Lie): void {
    this.#lies.unshift([words, lie]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await Promise.resolve();
  }

  #relay(socket: Socket): void {
    const other = connect(this.#behind.port, this.#behind.host);
    for (const one of [socket, other]) {
      this.#sockets.add(one);
      one.on('error', () => one.destroy());
    }
    socket.on('data', (chunk: Buffer) => {
      const lie = this.#lies.find(([words]) => chunk.includes(words))?.[1];
      if (lie === undefined) other.write(chunk);
      else {
        this.told++;
        lie(socket);
      }
    });
    other.pipe(socket);
    socket.on('close', () => other.destroy());
    other.on('close', () => socket.destroy());
  }
}
