import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const path = (name: string): string => fileURLToPath(new URL(`../../${name}`, import.meta.url));

async function run(
  script: string,
  ...args: readonly string[]
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const { FORCE_COLOR: _, ...env } = process.env;
  const child = spawn(process.execPath, [path(script), ...args], {
    env: { ...env, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [stdout, stderr] = [text(child.stdout), text(child.stderr)];
  await once(child, 'close');
  return { code: child.exitCode, stdout: await stdout, stderr: await stderr };
}

test('the demo shows each verdict, and ends with 0 when every step went as it should', async () => {
  const { code, stdout, stderr } = await run('scripts/demo/demo.ts', '--once');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  for (const verdict of ['✓ allowed', '◐ masked', '✗ refused', '↺ undone', '… held', '✓ approved', '✗ cut off']) {
    expect(stdout).toContain(verdict);
  }
  expect(stdout).toContain('Every step went as it should.');
  // Two screens.
  expect(stdout.split('\n').length).toBeLessThan(90);
  // No card number and no address in full.
  expect(stdout).not.toMatch(/\d{12,}@|\b\d{14,16}\b|grace\.example/i);
});

test("the version is the package's", async () => {
  const { version } = JSON.parse(readFileSync(path('package.json'), 'utf8')) as { version: string };
  expect(await run('src/main.ts', '--version')).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  expect(await run('bin/wirewall.js', '--version')).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
});
