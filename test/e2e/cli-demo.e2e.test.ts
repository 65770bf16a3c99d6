import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const path = (name: string): string => fileURLToPath(new URL(`../../${name}`, import.meta.url));

async function run(
  script: string,
  args: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const { FORCE_COLOR: _, ...env } = process.env;
  const child = spawn(process.execPath, [path(script), ...args], {
    env: { ...env, NO_COLOR: '1', ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [stdout, stderr] = [text(child.stdout), text(child.stderr)];
  await once(child, 'close');
  return { code: child.exitCode, stdout: await stdout, stderr: await stderr };
}

const VERDICTS = ['✓ allowed', '◐ masked', '✗ refused', '↺ undone', '… held', '✓ approved', '✗ cut off'];
const demo = (variables?: Readonly<Record<string, string>>) => run('scripts/demo/demo.ts', ['--once'], variables);

test('the demo shows each verdict on both databases, and ends with 0 when every step went as it should', async () => {
  const { code, stdout, stderr } = await demo();
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const [, first = '', second = ''] = stdout.split(/^── /m);
  for (const verdict of VERDICTS) {
    expect(first).toContain(verdict);
    expect(second).toContain(verdict);
  }
  expect(first).toMatch(/^Postgres \d/);
  expect(second).toMatch(/^(?:MySQL|MariaDB) \d/);
  expect(stdout).toContain('Every step went as it should.');
  // Two screens for each.
  for (const part of [first, second]) expect(part.split('\n').length).toBeLessThan(80);
  // No card number and no address in full.
  expect(stdout).not.toMatch(/\d{12,}@|\b\d{14,16}\b|grace\.example/i);
});

test('without a MySQL server the demo says what is missing, and goes on', async () => {
  // A server that is named and not there is none, whatever the machine has besides.
  const { code, stdout } = await demo({ WIREWALL_TEST_MYSQL: 'mysql://nobody@127.0.0.1:1' });
  expect(code).toBe(0);
  expect(stdout).toContain('MySQL, MariaDB: left out');
  expect(stdout).toContain('WIREWALL_TEST_MYSQL names a server that does not answer');
  expect(stdout).toContain('Every step went as it should.');
});

test("the version is the package's", async () => {
  const { version } = JSON.parse(readFileSync(path('package.json'), 'utf8')) as { version: string };
  expect(await run('src/main.ts', ['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  expect(await run('bin/wirewall.js', ['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
});
