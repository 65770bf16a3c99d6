import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { answerRequest } from '../../src/approval/answer.ts';
import type { Approver } from '../../src/approval/answer.ts';
import { Desk } from '../../src/approval/desk.ts';
import type { HoldResult } from '../../src/approval/desk.ts';
import { fingerprintOf } from '../../src/approval/request.ts';
import type { HeldStatement } from '../../src/approval/request.ts';
import { openSqliteStore } from '../../src/store/sqlite-store.ts';
import type { Store } from '../../src/store/store.ts';

const HELD: HeldStatement = {
  agent: { name: 'support-bot' },
  intent: 'answer-ticket',
  upstream: 'shop',
  database: 'shop',
  text: 'ALTER TABLE shop.orders ADD note text',
  innerTexts: [],
  objects: [{ kind: 'table', schema: 'shop', name: 'orders', oid: 16_400 }],
  command: 'ALTER TABLE',
  rule: { file: 'rules/support.yaml', line: 12 },
  decisionId: 'd1',
};
const TERMS = { approvers: ['dba'], quorum: 1, expiresMs: 60_000, waitMs: 5_000 };
const IMPATIENT = { ...TERMS, waitMs: 0 };
const ANN = { name: 'ann', groups: ['dba'] };

/** Other tests may use the machine at the same time. */
const PATIENCE = 5_000;

let directory: string;
let gateway: Store;
let command: Store;
let desk: Desk;
let clock: { at: number; now(): number };

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'wirewall-desk-'));
  const path = join(directory, 'wirewall.db');
  gateway = await openSqliteStore({ path });
  command = await openSqliteStore({ path });
  clock = { at: 1_000_000, now: () => clock.at };
  desk = new Desk(gateway.approvals, clock, { maxHolds: 3 });
});

afterEach(async () => {
  desk.close();
  await Promise.all([gateway.close(), command.close()]);
  rmSync(directory, { recursive: true });
});

/** Holds a statement; `id` comes when the client is told that it waits. */
function hold(held: Partial<HeldStatement> = {}, terms = TERMS) {
  const client = new AbortController();
  const told: string[] = [];
  const filed: string[] = [];
  const result = desk.hold({ ...HELD, ...held }, terms, {
    signal: client.signal,
    tell: (message) => told.push(message.split(' ').at(-1) ?? ''),
    asked: (id) => filed.push(id),
  });
  const id = () => vi.waitFor(() => told.at(-1) ?? Promise.reject(new Error('not told yet')), PATIENCE);
  return { result, id, told, filed, client };
}

const code = (result: HoldResult) => (result.kind === 'refused' ? result.refusal.code : result.kind);
const approve = (id: string, by: Approver = ANN) => answerRequest(command.approvals, clock, by, id, 'approve');
const stateOf = async (id: string) => (await command.approvals.get(id))?.state;

