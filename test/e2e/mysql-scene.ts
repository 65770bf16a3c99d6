/**
 * The scene of every attack on MySQL's wire: a server, a gateway, and a second session that did nothing wrong. After each attack it is to go on as
 * if nothing had happened, and the record is to be whole.
 */
import { expect } from 'vitest';
import { loadMySqlShop } from '../../fixtures/shop/load-mysql.ts';
import type { Shop } from '../../fixtures/shop/load.ts';
import { verifyAudit } from '../../src/audit/index.ts';
import { startGateway, type Gateway, type GatewayOptions } from '../servers/gateway.ts';
import { startMySql, type MySqlOptions, type MySqlServer } from '../servers/mysql.ts';
import { faults } from './bystander.ts';
import { RawMySql, shown, type RawLogin } from './mysql-raw-client.ts';

/** Nearly everything in the shop for the static agent and for the token agent `dev`; what is refused is in hr. */
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
}

export class MySqlScene implements AsyncDisposable {
  readonly server: MySqlServer;
  readonly shop: Shop;
  readonly gateway: Gateway;
  #bystander: RawMySql | undefined;

  private constructor(server: MySqlServer, shop: Shop, gateway: Gateway) {
    this.server = server;
    this.shop = shop;
    this.gateway = gateway;
  }

  static async open({ mysql, ...options }: SceneOptions = {}): Promise<MySqlScene> {
    const settings = { general_log: 'ON', log_output: 'TABLE', ...mysql?.settings };
    const server = await startMySql({ ...mysql, settings });
    try {
      const shop = await loadMySqlShop(server);
      const gateway = await startGateway({ server, shop, rules: { 'open.yaml': OPEN_RULES }, tls: true, ...options });
      const scene = new MySqlScene(server, shop, gateway);
      scene.#bystander = await scene.agent();
      return scene;
    } catch (error) {
      await server.stop();
      throw error;
    }
  }

  /** A session of the static agent. */
  agent(login: Partial<RawLogin> = {}): Promise<RawMySql> {
    const { name: user, secret } = this.gateway.analyst;
    return RawMySql.loggedIn(this.gateway, { user, secret, database: 'shop', ca: this.gateway.certificate, ...login });
  }

  /** A session past Wirewall, of the user that Wirewall logs in with. */
  direct(login: Partial<RawLogin> = {}): Promise<RawMySql> {
    const { user, password: secret } = this.shop;
    return RawMySql.loggedIn(this.server, { user, secret, database: 'shop', ...login });
  }

  async asSuperuser(text: string): Promise<Record<string, unknown>[]> {
    const connection = await this.server.connect('shop');
    try {
      return (await connection.query(text))[0] as Record<string, unknown>[];
    } finally {
      await connection.end();
    }
  }

  /** What agents had the server do that has this text in it. */
  async heard(text: string): Promise<string[]> {
    const rows = await this.asSuperuser(
      "SELECT CONVERT(argument USING utf8mb4) AS said FROM mysql.general_log WHERE user_host LIKE 'app%'",
    );
    return rows.map(({ said }) => String(said)).filter((said) => said.includes(text));
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
    if (this.#bystander !== undefined)
      expect(shown(await this.#bystander.one('SELECT sku FROM shop.products WHERE id = 1'))).toEqual(['SKU-0001']);
    const { problems } = await verifyAudit(this.gateway.auditDirectory);
    expect(problems).toEqual([]);
    expect(faults(this.gateway.log())).toEqual([]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#bystander?.[Symbol.asyncDispose]();
    await this.gateway.stop();
    await this.server.stop();
  }
}
