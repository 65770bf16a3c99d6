import { createHash } from 'node:crypto';
import { closeSync, constants, openSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { systemFiles, type LogFiles } from '../../src/audit/files.ts';
import { AuditLog, type AuditOptions } from '../../src/audit/log.ts';
import { AuditUnavailable } from '../../src/audit/unavailable.ts';
import { verifyAudit } from '../../src/audit/verify.ts';
import { decision, entriesOf, linesOf, outcome, statement, temporaryDirectory } from './sample.ts';

function open(more: Partial<AuditOptions> = {}): { log: AuditLog; directory: string } {
  const directory = more.directory ?? temporaryDirectory();
  return { directory, log: AuditLog.open({ durability: 'batch', statement: 'full', ...more, directory }) };
}

function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: made up`), { code });
}

/** A disk that fails as told: `fail` names an operation and what it throws; a write first takes `partial` bytes. */
class FailingFiles implements LogFiles {
  fail: { write?: string; sync?: string; truncate?: string; create?: string } = {};
  partial = 0;
  syncs = 0;
  makeDirectory = (path: string): void => systemFiles.makeDirectory(path);
  close = async (file: number): Promise<void> => systemFiles.close(file);
  create = (path: string): number => this.#unless('create', () => systemFiles.create(path));
  truncate = (file: number, length: number): void => this.#unless('truncate', () => systemFiles.truncate(file, length));
  isLinked = (file: number): boolean => systemFiles.isLinked(file);
  sync = async (file: number): Promise<void> => {
    this.syncs += 1;
    await this.#unless('sync', () => systemFiles.sync(file));
  };
  writeSync = (file: number, bytes: Buffer, position: number): number => {
    if (this.fail.write === undefined) return systemFiles.writeSync(file, bytes, position);
    if (this.partial === 0) throw systemError(this.fail.write);
    const taken = systemFiles.writeSync(file, bytes.subarray(0, this.partial), position);
    this.partial = 0;
    return taken;
  };
  write = async (file: number, bytes: Buffer, position: number): Promise<number> =>
    this.writeSync(file, bytes, position);

  #unless<T>(operation: 'sync' | 'truncate' | 'create', act: () => T): T {
    const code = this.fail[operation];
    if (code !== undefined) throw systemError(code);
    return act();
  }
}

describe.each(['batch', 'strict'] as const)('a log that is %s', (durability) => {
  test('has a decision in its file before the act', async () => {
    const { log, directory } = open({ durability });
    await log.appendBefore(decision(log, 'SELECT 1'));
    expect(entriesOf(directory, log).map(({ type }) => type)).toEqual(['file_opened', 'decision']);
    await log.close();
  });

  test('writes outcomes soon, in order, and all of them when it closes', async () => {
    const { log, directory } = open({ durability });
    const first = decision(log, 'SELECT 1');
    await log.appendBefore(first);
    log.appendAfter(outcome(first));
    await expect.poll(() => linesOf(directory, log).length, { timeout: 1000 }).toBe(3);
    log.appendAfter({ type: 'logout', reason: 'client' });
    await log.close();
    expect(entriesOf(directory, log).map(({ type }) => type)).toEqual(['file_opened', 'decision', 'outcome', 'logout']);
  });

  test('chains each line to the one before, over the bytes before its hash', async () => {
    const { log, directory } = open({ durability, maxFileBytes: 2000 });
    for (let n = 0; n < 20; n += 1) await log.appendBefore(decision(log, `SELECT '${n} é \u2028 \ud800'`));
    await log.close();
    let prev = '0'.repeat(64);
    const lines = linesOf(directory, log);
    expect(readdirSync(join(directory, log.stream)).length).toBeGreaterThan(2);
    for (const [index, line] of lines.entries()) {
      const entry = JSON.parse(line) as Record<string, unknown>;
      expect(entry).toMatchObject({ seq: index + 1, prev, stream: log.stream });
      expect(createHash('sha256').update(Buffer.from(line).subarray(0, -75)).digest('hex')).toBe(entry['hash']);
      prev = String(entry['hash']);
    }
    expect(log.head).toEqual({ seq: lines.length, hash: prev });
  });

  test.each(['ENOSPC', 'EIO', 'EROFS'])(
    'refuses the act when writing fails with %s, and goes on when it works again',
    async (code) => {
      const files = new FailingFiles();
      const faults: (string | undefined)[] = [];
      const { log, directory } = open({ durability, files, onFault: (fault) => faults.push(fault?.name) });
      const first = decision(log, 'SELECT 1');
      await log.appendBefore(first);
      files.fail = { write: code };
      files.partial = 50;
      log.appendAfter(outcome(first));
      const append = async (text: string): Promise<void> => log.appendBefore(decision(log, text));
      await expect(append('SELECT 2')).rejects.toThrow(AuditUnavailable);
      await expect(append('SELECT 3')).rejects.toThrow(code);
      files.fail = {};
      await append('SELECT 4');
      await log.close();
      const entries = entriesOf(directory, log);
      expect(entries.map(({ type }) => type)).toEqual(['file_opened', 'decision', 'outcome', 'decision']);
      expect(JSON.stringify(entries)).not.toMatch(/SELECT [23]/);
      expect(faults).toEqual(['AuditUnavailable', undefined]);
      expect(await verifyAudit(directory)).toMatchObject({ ok: true, entries: 4, problems: [] });
    },
  );

  test('writes nothing behind a torn line that can not be cut off', async () => {
    const files = new FailingFiles();
    const { log, directory } = open({ durability, files });
    const append = async (text: string): Promise<void> => log.appendBefore(decision(log, text));
    await append('SELECT 1');
    files.fail = { write: 'ENOSPC', truncate: 'EIO' };
    files.partial = 300;
    await expect(append('SELECT 2')).rejects.toThrow('ENOSPC');
    files.fail = { truncate: 'EIO' };
    await expect(append('SELECT 3')).rejects.toThrow('EIO');
    files.fail = {};
    await append('SELECT 4');
    await log.close();
    expect(await verifyAudit(directory)).toMatchObject({ ok: true, entries: 3 });
  });

  test('refuses the act when no further file can be made', async () => {
    const files = new FailingFiles();
    const { log, directory } = open({ durability, files, maxFileBytes: 1200 });
    const append = async (): Promise<void> => log.appendBefore(decision(log, 'SELECT 1'));
    await append();
    files.fail = { create: 'EMFILE' };
    await expect(append()).rejects.toThrow('EMFILE');
    files.fail = {};
    await append();
    await log.close();
    expect(await verifyAudit(directory)).toMatchObject({ ok: true, entries: 4 });
  });

  test('takes nothing when it is closed', async () => {
    const { log } = open({ durability });
    await log.close();
    await expect((async () => log.appendBefore(decision(log, 'SELECT 1')))()).rejects.toThrow('closed');
  });

  test('counts what it could not keep, and says so in the log', async () => {
    const files = new FailingFiles();
    const { log, directory } = open({ durability, files });
    files.fail = { write: 'ENOSPC' };
    const reason = 'x'.repeat(1024 * 1024);
    for (let n = 0; n < 12; n += 1) log.appendAfter({ type: 'logout', reason });
    files.fail = {};
    await log.close();
    const gap = entriesOf(directory, log).find(({ type }) => type === 'gap');
    expect(gap).toMatchObject({ lost: expect.any(Number) });
    expect(Number(gap?.['lost'])).toBeGreaterThan(2);
  });
});

test('strict: an act waits for the disk, and those that come together share one wait', async () => {
  const files = new FailingFiles();
  const { log } = open({ durability: 'strict', files });
  await Promise.all(Array.from({ length: 200 }, async (_, n) => log.appendBefore(decision(log, `SELECT ${n}`))));
  expect(files.syncs).toBeLessThan(5);
  files.fail = { sync: 'EIO' };
  await expect(log.appendBefore(decision(log, 'SELECT 1'))).rejects.toThrow('EIO');
  files.fail = {};
  await log.appendBefore(decision(log, 'SELECT 2'));
  await log.close();
});

test('strict: of two that failed together none is done, and an outcome among them is kept', async () => {
  const files = new FailingFiles();
  const { log, directory } = open({ durability: 'strict', files });
  const first = decision(log, 'SELECT 1');
  await log.appendBefore(first);
  files.fail = { sync: 'EIO' };
  log.appendAfter(outcome(first));
  const results = await Promise.allSettled([
    log.appendBefore(decision(log, 'SELECT 2')),
    log.appendBefore(decision(log, 'SELECT 3')),
  ]);
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  files.fail = {};
  await log.appendBefore(decision(log, 'SELECT 4'));
  await log.close();
  expect(entriesOf(directory, log).map(({ type }) => type)).toEqual(['file_opened', 'decision', 'outcome', 'decision']);
});

test('a full disk of the real kind stops an act', async () => {
  const full: LogFiles = {
    ...systemFiles,
    create: () => openSync('/dev/full', constants.O_WRONLY),
    truncate: () => {},
  };
  const { log } = open({ files: full });
  expect(() => log.appendBefore(decision(log, 'SELECT 1'))).toThrow('ENOSPC, the disk is full');
  await log.close();
});

test('a directory that can not be made stops the start', () => {
  const directory = temporaryDirectory();
  const file = join(directory, 'file');
  closeSync(openSync(file, 'w'));
  expect(() => open({ directory: join(file, 'audit') })).toThrow(AuditUnavailable);
});

test('files and directories are for their owner alone', async () => {
  const { log, directory } = open({ directory: join(temporaryDirectory(), 'var', 'audit') });
  const file = join(directory, log.stream, '000001.jsonl');
  expect([directory, join(directory, log.stream), file].map((path) => statSync(path).mode & 0o777)).toEqual([
    0o700, 0o700, 0o600,
  ]);
  await log.close();
});

test('the time of entries never goes back, also when the clock does', async () => {
  let now = Date.parse('2026-03-01T10:00:00Z');
  const { log, directory } = open({ clock: { now: () => now } });
  await log.appendBefore(decision(log, 'SELECT 1'));
  now -= 60_000;
  await log.appendBefore(decision(log, 'SELECT 2'));
  await log.close();
  expect(new Set(entriesOf(directory, log).map(({ time }) => time))).toEqual(new Set(['2026-03-01T10:00:00.000Z']));
});

test.each(['batch', 'strict'] as const)(
  '%s: a log whose files are deleted under it says so and begins another',
  async (durability) => {
    const faults: string[] = [];
    const { log, directory } = open({ durability, onFault: (fault) => faults.push(fault?.message ?? 'well again') });
    await log.appendBefore(decision(log, 'SELECT 1'));
    rmSync(join(directory, log.stream), { recursive: true });
    await expect.poll(() => faults.join(), { timeout: 3000 }).toContain('000001.jsonl was deleted');
    await log.appendBefore(decision(log, 'SELECT 2'));
    await log.close();
    expect(faults.at(-1)).toBe('well again');
    expect(entriesOf(directory, log).map(({ type, file }) => [type, file])).toEqual([
      ['file_opened', 2],
      ['decision', undefined],
    ]);
    expect((await verifyAudit(directory)).problems[0]).toMatchObject({ kind: 'missing' });
  },
);

test.each([
  ['secret', { secretText: true }],
  ['unreadable', { parsed: false }],
  ['plain', {}],
])('a megabyte of %s text does not hold the event loop for long', async (_, about) => {
  const { log, directory } = open();
  const text = `ALTER ROLE x PASSWORD 'a' ${`, "b" = 'c' -- d\n /* e */`.repeat(40_000)}`.slice(0, 1024 * 1024);
  const started = performance.now();
  await log.appendBefore(decision(log, '', { statement: statement(text, about) }));
  // About 8 ms on a quiet machine; this one may be busy.
  expect(performance.now() - started).toBeLessThan(80);
  await log.close();
  expect(entriesOf(directory, log)[1]?.['statement']).toMatchObject({ bytes: Buffer.byteLength(text) });
});