describe('a held statement', () => {
  test('is released when another process approves it, marked as used', async () => {
    const { result, id } = hold();
    await approve(await id());
    expect(await result).toMatchObject({ kind: 'released', request: { state: 'used', usedBy: 'd1' } });
    expect(await command.approvals.get(await id())).toMatchObject({ state: 'used', usedBy: 'd1' });
  });

  test('is refused with the comment when it is rejected, also when it is run again', async () => {
    const { result, id } = hold();
    await answerRequest(command.approvals, clock, ANN, await id(), 'reject', 'not on\na Friday\0');
    const refusal = await result;
    expect(refusal).toMatchObject({ refusal: { code: 'WW_APPROVAL_REJECTED' } });
    expect(refusal).toMatchObject({ refusal: { message: `approval ${await id()} was rejected: not on a Friday` } });
    expect(code(await hold({}, IMPATIENT).result)).toBe('WW_APPROVAL_REJECTED');
  });

  test('that nobody answers in time is told to come back, and passes then, once', async () => {
    const { result, id } = hold({}, { ...TERMS, waitMs: 30 });
    expect(await result).toMatchObject({
      refusal: {
        code: 'WW_APPROVAL_PENDING',
        message: `statement waits for approval ${await id()}`,
        hint: 'Run the same statement again after it is approved.',
      },
    });
    await approve(await id());
    expect(code(await hold({ decisionId: 'd2' }, IMPATIENT).result)).toBe('released');
    expect(code(await hold({ decisionId: 'd3' }, IMPATIENT).result)).toBe('WW_APPROVAL_PENDING');
  });

  test('that is run again before the answer waits on the same request', async () => {
    const first = hold();
    const second = hold();
    expect(await first.id()).toBe(await second.id());
    expect([...first.filed, ...second.filed]).toEqual([await first.id()]);
    expect(await command.approvals.list({ limit: 10 })).toHaveLength(1);
    desk.close();
    await Promise.all([first.result, second.result]);
  });

  test('is released once by one approval, though two connections wait for it', async () => {
    const both = [hold({}, { ...TERMS, waitMs: 1_500 }), hold({}, { ...TERMS, waitMs: 1_500 })];
    await Promise.all(both.map(({ id }) => id()));
    await approve(await (both[0] ?? hold()).id());
    const codes = (await Promise.all(both.map(({ result }) => result))).map(code);
    expect(codes.sort()).toEqual(['WW_APPROVAL_PENDING', 'released']);
  });

  test('of an agent that went away stays pending, and is not released to nobody', async () => {
    const { result, id, client } = hold();
    await id();
    client.abort();
    expect(code(await result)).toBe('WW_APPROVAL_PENDING');
    expect(await stateOf(await id())).toBe('pending');
    await approve(await id());
    const again = hold();
    again.client.abort();
    expect((await again.result).kind).toBe('refused');
    expect(await stateOf(await id())).toBe('approved');
  });

  test('that expires while it waits is told so', async () => {
    const { result, id } = hold();
    await id();
    clock.at += 60_000;
    await desk.sweep();
    expect(await result).toMatchObject({ refusal: { message: `approval ${await id()} expired without an answer` } });
    expect(await stateOf(await id())).toBe('expired');
    expect(await approve(await id())).toMatchObject({ kind: 'refused' });
  });

  test('is not released by an approval that has run out', async () => {
    const { result, id } = hold({}, IMPATIENT);
    await result;
    await approve(await id());
    clock.at += 60_000;
    expect(code(await hold({}, IMPATIENT).result)).toBe('WW_APPROVAL_PENDING');
  });

  test('is not released by an approval that stricter rules no longer take', async () => {
    const { result, id } = hold({}, IMPATIENT);
    await result;
    await approve(await id());
    const stricter = hold({}, { ...IMPATIENT, approvers: ['security'] });
    expect(code(await stricter.result)).toBe('WW_APPROVAL_PENDING');
    expect(await stricter.id()).not.toBe(await id());
  });

  test('asks anew, and withdraws what it asked before, where the rule asks for other people', async () => {
    const before = hold({}, IMPATIENT);
    await before.result;
    const after = hold({}, { ...IMPATIENT, quorum: 2 });
    await after.result;
    expect(await stateOf(await before.id())).toBe('withdrawn');
    expect(await stateOf(await after.id())).toBe('pending');
  });

  test('survives a change of the rule’s line', async () => {
    const { result, id } = hold({}, IMPATIENT);
    await result;
    await approve(await id());
    expect(code(await hold({ rule: { file: 'rules/support.yaml', line: 99 } }, IMPATIENT).result)).toBe('released');
  });
});

describe('an approval', () => {
  test.for<[string, Partial<HeldStatement>]>([
    ['agent', { agent: { name: 'other-bot' } }],
    ['tenant', { agent: { name: 'support-bot', tenant: 'acme' } }],
    ['intent', { intent: 'clean-up' }],
    ['upstream', { upstream: 'hr' }],
    ['database', { database: 'hr' }],
    ['object of the same name', { objects: [{ kind: 'table', schema: 'shop', name: 'orders', oid: 16_999 }] }],
    ['text by one blank', { text: `${HELD.text} ` }],
    ['statement behind a prepared name', { innerTexts: ['DELETE FROM shop.orders'] }],
    ['parameter', { parameters: 'another digest' }],
  ])('frees nothing that differs in %s', async ([, change]) => {
    const { result, id } = hold({}, IMPATIENT);
    await result;
    await approve(await id());
    expect(code(await hold(change, IMPATIENT).result)).toBe('WW_APPROVAL_PENDING');
    expect(await stateOf(await id())).toBe('approved');
  });

  test('is bound to parts that can’t be shifted into one another', () => {
    const one = fingerprintOf({ ...HELD, upstream: 'a', database: 'bc', text: 'x', innerTexts: ['y', 'z'] });
    const shifted = fingerprintOf({ ...HELD, upstream: 'ab', database: 'c', text: 'x', innerTexts: ['y', 'z'] });
    const joined = fingerprintOf({ ...HELD, upstream: 'a', database: 'bc', text: 'x', innerTexts: ['y","z'] });
    expect(new Set([one, shifted, joined]).size).toBe(3);
  });

  test.for<[string, Approver, RegExp]>([
    ['whom the agent acts for', { ...ANN, agents: ['support-bot'] }, /nobody approves their own/],
    ['the agent itself', { name: 'support-bot', groups: ['dba'] }, /nobody approves their own/],
    ['someone of another group', { name: 'eve', groups: ['dev'] }, /none of the groups that may answer this: dba/],
  ])('is not taken from %s', async ([, approver, message]) => {
    const { result, id } = hold({}, IMPATIENT);
    await result;
    const refused = await approve(await id(), approver);
    expect(refused).toMatchObject({ kind: 'refused' });
    expect(refused.kind === 'refused' ? refused.message : '').toMatch(message);
    expect(await stateOf(await id())).toBe('pending');
  });

  test('that races a rejection: one of them counts', async () => {
    const { result, id } = hold({}, IMPATIENT);
    await result;
    const request = await id();
    const answers = await Promise.all([
      answerRequest(command.approvals, clock, ANN, request, 'approve'),
      answerRequest(gateway.approvals, clock, { name: 'bob', groups: ['dba'] }, request, 'reject'),
    ]);
    expect(answers.map(({ kind }) => kind).sort()).toEqual(['answered', 'refused']);
  });

  test('of two people who answer at once counts both', async () => {
    const { result, id } = hold({}, { ...IMPATIENT, quorum: 2 });
    await result;
    const request = await id();
    const answers = await Promise.all([
      answerRequest(command.approvals, clock, ANN, request, 'approve'),
      answerRequest(gateway.approvals, clock, { name: 'bob', groups: ['dba'] }, request, 'approve'),
    ]);
    expect(answers.map(({ kind }) => kind)).toEqual(['answered', 'answered']);
    expect(await command.approvals.get(request)).toMatchObject({ state: 'approved', revision: 2 });
    expect((await command.approvals.get(request))?.answers).toHaveLength(2);
  });

  test('of an unknown request says where to look', async () => {
    expect(await approve('nonsense')).toEqual({
      kind: 'refused',
      message: 'there is no request "nonsense": see "wirewall approvals list"',
    });
  });
});

