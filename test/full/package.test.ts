import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../..', import.meta.url));

describe('the published package', () => {
  let folder: string;
  let packed: { filename: string; files: { path: string }[] };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wirewall-package-'));
    // The build is run first by itself: what it prints would stand before the JSON.
    await run(process.execPath, [join(ROOT, 'scripts', 'build.ts')], { cwd: ROOT });
    const { stdout } = await run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
      cwd: ROOT,
    });
    [packed] = JSON.parse(stdout) as [typeof packed];
    await writeFile(join(folder, 'package.json'), '{ "private": true }');
    await run(
      'npm',
      ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--prefer-offline', join(folder, packed.filename)],
      { cwd: folder },
    );
  }, 300_000);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test('carries the program and neither sources nor tests', () => {
    const paths = packed.files.map(({ path }) => path);
    expect(paths).toEqual(expect.arrayContaining(['package.json', 'bin/wirewall.js', 'dist/main.js']));
    expect(
      paths.filter(
        (path) => !/^(bin|dist|docs|rules|schemas)\/|^(package\.json|README\.md|LICENSE|CHANGELOG\.md)$/.test(path),
      ),
    ).toEqual([]);
    expect(paths.filter((path) => path.endsWith('.ts'))).toEqual([]);
  });

  test('says its version from an empty folder, on whatever Node the machine has', async () => {
    const { version } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as { version: string };
    const { stdout } = await run(join(folder, 'node_modules', '.bin', 'wirewall'), ['--version'], {
      cwd: folder,
      // Without the project's own node_modules/.bin, so that the machine's Node is the one that starts it.
      env: {
        ...process.env,
        PATH: (process.env['PATH'] ?? '')
          .split(':')
          .filter((place) => !place.includes('node_modules'))
          .join(':'),
      },
    });
    expect(stdout.trim()).toBe(version);
  });
});
