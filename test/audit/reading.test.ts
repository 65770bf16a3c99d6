import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { exportEntries } from '../../src/audit/export.ts';
import type { EntryFilter } from '../../src/audit/filter.ts';
import { AuditLog, type AuditOptions } from '../../src/audit/log.ts';
import { parseEntry, type ReadEntry } from '../../src/audit/reading.ts';
import { renderEntry } from '../../src/audit/render.ts';
import { tailEntries } from '../../src/audit/tail.ts';
import { decision, entriesOf, outcome, statement, temporaryDirectory } from './sample.ts';

const START = Date.now();

class Steps {
  ms = START;
  now = (): number => {
    this.ms += 1;
    return this.ms;
  };
}

function open(directory: string, clock: Steps, more: Partial<AuditOptions> = {}): AuditLog {
  return AuditLog.open({ directory, durability: 'batch', statement: 'full', clock, ...more });
}

async function exported(directory: string, filter: EntryFilter = {}): Promise<ReadEntry[]> {
  const entries: ReadEntry[] = [];
  for await (const entry of exportEntries(directory, filter)) entries.push(entry);
  return entries;
}

const typesOf = (entries: ReadEntry[]): unknown[] => entries.map(({ fields }) => fields['type']);

/** Two processes at once, and decisions of each kind. */
async function twoStreams(): Promise<{ directory: string; clock: Steps; middleMs: number }> {
  const directory = temporaryDirectory();
  const clock = new Steps();
  const one = open(directory, clock, { maxFileBytes: 2000 });
  const two = open(directory, clock);
  for (let n = 0; n < 5; n += 1) {
    const allowed = decision(one, `SELECT ${n}`);
    await one.appendBefore(allowed);
    await two.appendBefore(
      decision(two, 'SELECT * FROM hr.salaries', {
        agent: 'analyst',
        verdict: 'deny',
        statement: statement('x', { tables: ['hr.salaries'] }),
      }),
    );
    one.appendAfter(outcome(allowed));
  }
  const middleMs = clock.ms;
  const held = decision(two, 'ALTER TABLE', { verdict: 'hold', agent: 'analyst', session: 's-2' });
  await two.appendBefore(held);
  two.appendAfter({
    type: 'approval',
    event: 'requested',
    approval: 'a-1',
    decision: held.id,
    agent: 'analyst',
    session: 's-2',
  });
  two.appendAfter(outcome(held));
  await one.close();
  await two.close();
  return { directory, clock, middleMs };
}

describe('export', () => {
  test('gives the entries of all streams in the order of their times, as they were written', async () => {
    const { directory } = await twoStreams();
    const entries = await exported(directory);
    const times = entries.map(({ fields }) => String(fields['time']));
    expect(times).toEqual(times.toSorted());
    expect(new Set(entries.map(({ fields }) => fields['stream'])).size).toBe(2);
    expect(entries.filter(({ fields }) => fields['type'] === 'decision')).toHaveLength(11);
    expect(parseEntry(Buffer.from(entries[3]?.line ?? ''))?.fields).toEqual(entries[3]?.fields);
  });

  test.each<[EntryFilter, decisions: number, others: string[]]>([
    [{ agent: 'support-bot' }, 5, ['outcome', 'outcome', 'outcome', 'outcome', 'outcome']],
    [{ verdict: 'deny' }, 5, []],
    [{ verdict: 'hold' }, 1, ['approval', 'outcome']],
    [{ table: 'hr.salaries' }, 5, []],
    [{ table: 'salaries' }, 5, []],
    [{ table: 'alaries' }, 0, []],
    [{ session: 's-2' }, 1, ['approval', 'outcome']],
    [{ agent: 'analyst', verdict: 'hold' }, 1, ['approval', 'outcome']],
    [{ agent: 'analyst', verdict: 'allow' }, 0, []],
  ])('by %j', async (filter, decisions, others) => {
    const { directory } = await twoStreams();
    const types = typesOf(await exported(directory, filter));
    expect(types.filter((type) => type === 'decision')).toHaveLength(decisions);
    expect(types.filter((type) => type !== 'decision')).toEqual(others);
  });

  test('by time, whatever file it stands in', async () => {
    const { directory, middleMs } = await twoStreams();
    const all = await exported(directory);
    for (const at of [START, middleMs - 7, middleMs, middleMs + 100]) {
      const since = await exported(directory, { sinceMs: at });
      const until = await exported(directory, { untilMs: at });
      expect(since.length + until.length).toBe(all.length);
      expect(since.every(({ fields }) => Date.parse(String(fields['time'])) >= at)).toBe(true);
    }
  });

  test('passes over a torn line and what is no entry', async () => {
    const directory = temporaryDirectory();
    const log = open(directory, new Steps());
    await log.appendBefore(decision(log, 'SELECT 1'));
    await log.close();
    appendFileSync(join(directory, log.stream, '000001.jsonl'), 'x\n[]\n{"type":"dec');
    expect(typesOf(await exported(directory))).toEqual(['file_opened', 'decision']);
  });
});