describe('the desk', () => {
  test('refuses more waiting statements than it was given', async () => {
    const waiting = ['a', 'b', 'c'].map((text) => hold({ text }));
    await Promise.all(waiting.map(({ id }) => id()));
    expect(code(await hold({ text: 'd' }).result)).toBe('WW_APPROVAL_UNAVAILABLE');
    waiting.forEach(({ client }) => client.abort());
    await Promise.all(waiting.map(({ result }) => result));
    expect(desk.holds).toBe(0);
  });

  test('asks nobody about a text that hides its point behind a long comment', async () => {
    const text = `/*${' '.repeat(70_000)}*/ DROP TABLE shop.orders`;
    expect(code(await hold({ text }).result)).toBe('WW_TOO_LARGE');
    expect(code(await hold({ innerTexts: [text] }).result)).toBe('WW_TOO_LARGE');
    expect(await command.approvals.list({ limit: 10 })).toEqual([]);
  });

  test('bounds what one agent may ask for, so that others can ask too', async () => {
    const roomy = new Desk(gateway.approvals, clock, { maxHolds: 1_000 });
    const ask = (name: string, n: number) =>
      roomy.hold({ ...HELD, agent: { name }, text: `DROP TABLE t${n}` }, IMPATIENT, {
        signal: new AbortController().signal,
        tell: () => undefined,
      });
    const asked = await Promise.all(Array.from({ length: 101 }, (_, n) => ask('greedy-bot', n)));
    expect(asked.map(code).filter((one) => one === 'WW_APPROVAL_UNAVAILABLE')).toHaveLength(1);
    expect(code(await ask('support-bot', 1))).toBe('WW_APPROVAL_PENDING');
    roomy.close();
  });

  test('releases nothing when the store is away', async () => {
    const { result, id } = hold();
    await id();
    await gateway.close();
    desk.close();
    expect(code(await result)).toBe('WW_APPROVAL_UNAVAILABLE');
    const reported: unknown[] = [];
    const another = new Desk(gateway.approvals, clock, { maxHolds: 3 }, (error) => reported.push(error));
    const waiting = { signal: new AbortController().signal, tell: () => undefined };
    expect(code(await another.hold(HELD, TERMS, waiting))).toBe('WW_APPROVAL_UNAVAILABLE');
    expect(reported).toEqual([expect.objectContaining({ name: 'StoreUnavailable' })]);
    another.close();
  });

  test('shows approvers the text without its secrets, and is bound to the whole', async () => {
    const text = `ALTER ROLE app PASSWORD 'hunter2'`;
    const shown = { text: `ALTER ROLE app PASSWORD '…'`, innerTexts: [] };
    const { result, id } = hold({ text, shown }, IMPATIENT);
    await result;
    expect(JSON.stringify(await command.approvals.get(await id()))).not.toContain('hunter2');
    await approve(await id());
    const other = await hold({ text: `ALTER ROLE app PASSWORD 'other'`, shown }, IMPATIENT).result;
    expect(code(other)).toBe('WW_APPROVAL_PENDING');
  });
});
