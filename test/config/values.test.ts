import { PassThrough } from 'node:stream';
import { inspect } from 'node:util';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { formatAddress, isLoopback, parseAddress } from '../../src/config/address.ts';
import { createLog } from '../../src/config/operation-log.ts';
import { suggestion } from '../../src/config/problem.ts';
import { resolveSecret, Secret } from '../../src/config/secret.ts';
import { formatDuration, formatSize, parseDuration, parseSize } from '../../src/config/units.ts';
import { configDirectory } from './sample.ts';

describe('units', () => {
  test.each([
    ['500ms', 500],
    ['10s', 10_000],
    ['30m', 1_800_000],
    ['1h', 3_600_000],
    ['7d', 604_800_000],
    ['10 s', 10_000],
    ['0s', 0],
  ])('%s lasts %i ms', (text, ms) => expect(parseDuration(text)).toBe(ms));

  test.each([
    ['512B', 512],
    ['64KB', 65_536],
    ['64kb', 65_536],
    ['1KiB', 1024],
    ['1MB', 1_048_576],
    ['1MiB', 1_048_576],
    ['2GB', 2_147_483_648],
  ])('%s is %i bytes', (text, bytes) => expect(parseSize(text)).toBe(bytes));

  test.each(['', '10', 's', '-1s', '1.5h', '1e3s', '10 min', '99999999999999999999d', '1s 2s', '１s'])(
    '%j is no duration',
    (text) => expect(() => parseDuration(text)).toThrow('expected a duration like 500ms'),
  );

  test.each(['', '10', '1TB', '-1MB', '1.5MB', '9007199254740993GB'])('%j is no size', (text) =>
    expect(() => parseSize(text)).toThrow('expected a size like 512B'),
  );

  test('are written as they are read', () => {
    for (const text of ['0ms', '1ms', '1500ms', '90s', '30m', '25h', '7d'])
      expect(formatDuration(parseDuration(text))).toBe(text);
    for (const text of ['0B', '1B', '1500B', '64KB', '3MB', '2GB']) expect(formatSize(parseSize(text))).toBe(text);
  });
});

describe('addresses', () => {
  test.each([
    ['127.0.0.1:6432', '127.0.0.1', 6432],
    ['db.example.com', 'db.example.com', 5432],
    ['db.example.com:1', 'db.example.com', 1],
    ['[::1]:6432', '::1', 6432],
    ['[::1]', '::1', 5432],
    ['::1', '::1', 5432],
    ['localhost:0', 'localhost', 0],
  ])('%s', (text, host, port) => expect(parseAddress(text, 5432)).toEqual({ host, port }));

  test.each([
    '',
    ':5432',
    'a b:1',
    '127.0.0.1:',
    '127.0.0.1:x',
    '127.0.0.1:65536',
    '1.2.3:1',
    '999.0.0.1:1',
    '[::1',
    '[x]:1',
    'http://x:1',
    'user@x:1',
    '-x:1',
    '0x7f.1/8:1',
  ])('%j is none', (text) => expect(() => parseAddress(text, 5432)).toThrow('expected an address like'));

  test('are written with brackets where they need them', () => {
    expect(formatAddress({ host: '::1', port: 1 })).toBe('[::1]:1');
  });

  test.each([
    ['127.0.0.1', true],
    ['127.9.9.9', true],
    ['::1', true],
    ['localhost', true],
    ['::ffff:127.0.0.1', true],
    ['0.0.0.0', false],
    ['::', false],
    ['10.0.0.1', false],
    ['localhost.example.com', false],
    ['127.0.0.1.example.com', false],
  ])('%s is loopback: %s', (host, yes) => expect(isLoopback(host)).toBe(yes));
});

