/** The servers' own command lines through Wirewall: what an operator tries first. Knows where their programs lie, beside the servers'. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadMySqlShop } from '../../fixtures/shop/load-mysql.ts';
import { serverAccount } from '../servers/account.ts';
import { startGateway, type Gateway } from '../servers/gateway.ts';
import { findMySqlBinaries, type MySqlBinaries } from '../servers/mysql-binaries.ts';
import { startMySql, type MySqlServer } from '../servers/mysql.ts';

const run = promisify(execFile);

interface Said {
  readonly stdout: string;
  readonly stderr: string;
}

/** The client that came with a server, run as the server is. */
function clientOf({ flavor, command, base }: MySqlBinaries): readonly [string, ...string[]] {
  const program = join(base, 'bin', flavor === 'mysql' ? 'mysql' : 'mariadb');
  const plugins = ['lib/x86_64-linux-gnu/libmariadb3/plugin', 'lib/mysql/plugin']
    .map((folder) => join(base, folder))
    .find((folder) => existsSync(join(folder, 'caching_sha2_password.so')));
  const [first, ...rest] = [...command.slice(0, -1), program, '--no-defaults'];
  return [
    first ?? program,
    ...rest,
    ...(flavor === 'mysql' || plugins === undefined ? [] : [`--plugin-dir=${plugins}`]),
  ];
}

describe.each(findMySqlBinaries(serverAccount()))('the command line of $flavor $version', (binaries) => {
  let server: MySqlServer;
  let gateway: Gateway;
  let authority: string;

  beforeAll(async () => {
    server = await startMySql({ flavor: binaries.flavor, version: binaries.version });
    gateway = await startGateway({ server, shop: await loadMySqlShop(server), tls: true });
    authority = join(gateway.directory, 'authority.pem');
    await writeFile(authority, gateway.certificate ?? '');
  });
  afterAll(async () => {
    await gateway?.stop();
    await server?.stop();
  });

  /** `--force` goes on behind an error, in a text that comes by standard input. */
  async function asks(text: string): Promise<Said> {
    const [program, ...args] = clientOf(binaries);
    const login = [
      '-h',
      gateway.host,
      '-P',
      String(gateway.port),
      '-u',
      'support-bot',
      `--ssl-ca=${authority}`,
      'shop',
    ];
    const env = { ...process.env, MYSQL_PWD: await gateway.token('support-bot') };
    const asking = run(program, [...args, '--force', '--batch', ...login], { env });
    asking.child.stdin?.end(text);
    try {
      return await asking;
    } catch (error) {
      if (error instanceof Error && 'stdout' in error && 'stderr' in error)
        return { stdout: String(error.stdout), stderr: String(error.stderr) };
      throw error;
    }
  }

  test('logs in with a token and reads, masked where it is to be', async () => {
    const { stdout, stderr } = await asks('SELECT id, name, email FROM customers WHERE id = 7');
    expect(stderr).not.toContain('ERROR');
    expect(stdout).toBe('id\tname\temail\n7\tGrace Example\tg***@example.com\n');
  });

  test('shows a refusal with what to do instead', async () => {
    const { stderr } = await asks('SELECT * FROM customers');
    expect(stderr).toMatch(
      /ERROR 1143 \(42000\).*Select only these columns: id, name, email.*WW_COLUMN_NOT_GRANTED, decision/,
    );
  });

  test('goes on behind a refusal, and shows what SHOW WARNINGS has of it', async () => {
    const { stdout } = await asks('SELECT phone FROM customers; SHOW WARNINGS; SELECT 1 AS one');
    expect(stdout).toMatch(/Error\t1143\t.*WW_COLUMN_NOT_GRANTED/);
    expect(stdout).toContain('one\n1\n');
  });

  test('lists tables, describes one, and changes the database', async () => {
    const { stdout, stderr } = await asks('SHOW TABLES; DESCRIBE orders; USE hr; SELECT DATABASE() AS place');
    expect(stderr).not.toContain('ERROR');
    expect(stdout).toContain('order_items\n');
    expect(stdout).toMatch(/customer_id\tbigint/);
    expect(stdout).toContain('place\nhr\n');
  });
});
