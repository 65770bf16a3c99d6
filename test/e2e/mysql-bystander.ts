/**
 * The scene of every attack on MySQL's wire: a server that writes down what it is asked, a gateway, and a second session that did nothing wrong.
 * After each attack it is to go on as if nothing had happened, and the record is to be whole.
 */
import type { Connection, RowDataPacket } from 'mysql2/promise';
import { expect } from 'vitest';
import { loadMySqlShop } from '../../fixtures/shop/load-mysql.ts';
import type { Shop } from '../../fixtures/shop/load.ts';
import { verifyAudit } from '../../src/audit/index.ts';
import { startGateway, type Gateway, type GatewayOptions } from '../servers/gateway.ts';
import { startMySql, type MySqlOptions, type MySqlServer } from '../servers/mysql.ts';
import { faults } from './bystander.ts';
import { RawMySql, shown, type RawLogin } from './mysql-raw-client.ts';

/** Nearly everything for the static agent; what is refused is in hr. */
export const OPEN_RULES = `
for: { agents: [analyst, dev] }
upstream: shop
allow:
  - ALL ON ALL TABLES IN SCHEMA shop
  - EXECUTE ON ALL FUNCTIONS IN SCHEMA shop
deny:
  - ALL ON ALL TABLES IN SCHEMA hr
`;

/** A statement that the rules refuse. */
export const REFUSED = 'SELECT employee FROM hr.salaries';

export interface SceneOptions extends Partial<Omit<GatewayOptions, 'server' | 'shop'>> {
  readonly mysql?: MySqlOptions;
  /** What the gateway takes for the server, when it is another one. */
  readonly upstream?: (server: MySqlServer) => Promise<MySqlServer>;
}

export class MySqlScene implements AsyncDisposable {
  readonly server: MySqlServer;
  readonly shop: Shop;
  readonly gateway: Gateway;
  readonly #superuser: Connection;
  #bystander: RawMySql | undefined;

  private constructor(server: MySqlServer, shop: Shop, gateway: Gateway, superuser: Connection) {
    this.server = server;
    this.shop = shop;
    this.gateway = gateway;
    this.#superuser = superuser;
  }

  static async open({ mysql = {}, upstream, ...options }: SceneOptions = {}): Promise<MySqlScene> {
    const settings = { 'general-log': '1', 'log-output': 'TABLE', ...mysql.settings };
    const server = await startMySql({ ...mysql, settings });
    try {
      const shop = await loadMySqlShop(server);
      const behind = (await upstream?.(server)) ?? server;
      const gateway = await startGateway({ server: behind, shop, rules: { 'open.yaml': OPEN_RULES }, ...options });
      const scene = new MySqlScene(server, shop, gateway, await server.connect());
      if (options.tls !== true) scene.#bystander = await scene.agent();
      return scene;
    } catch (error) {
      await server.stop();
      throw error;
    }
  }

  /** A connection, before anything was said. */
  raw(): Promise<RawMySql> {
    return RawMySql.connect(this.gateway);
  }

  /** A session of the static agent. */
  agent(more: Partial<RawLogin> = {}): Promise<RawMySql> {
    const { name: user, secret } = this.gateway.analyst;
    return RawMySql.loggedIn(this.gateway, { user, secret, database: 'shop', ...more });
  }

  /** A session past Wirewall, of the user that Wirewall logs in as. */
  direct(more: Partial<RawLogin> = {}): Promise<RawMySql> {
    const { user, password: secret } = this.shop;
    return RawMySql.loggedIn(this.server, { user, secret, database: 'shop', ...more });
  }

  async asSuperuser(text: string): Promise<RowDataPacket[]> {
    const [rows] = await this.#superuser.query<RowDataPacket[]>(text);
    return rows;
  }

  /** What the server was asked by sessions of agents, texts as they came there. */
  async heard(what: string): Promise<string[]> {
    const rows = await this.asSuperuser(
      `SELECT CONVERT(argument USING utf8mb4) AS text FROM mysql.general_log
       WHERE user_host LIKE '%app%' AND command_type NOT IN ('Connect', 'Init DB') AND argument LIKE '%${what}%'`,
    );
    return rows.map((row) => String(row['text']));
  }

  isAlive(): boolean {
    try {
      return process.kill(this.gateway.pid, 0);
    } catch {
      return false;
    }
  }

  /** What has to be true after any attack. */
  async expectUnharmed(): Promise<void> {
    expect(this.isAlive(), 'the process lives').toBe(true);
    if (this.#bystander !== undefined) {
      const seen = await this.#bystander.one('SELECT sku FROM shop.products WHERE id = 1');
      expect(shown(seen)).toHaveLength(1);
    }
    expect((await verifyAudit(this.gateway.auditDirectory)).problems).toEqual([]);
    expect(faults(this.gateway.log())).toEqual([]);
    expect(await this.heard('employee')).toEqual([]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#bystander?.[Symbol.asyncDispose]();
    await this.#superuser.end();
    await this.gateway.stop();
    await this.server.stop();
  }
}
