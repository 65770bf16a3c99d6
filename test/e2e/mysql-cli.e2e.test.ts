/** The command line before a MySQL server: what it writes, what it tells, and what it says to do about the mistakes that people make. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadMySqlShop } from '../../fixtures/shop/load-mysql.ts';
import type { Shop } from '../../fixtures/shop/load.ts';
import { startMySql, type MySqlServer } from '../servers/mysql.ts';
import { oneOfEach } from './mysql-open-scene.ts';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

describe.each(oneOfEach())('$flavor $version', (mysql) => {
  let server: MySqlServer;
  let shop: Shop;
  let home: string;

  beforeAll(async () => {
    server = await startMySql(mysql);
    shop = await loadMySqlShop(server);
    home = await mkdtemp(join(tmpdir(), 'wirewall-cli-'));
    expect(await init('.')).toMatchObject({ code: 0, stdout: expect.stringContaining('connected to shop') as string });
  });
  afterAll(async () => {
    await server?.stop();
    await rm(home, { recursive: true, force: true });
  });

  async function wirewall(args: readonly string[], env: Record<string, string> = {}) {
    const child = spawn(process.execPath, [MAIN, ...args], {
      cwd: home,
      env: { ...process.env, SHOP_PASSWORD: shop.password, NO_COLOR: '1', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [stdout, stderr] = [text(child.stdout), text(child.stderr)];
    await once(child, 'close');
    return { code: child.exitCode, stdout: await stdout, stderr: await stderr };
  }

  const init = (directory: string, otherwise: Record<string, string> = {}, env: Record<string, string> = {}) => {
    const address = `${server.host}:${server.port}`;
    const flags = {
      address,
      database: 'shop',
      user: shop.user,
      'password-env': 'SHOP_PASSWORD',
      directory,
      ...otherwise,
    };
    const given = Object.entries(flags).flatMap(([name, value]) => [`--${name}`, value]);
    return wirewall(['init', '--protocol', 'mysql', '--non-interactive', ...given], env);
  };

  test('init writes what rules check and rules test agree with', async () => {
    expect(await readFile(join(home, 'rules/sensitive.yaml'), 'utf8')).toContain(
      'shop.customers.email: { mask: email }',
    );
    expect(await wirewall(['rules', 'check'])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('0 errors') as string,
    });
    expect(await wirewall(['rules', 'test'])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('2 tests passed') as string,
    });
  });

  test('explain says what is allowed, masked and refused, by the live schema and by a file', async () => {
    const { code } = await wirewall(['schema', 'pull', '-o', 'schema.json']);
    expect(code).toBe(0);
    for (const schema of [[], ['--schema', 'schema.json']]) {
      const explain = async (sql: string) => (await wirewall(['explain', '--as', 'agent', ...schema, sql])).stdout;
      expect(await explain('SELECT email FROM customers')).toMatch(
        /database shop[\s\S]*verdict: allow[\s\S]*masked: email/,
      );
      expect(await explain('DROP TABLE shop.orders')).toMatch(
        /WW_TABLE_NOT_GRANTED[\s\S]*would be allowed by: DROP ON shop\.orders/,
      );
      expect(await explain('SELECT nope FROM orders')).toContain("Unknown column 'nope'");
      expect(await explain('SELECT `id FROM orders')).toContain('WW_SYNTAX_ERROR');
    }
  });

  test.each<readonly [string, Record<string, string>, RegExp, RegExp]>([
    ['a wrong password', { 'password-env': 'WRONG' }, /refuses the password of "app"/, /"WRONG"/],
    ['a database that is not there', { database: 'nowhere' }, /no database "nowhere"/, /--database/],
    ['a server that is down', { address: '127.0.0.1:1' }, /nothing listens on 127\.0\.0\.1:1/, /Start the database/],
    ['an unknown host', { address: 'nowhere.invalid:3306' }, /host name "nowhere\.invalid"/, /--address/],
  ])('init says what to do about %s, and writes nothing', async (_, otherwise, message, hint) => {
    const { code, stderr } = await init('other', otherwise, { WRONG: 'wrong' });
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(hint);
    expect(stderr).toContain('Nothing was written');
    expect(stderr).not.toContain(shop.password);
  });

  test('a server whose certificate nobody vouches for, or that has none, is told apart', async () => {
    const { code, stderr } = await init('other', { tls: 'verify-full' });
    expect(code).toBe(2);
    expect(stderr).toMatch(/certificate of .* can't be verified|does not offer TLS/);
  });

  test('a rule for a table that is not there and a key that is none are told with the place and the nearest', async () => {
    const rule = join(home, 'rules/typo.yaml');
    await writeFile(rule, 'for: { agents: [agent] }\nupstream: shop\nallow: [ SELECT ON shop.ordres ]\n');
    const checked = await wirewall(['rules', 'check']);
    await rm(rule);
    expect(checked.code).toBe(1);
    expect(checked.stdout + checked.stderr).toMatch(/typo\.yaml:3:\d+ .*shop\.ordres[\s\S]*shop\.orders/);
    const file = join(home, 'wirewall.yaml');
    const good = await readFile(file, 'utf8');
    await writeFile(join(home, 'bad.yaml'), good.replace('database: shop', 'databse: shop'));
    const { code, stderr } = await wirewall(['rules', 'check', '-c', 'bad.yaml']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/there is no such key: did you mean "database"/);
  });
});