test('tail shows the last entries, then follows across files and streams, each entry once', async () => {
  const directory = temporaryDirectory();
  const clock = new Steps();
  const one = open(directory, clock, { maxFileBytes: 3000 });
  for (let n = 0; n < 20; n += 1) await one.appendBefore(decision(one, `SELECT ${n}`));
  const stop = new AbortController();
  const seen: string[] = [];
  const following = (async () => {
    for await (const { line } of tailEntries(directory, {
      last: 2,
      signal: stop.signal,
      filter: { verdict: 'allow' },
    })) {
      seen.push(/SELECT \d+/.exec(line)?.[0] ?? '');
    }
  })();
  await expect.poll(() => seen).toEqual(['SELECT 18', 'SELECT 19']);
  for (let n = 20; n < 30; n += 1) await one.appendBefore(decision(one, `SELECT ${n}`));
  const two = open(directory, clock);
  await two.appendBefore(decision(two, 'SELECT 30'));
  await expect.poll(() => seen.length, { timeout: 5000 }).toBe(13);
  expect(seen).toEqual(Array.from({ length: 13 }, (_, n) => `SELECT ${n + 18}`));
  stop.abort();
  await following;
  await one.close();
  await two.close();
});

describe('a line for the terminal', () => {
  test('tells who, what, where and by which rule', async () => {
    const directory = temporaryDirectory();
    const log = open(directory, new Steps());
    const denied = decision(log, 'SELECT 1', { verdict: 'deny', code: 'WW_TABLE_NOT_GRANTED' });
    await log.appendBefore(denied);
    log.appendAfter(outcome(denied, { maskedCells: 6, durationMs: 1.26 }));
    await log.close();
    const lines = (await exported(directory)).map((entry) => renderEntry(entry, { colour: false }));
    expect(lines[1]).toMatch(
      /^\d\d:\d\d:\d\d\.\d{3} support-bot {4}deny {5}SELECT {2}shop\.customers {2}WW_TABLE_NOT_GRANTED {2}rules\/support\.yaml:5$/,
    );
    expect(lines[2]).toMatch(/ {5}done {4}SELECT {2}3 rows {2}6 cells masked {2}1\.3 ms$/);
  });

  test('no agent writes to the terminal through it', async () => {
    const directory = temporaryDirectory();
    const log = open(directory, new Steps());
    const text = '\u001B[2J\u001B]0;x\u0007\r\n12:00 all is well \u202E\u2028\u009B31m';
    const hostile = statement(text, { commands: [], tables: [text], parsed: false });
    await log.appendBefore(decision(log, text, { statement: hostile, agent: text }));
    await log.appendBefore({ type: 'login_refused', user: text, peer: text, code: text });
    await log.close();
    for (const entry of await exported(directory)) {
      const line = renderEntry(entry, { colour: false, width: 80 });
      expect(line).not.toMatch(/[\p{Cc}\u202E\u2028]/u);
      expect(line.length).toBeLessThanOrEqual(80);
    }
  });
});

describe('what an entry says', () => {
  test('of a statement: its form, its digest and what it touches', async () => {
    const directory = temporaryDirectory();
    const log = open(directory, new Steps(), { statement: 'normalised', maxTextBytes: 40 });
    await log.appendBefore(decision(log, `SELECT 'a' FROM b`));
    await log.appendBefore(decision(log, `SELECT '${'é'.repeat(100)}'`));
    await log.close();
    const [, first, second] = entriesOf(directory, log);
    expect(first?.['statement']).toMatchObject({
      form: 'normalised',
      text: 'SELECT ? FROM b',
      bytes: 17,
      kinds: ['select'],
    });
    expect(second?.['statement']).toMatchObject({ truncated: true, text: 'SELECT …', bytes: 209 });
  });

  test('of a secret: nothing, in no field', async () => {
    const directory = temporaryDirectory();
    const log = open(directory, new Steps());
    const token = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJodW50ZXIyIn0.hunter2';
    const unread = { parsed: false, kinds: [], commands: [], tables: [], columns: [] };
    await log.appendBefore(
      decision(log, '', {
        statement: statement(`ALTER ROLE a PASWORD 'hunter2' PASSWORD`, unread),
        message: `syntax error at or near "hunter2"`,
        verdict: 'deny',
      }),
    );
    await log.appendBefore(
      decision(log, '', {
        statement: statement(`ALTER ROLE a PASSWORD 'hunter2'`, { secretText: true }),
        message: 'not granted',
      }),
    );
    await log.appendBefore({
      type: 'login_refused',
      user: token,
      peer: '127.0.0.1:1',
      code: 'WW_LOGIN_FAILED',
      message: `token ${token} is not ours`,
      database: 'postgres://a:hunter2@h/d',
    });
    await log.close();
    const entries = entriesOf(directory, log);
    expect(JSON.stringify(entries)).not.toContain('hunter2');
    expect(entries[1]).not.toHaveProperty('message');
    expect(entries[2]).toMatchObject({
      message: 'not granted',
      statement: { form: 'redacted', text: `ALTER ROLE a PASSWORD '…'` },
    });
  });
});
