import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

/** Makes a process that is Node 24 say that it is older, which is all that the command looks at. */
const OLD = ['--import', `data:text/javascript,Object.defineProperty(process,'versions',{value:{node:'12.22.0'}})`];
const REPORT = `console.log(JSON.stringify({ argv: process.argv.slice(2), old: process.versions.node.startsWith('12.') }));`;

let home: string;
let bin: string;

function file(name: string, text: string): void {
  const path = join(home, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

function bundleNode(): void {
  const name = `node_modules/node-${process.platform}-${process.arch}`;
  file(`${name}/package.json`, '{}');
  mkdirSync(join(home, name, 'bin'));
  symlinkSync(process.execPath, join(home, name, 'bin', 'node'));
}

function wirewall(options: readonly string[], ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...options, bin, ...args], { encoding: 'utf8' });
  return { status, stdout, stderr };
}

beforeEach(() => {
  home = realpathSync(mkdtempSync(join(tmpdir(), 'wirewall-bin-')));
  file('package.json', '{ "type": "module" }');
  bin = join(home, 'bin', 'wirewall.js');
  cpSync(fileURLToPath(new URL('../bin', import.meta.url)), join(home, 'bin'), { recursive: true });
});
afterEach(() => rmSync(home, { recursive: true }));

describe('the wirewall command', () => {
  test('runs the built program of an installed package', () => {
    file('dist/main.js', REPORT);
    expect(wirewall([], 'start', '-c', 'a b')).toMatchObject({
      status: 0,
      stdout: '{"argv":["start","-c","a b"],"old":false}\n',
    });
  });

  test('runs the sources in the repository, whatever an old build there says', () => {
    file('dist/main.js', 'throw new Error("stale")');
    file('src/main.ts', `const name: string = 'sources'; console.log(name);`);
    expect(wirewall([])).toMatchObject({ status: 0, stdout: 'sources\n' });
  });

  test('fails when the program cannot be loaded', () => {
    expect(wirewall([])).toMatchObject({ status: 1, stdout: '' });
  });

  test('hands over to the Node that came with the package when its own is too old', () => {
    file('dist/main.js', `${REPORT} process.exitCode = 7;`);
    bundleNode();
    expect(wirewall(OLD, 'explain', '--as', 'x')).toMatchObject({
      status: 7,
      stdout: '{"argv":["explain","--as","x"],"old":false}\n',
    });
  });

  test('says which Node it needs when there is none to hand over to', () => {
    file('dist/main.js', REPORT);
    const { status, stdout, stderr } = wirewall(OLD);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(/^wirewall needs Node 24 or later; this is 12\.22\.0\.\nInstall it/);
  });

  test.for([
    ['is handled by the program', `process.on('SIGTERM', () => process.exit(5));`, { code: 5, signal: null }],
    ['ends both where nobody handles it', '', { code: null, signal: 'SIGTERM' }],
  ] as const)('passes a signal on, which %s', async ([, handler, end]) => {
    file('dist/main.js', `${handler} setInterval(() => {}, 1000); console.log('up');`);
    bundleNode();
    const child = spawn(process.execPath, [...OLD, bin], { stdio: ['ignore', 'pipe', 'inherit'] });
    await new Promise((resolve) => child.stdout.once('data', resolve));
    child.kill('SIGTERM');
    const ended = await new Promise((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })));
    expect(ended).toEqual(end);
  });
});
