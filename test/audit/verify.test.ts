import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { AuditLog } from '../../src/audit/log.ts';
import { verifyAudit } from '../../src/audit/verify.ts';
import { decision, temporaryDirectory } from './sample.ts';

/** A stream of 31 lines in several files; gives its files' contents by their numbers. */
async function written(): Promise<{ directory: string; path: (file: number) => string; log: AuditLog }> {
  const directory = temporaryDirectory();
  const log = AuditLog.open({ directory, durability: 'batch', statement: 'full', maxFileBytes: 8000 });
  for (let n = 0; n < 28; n += 1) await log.appendBefore(decision(log, `SELECT ${n}`));
  await log.close();
  return { directory, log, path: (file) => join(directory, log.stream, `00000${file}.jsonl`) };
}

function edit(path: string, change: (lines: string[]) => string[]): void {
  writeFileSync(
    path,
    change(readFileSync(path, 'utf8').split('\n').slice(0, -1))
      .map((line) => `${line}\n`)
      .join(''),
  );
}

/** As somebody would who knows the format: the line's own hash is made to match. */
function rehashed(line: string): string {
  const covered = line.slice(0, -75);
  return `${covered},"hash":"${createHash('sha256').update(covered).digest('hex')}"}`;
}

test('a log as it was written is in order, and its head can be kept elsewhere', async () => {
  const { directory, log } = await written();
  const report = await verifyAudit(directory);
  expect(report).toMatchObject({ ok: true, problems: [], entries: log.head.seq });
  expect(report.streams).toEqual([
    { stream: log.stream, entries: log.head.seq, head: { stream: log.stream, ...log.head }, torn: false },
  ]);
  expect(await verifyAudit(directory, [{ stream: log.stream, ...log.head }])).toMatchObject({ ok: true });
});

test.each<[what: string, change: (lines: string[]) => string[], kinds: string[], line: number]>([
  ['a changed letter', (lines) => lines.with(4, (lines[4] ?? '').replace('SELECT 3', 'SELECT 9')), ['changed'], 5],
  ['a changed line with a hash to match', (lines) => lines.with(4, rehashed((lines[4] ?? '').replace('SELECT 3', 'SELECT 9'))), ['changed'], 6],
  ['a changed hash', (lines) => lines.with(4, (lines[4] ?? '').replace(/.{66}$/, `${'0'.repeat(64)}"}`)), ['changed'], 5],
  ['something after the hash', (lines) => lines.with(4, `${lines[4] ?? ''} `), ['changed'], 5],
  ['a line that is no JSON', (lines) => lines.with(4, 'x'), ['changed'], 5],
  ['a missing line', (lines) => lines.toSpliced(4, 1), ['missing'], 5],
  ['missing lines', (lines) => lines.toSpliced(4, 2), ['missing'], 5],
  ['a missing first line', (lines) => lines.toSpliced(0, 1), ['missing'], 1],
  ['a line twice', (lines) => lines.toSpliced(5, 0, lines[4] ?? ''), ['inserted'], 6],
  ['two lines in the wrong order', (lines) => lines.with(4, lines[5] ?? '').with(5, lines[4] ?? ''), ['missing', 'reordered'], 5],
  ['a line of somebody else', (lines) => lines.toSpliced(5, 0, rehashed((lines[4] ?? '').replace(/"stream":"[^"]*"/, '"stream":"x"'))), ['inserted'], 6],
  ['an empty line', (lines) => lines.toSpliced(5, 0, ''), ['changed'], 6],
])('%s is found, with its place', async (_, change, kinds, line) => {
  const { directory, path } = await written();
  edit(path(1), change);
  const { ok, problems } = await verifyAudit(directory);
  expect(ok).toBe(false);
  expect(problems[0]).toMatchObject({ file: path(1), line });
  expect(problems.map(({ kind }) => kind)).toEqual(expect.arrayContaining(kinds));
  expect(problems.length).toBeLessThanOrEqual(3);
}); // prettier-ignore

test('a missing file in the middle is found', async () => {
  const { directory, path } = await written();
  rmSync(path(2));
  const { problems } = await verifyAudit(directory);
  expect(problems.map(({ kind, file }) => [kind, file])).toEqual([
    ['missing', path(3)],
    ['missing', path(3)],
  ]);
});

test('a file under another number is found', async () => {
  const { directory, path } = await written();
  renameSync(path(1), path(9));
  expect((await verifyAudit(directory)).ok).toBe(false);
});

test('a torn last line is told, and is no tampering; elsewhere it is', async () => {
  const { directory, path } = await written();
  const last = (await verifyAudit(directory)).streams[0]?.entries ?? 0;
  const files = [1, 2, 3, 4, 5].filter((n) => {
    try {
      return readFileSync(path(n)).length > 0;
    } catch {
      return false;
    }
  });
  const lastFile = path(files.at(-1) ?? 1);
  writeFileSync(lastFile, `${readFileSync(lastFile, 'utf8')}{"time":"20`);
  expect(await verifyAudit(directory)).toMatchObject({ ok: true, entries: last, streams: [{ torn: true }] });
  writeFileSync(path(1), `${readFileSync(path(1), 'utf8')}{"time":"20`);
  expect(await verifyAudit(directory)).toMatchObject({ ok: false, problems: [{ kind: 'changed', file: path(1) }] });
});

test('what files alone can not show is found with an anchor: a cut tail, a stream that is gone, a chain made anew', async () => {
  const { directory, log, path } = await written();
  const anchor = { stream: log.stream, ...log.head };
  expect((await verifyAudit(directory, [{ ...anchor, hash: '0'.repeat(64) }])).problems).toMatchObject([
    { kind: 'changed' },
  ]);
  expect((await verifyAudit(directory, [{ ...anchor, seq: anchor.seq + 1 }])).problems).toMatchObject([
    { kind: 'missing' },
  ]);
  edit(path(1), (lines) => lines.slice(0, 3));
  for (const file of [2, 3, 4, 5, 6]) rmSync(path(file), { force: true });
  expect(await verifyAudit(directory)).toMatchObject({ ok: true, entries: 3 });
  expect((await verifyAudit(directory, [anchor])).problems).toMatchObject([{ kind: 'missing' }]);
  rmSync(join(directory, log.stream), { recursive: true });
  expect(await verifyAudit(directory)).toMatchObject({ ok: true, entries: 0 });
  expect((await verifyAudit(directory, [anchor])).problems).toMatchObject([{ kind: 'missing' }]);
});