describe('a secret', () => {
  test('does not show itself by accident', () => {
    const secret = new Secret('hunter2');
    const shown = [
      String(secret),
      JSON.stringify({ secret }),
      inspect({ secret }),
      inspect(secret, { showHidden: true }),
    ];
    expect(shown.join(' ')).not.toContain('hunter2');
    expect(secret.reveal()).toBe('hunter2');
  });

  test('comes from a variable, a file or a command, without the line end behind it', async () => {
    const file = join(configDirectory(), 'password');
    writeFileSync(file, 'hunter2\n');
    const print = [process.execPath, '-e', 'console.log("hunter2")'] as const;
    for (const source of [
      { kind: 'env', name: 'P' } as const,
      { kind: 'file', path: file } as const,
      { kind: 'command', command: print, timeoutMs: 10_000 } as const,
    ]) {
      expect((await resolveSecret(source, { P: 'hunter2' })).reveal()).toBe('hunter2');
    }
  });

  test.each<[what: string, script: string, timeoutMs: number, message: string]>([
    ['fails', 'console.log("hunter2"); console.error("hunter2"); process.exit(3)', 10_000, 'it ended with status 3'],
    ['hangs', 'console.log("hunter2"); setInterval(() => {}, 1000)', 300, 'it took too long'],
    ['prints nothing', '', 10_000, 'is empty'],
    ['prints too much', 'console.log("hunter2".repeat(100000))', 10_000, 'failed'],
  ])('a command that %s says so, and not what it printed', async (_, script, timeoutMs, message) => {
    const source = { kind: 'command', command: [process.execPath, '-e', script], timeoutMs } as const;
    const error = await resolveSecret(source).catch((error: unknown) => error);
    expect(inspect(error)).toContain(message);
    expect(inspect(error, { depth: 9 })).not.toContain('hunter2hunter2');
    expect(String(error)).not.toContain('hunter2');
  });

  test('that is not there names its source', async () => {
    await expect(resolveSecret({ kind: 'env', name: 'P' }, {})).rejects.toThrow('environment variable "P" is not set');
    await expect(resolveSecret({ kind: 'file', path: '/nowhere' })).rejects.toThrow(
      'file "/nowhere" can\'t be read: ENOENT',
    );
  });
});

test.each([
  ['upstraem', 'upstream'],
  ['maxConnections', 'max_connections'],
  ['max-connections', 'max_connections'],
  ['zebra', undefined],
])('%s probably means %s', (written, meant) => {
  expect(suggestion(written, ['upstream', 'max_connections', 'address'])).toBe(meant);
});

describe('the operation log', () => {
  function logged(format: 'pretty' | 'json', write: (log: ReturnType<typeof createLog>) => void): string {
    const destination = new PassThrough();
    write(createLog({ level: 'info', format, destination }));
    return String(destination.read() ?? '');
  }

  test.each(['pretty', 'json'] as const)('%s: hides values of secret keys', (format) => {
    const text = logged(format, (log) =>
      log.info(
        {
          password: 'hunter2',
          upstream: { password: 'hunter2', auth: { token: 'hunter2' } },
          secret: new Secret('hunter2'),
        },
        'x',
      ),
    );
    expect(text).toContain('[secret]');
    expect(text).not.toContain('hunter2');
  });

  test('pretty: one line for each, with time, level, words and values', () => {
    const text = logged('pretty', (log) => log.warn({ upstream: 'shop', tries: 3 }, 'upstream is down'));
    expect(text).toMatch(/^\d\d:\d\d:\d\d\.\d{3} WARN {2}upstream is down upstream=shop tries=3\n$/);
  });

  test('pretty: a peer can not write to the terminal, nor forge a line', () => {
    const text = logged('pretty', (log) =>
      log.warn({ user: 'a\n12:00 INFO all is well\u001B[2J\u202E' }, 'b\r\nc\u001B]0;x\u0007'),
    );
    for (const char of ['\n', '\r', '\u001B', '\u0007', '\u202E']) expect(text.trimEnd()).not.toContain(char);
  });

  test('json: one object for each line, less than the level left out', () => {
    const text = logged('json', (log) => {
      log.debug('no');
      log.info('yes');
    });
    expect(JSON.parse(text)).toMatchObject({ level: 'info', msg: 'yes', time: expect.stringMatching(/Z$/) });
  });
});
