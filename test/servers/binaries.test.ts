import { chmodSync, existsSync, mkdirSync, mkdtempSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { canRun, serverAccount } from './account.ts';
import { BINARIES_FOLDER, findBinaries } from './binaries.ts';

/** A version that no real package has, so that only the one made here is found. */
const VERSION = 99;

describe('a package of server programs', () => {
  const account = serverAccount();
  let folder: string;
  let native: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'wirewall-binaries-'));
    chmodSync(folder, 0o755);
    native = join(folder, 'node_modules', `postgres-${VERSION}`, 'native');
    const program = `#!/bin/sh\necho "program (PostgreSQL) ${VERSION}.1"\n`;
    const files: Record<string, string> = {
      'bin/postgres': program,
      'bin/initdb': program,
      'share/postgresql/postgres.bki': '',
      'lib/libexample.so.1.0': '',
      'pg-symlinks.json': '[{"source":"native/lib/libexample.so.1.0","target":"native/lib/libexample.so.1"}]',
      '../package.json': `{ "version": "${VERSION}.1.0" }`,
    };
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(native, name)), { recursive: true });
      writeFileSync(join(native, name), content, { mode: name.startsWith('bin/') ? 0o755 : 0o644 });
    }
    vi.stubEnv(BINARIES_FOLDER, folder);
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    chmodSync(join(native, 'lib'), 0o755);
    rmSync(folder, { recursive: true });
  });

  test('is used where it lies once its library links are made, again and again', () => {
    for (let times = 0; times < 2; times += 1) {
      expect(findBinaries(account, VERSION)).toEqual({ bin: join(native, 'bin'), version: VERSION });
      expect(readlinkSync(join(native, 'lib', 'libexample.so.1'))).toBe('libexample.so.1.0');
    }
  });

  test('is copied when it cannot be reached or written: once, with its links', () => {
    // The first stops root's server account on its way in, the second anyone else, who can't make the links.
    chmodSync(folder, 0o700);
    chmodSync(join(native, 'lib'), 0o555);
    const found = findBinaries(account, VERSION);
    const copy = dirname(found?.bin ?? native);
    try {
      expect(copy).not.toBe(native);
      expect(canRun(account, join(copy, 'bin', 'postgres'))).toBe(true);
      expect(existsSync(join(copy, 'lib', 'libexample.so.1'))).toBe(true);
      expect(findBinaries(account, VERSION)).toEqual(found);
    } finally {
      chmodSync(join(copy, 'lib'), 0o755);
      rmSync(dirname(copy), { recursive: true });
    }
  });

  test('of another version is left alone', () => {
    expect(findBinaries(account, VERSION - 1)).toBeUndefined();
  });
});
