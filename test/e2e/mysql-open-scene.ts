/** The scene of MySQL's end-to-end tests: a server, a gateway before it, an agent that may do nearly everything, and the same past Wirewall. */
import { createConnection, type Connection } from 'mysql2/promise';
import { loadMySqlShop } from '../../fixtures/shop/load-mysql.ts';
import type { Shop } from '../../fixtures/shop/load.ts';
import { startGateway, type Gateway, type GatewayOptions } from '../servers/gateway.ts';
import {
  findMySqlServers,
  startMySql,
  type MySqlFlavor,
  type MySqlOptions,
  type MySqlServer,
} from '../servers/mysql.ts';
import { RawMySql, type RawLogin } from './mysql-raw-client.ts';

/** Everything in the shop for the token agent `dev` and the static agent; e-mail addresses are masked, and hr is nobody's. */
export const OPEN_RULES = `
for: { agents: [analyst, dev, other] }
upstream: shop
allow:
  - ALL ON ALL TABLES IN SCHEMA shop
  - EXECUTE ON ALL FUNCTIONS IN SCHEMA shop
---
upstream: shop
sensitive:
  shop.customers.email: { mask: email }
deny:
  - ALL ON ALL TABLES IN SCHEMA hr
`;

/** What the rules refuse. */
export const REFUSED = 'SELECT employee FROM hr.salaries';

export interface SceneOptions extends Partial<Omit<GatewayOptions, 'server' | 'shop'>> {
  readonly mysql?: MySqlOptions;
}

/** One MySQL and one MariaDB, as far as they are on this machine; the newest of each. */
export function oneOfEach(): { readonly flavor: MySqlFlavor; readonly version: string }[] {
  const found = findMySqlServers();
  return (['mysql', 'mariadb'] as const).flatMap((flavor) => found.find((one) => one.flavor === flavor) ?? []);
}

export class OpenScene implements AsyncDisposable {
  readonly server: MySqlServer;
  readonly shop: Shop;
  readonly gateway: Gateway;

  private constructor(server: MySqlServer, shop: Shop, gateway: Gateway) {
    this.server = server;
    this.shop = shop;
    this.gateway = gateway;
  }

  static async open({ mysql, ...options }: SceneOptions = {}): Promise<OpenScene> {
    const server = await startMySql(mysql ?? {});
    try {
      const shop = await loadMySqlShop(server);
      const gateway = await startGateway({ server, shop, rules: { 'open.yaml': OPEN_RULES }, tls: true, ...options });
      return new OpenScene(server, shop, gateway);
    } catch (error) {
      await server.stop();
      throw error;
    }
  }

  /** Packets of a token agent. */
  async raw(login: Partial<RawLogin> = {}, agent = 'dev'): Promise<RawMySql> {
    const secret = await this.gateway.token(agent);
    return RawMySql.loggedIn(this.gateway, {
      user: agent,
      secret,
      database: 'shop',
      ca: this.gateway.certificate,
      ...login,
    });
  }

  /** Packets past Wirewall. */
  rawDirect(login: Partial<RawLogin> = {}): Promise<RawMySql> {
    return RawMySql.loggedIn(this.server, {
      user: this.shop.user,
      secret: this.shop.password,
      database: 'shop',
      ...login,
    });
  }

  /** A connection of the `mysql2` driver. */
  async agent(options: Parameters<typeof createConnection>[0] & object = {}, agent = 'dev'): Promise<Connection> {
    const { host, port, certificate } = this.gateway;
    const password = await this.gateway.token(agent);
    const ssl = { ca: certificate ?? '' };
    const connection = await createConnection({ host, port, user: agent, password, database: 'shop', ssl, ...options });
    connection.on('error', () => undefined);
    return connection;
  }

  async asSuperuser(text: string): Promise<Record<string, unknown>[]> {
    const connection = await this.server.connect('shop');
    try {
      return (await connection.query(text))[0] as Record<string, unknown>[];
    } finally {
      await connection.end();
    }
  }

  /** Sessions of agents that the server has. */
  async upstreamSessions(): Promise<number> {
    const [row] = await this.asSuperuser(
      `SELECT count(*) AS n FROM information_schema.processlist WHERE user = '${this.shop.user}'`,
    );
    return Number(row?.['n']);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.gateway.stop();
    await this.server.stop();
  }
}
