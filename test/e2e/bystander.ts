/**
 * The scene of every attack on the wire: a server, a gateway, and a second session that did nothing wrong. After each attack it is to
 * go on as if nothing had happened, and the record is to be whole.
 */
import { Client } from 'pg';
import { expect } from 'vitest';
import { loadShop, type Shop } from '../../fixtures/shop/load.ts';
import { verifyAudit } from '../../src/audit/index.ts';
import { startGateway, type Gateway, type GatewayOptions } from '../servers/gateway.ts';
import { startPostgres, type PostgresOptions, type PostgresServer } from '../servers/postgres.ts';
import { RawClient } from './raw-client.ts';

/** Nearly everything for the static agent and for the token agent `dev`; what is refused is in hr. */
export const OPEN_RULES = `
for: { agents: [analyst, dev] }
upstream: shop
allow:
  - ALL ON ALL TABLES IN SCHEMA shop, public
  - USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA shop
  - EXECUTE ON ALL FUNCTIONS IN SCHEMA shop
  - EXECUTE ON FUNCTION pg_catalog.pg_sleep(double precision)
  - TEMPORARY ON DATABASE shop
deny:
  - ALL ON ALL TABLES IN SCHEMA hr
`;

/** A statement that the rules refuse. */
export const REFUSED = 'SELECT employee FROM hr.salaries';

export interface SceneOptions extends Partial<Omit<GatewayOptions, 'server' | 'shop'>> {
  readonly postgres?: PostgresOptions;
}

export class Scene implements AsyncDisposable {
  readonly server: PostgresServer;
  readonly shop: Shop;
  readonly gateway: Gateway;
  #bystander: RawClient | undefined;

  private constructor(server: PostgresServer, shop: Shop, gateway: Gateway) {
    this.server = server;
    this.shop = shop;
    this.gateway = gateway;
  }

  static async open({ postgres, ...options }: SceneOptions = {}): Promise<Scene> {
    const server = await startPostgres(postgres ?? {});
    try {
      const shop = await loadShop(server);
      const gateway = await startGateway({ server, shop, rules: { 'open.yaml': OPEN_RULES }, ...options });
      const scene = new Scene(server, shop, gateway);
      if (options.tls !== true) scene.#bystander = await scene.agent();
      return scene;
    } catch (error) {
      await server.stop();
      throw error;
    }
  }

  /** A connection, before anything was said. */
  raw(): Promise<RawClient> {
    return RawClient.connect(this.gateway);
  }

  /** A session of the static agent. */
  agent(parameters: readonly (readonly [string, string])[] = []): Promise<RawClient> {
    const { name, secret } = this.gateway.analyst;
    return RawClient.loggedIn(this.gateway, { user: name, secret, parameters });
  }

  /** A session past Wirewall, of the role that Wirewall logs in with. */
  direct(): Promise<RawClient> {
    return RawClient.loggedIn(this.server, { user: this.shop.user, secret: this.shop.password });
  }

  async asSuperuser<Row extends object>(text: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    const client = new Client({ connectionString: this.server.url('shop') });
    await client.connect();
    try {
      return (await client.query<Row>(text, [...parameters])).rows;
    } finally {
      await client.end();
    }
  }

  /** How many sessions of agents the server has. */
  async upstreamSessions(where = 'true'): Promise<number> {
    const [row] = await this.asSuperuser<{ count: number }>(
      `SELECT count(*)::int FROM pg_stat_activity WHERE application_name LIKE 'wirewall/analyst/%' AND ${where}`,
    );
    return row?.count ?? -1;
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
      expect(await this.#bystander.ask('SELECT sku FROM shop.products WHERE id = 1')).toEqual(
        expect.arrayContaining(['done SELECT 1', 'ready idle']),
      );
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

/** Faults of ours in an operation log: no peer may cause one. */
export function faults(log: string): string[] {
  return log.split('\n').filter((line) => /internal_fault|session_fault|nobody caught|fault of ours/.test(line));
}

/** Looks again and again until it is so. */
export async function eventually<T>(
  look: () => Promise<T> | T,
  isSo: (seen: T) => boolean,
  withinMs = 5000,
): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const seen = await look();
    if (isSo(seen) || Date.now() > deadline) return seen;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** Resident memory of a process, in bytes. */
export async function residentBytes(pid: number): Promise<number> {
  const { readFile } = await import('node:fs/promises');
  const pages = Number((await readFile(`/proc/${pid}/statm`, 'utf8')).split(' ')[1]);
  return pages * 4096;
}
