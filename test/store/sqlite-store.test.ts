import { mkdirSync, mkdtempSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ApprovalRequest } from '../../src/core/approval.ts';
import type { Revocation } from '../../src/core/revocation.ts';
import { explained } from '../../src/store/database.ts';
import { openSqliteStore } from '../../src/store/sqlite-store.ts';
import type { Store } from '../../src/store/store.ts';
import { StoreUnavailable } from '../../src/store/store.ts';
import { pendingRequest } from './requests.ts';

/** Other tests may use the machine at the same time. */
const PATIENCE = 5_000;

let directory: string;
let path: string;
const opened: Store[] = [];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'wirewall-store-'));
  path = join(directory, 'var', 'wirewall.db');
});

afterEach(async () => {
  await Promise.all(opened.splice(0).map((store) => store.close()));
  rmSync(directory, { recursive: true });
});

async function open(gatewayId?: string): Promise<Store> {
  const store = await openSqliteStore({ path, ...(gatewayId === undefined ? {} : { gatewayId }) });
  opened.push(store);
  return store;
}

const BOUNDS = { pending: 10, pendingOfAgent: 5 };
const revocation = (changes: Partial<Revocation> = {}): Revocation => ({
  kind: 'agent',
  value: 'support-bot',
  reason: 'key lost',
  by: 'ann',
  atMs: 1_000,
  ...changes,
});

describe('the file', () => {
  test('and its directory are made, for their owner alone', async () => {
    await open();
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(join(directory, 'var')).mode & 0o777).toBe(0o700);
  });

  test.for<[string, RegExp, () => void]>([
    ['is not a database', /is not a SQLite database: name another file/, () => writeFileSync(path, 'x'.repeat(5_000))],
    ['is a directory', /is a directory: name a file in it/, () => mkdirSync(path)],
    [
      'was written by a newer version',
      /newer wirewall .* use that version/,
      () => {
        const database = new DatabaseSync(path);
        database.exec('CREATE TABLE migrations (version INTEGER PRIMARY KEY, at INTEGER) STRICT');
        database.exec('INSERT INTO migrations VALUES (99, 0)');
        database.close();
      },
    ],
  ])('that %s is refused with what to do', async ([, message, spoil]) => {
    mkdirSync(join(directory, 'var'));
    spoil();
    const opening = open();
    await expect(opening).rejects.toBeInstanceOf(StoreUnavailable);
    await expect(opening).rejects.toThrow(message);
  });

  test('whose path leads through a file is refused with what to do', async () => {
    writeFileSync(join(directory, 'var'), '');
    await expect(open()).rejects.toThrow(/a part of its path is not a directory/);
  });

  test('that was cut is refused as damaged', async () => {
    await (await open()).close();
    truncateSync(path, 5_000);
    await expect(open()).rejects.toThrow(/damaged: move it away/);
  });

  // Root, who may run these tests, may read everything: so the error is asked for by its code.
  test.for<[string, RegExp]>([
    ['EACCES', /give this user the right/],
    ['EROFS', /read-only for this user/],
    ['ENOSPC', /the disk is full/],
  ])('that the system refuses with %s is refused with what to do', ([code, message]) => {
    const error = explained(Object.assign(new Error('refused'), { code }), path);
    expect(error).toBeInstanceOf(StoreUnavailable);
    expect(error.message).toMatch(message);
  });

  test('that is locked by another program is waited for, then refused', async () => {
    await (await open()).close();
    const other = new DatabaseSync(path);
    other.exec('BEGIN EXCLUSIVE');
    await expect(open()).rejects.toThrow(/is locked by another program/);
    other.close();
  });
});

describe('approvals', () => {
  test('survive a restart', async () => {
    const request = pendingRequest({ intent: 'answer-ticket', parameters: 'digest' });
    await (await open()).approvals.insert(request, BOUNDS);
    await opened[0]?.close();
    expect(await (await open()).approvals.get(request.id)).toEqual(request);
  });

  test('are pending once for one fingerprint', async () => {
    const [one, other] = [await open(), await open()];
    const insertions = await Promise.all([
      one.approvals.insert(pendingRequest(), BOUNDS),
      other.approvals.insert(pendingRequest(), BOUNDS),
    ]);
    expect(insertions.map(({ kind }) => kind).sort()).toEqual(['existing', 'inserted']);
  });

  test('are bounded over all agents and for each', async () => {
    const { approvals } = await open();
    for (let n = 0; n < 5; n += 1) await approvals.insert(pendingRequest({ fingerprint: `a${n}` }), BOUNDS);
    expect(await approvals.insert(pendingRequest({ fingerprint: 'a5' }), BOUNDS)).toEqual({
      kind: 'full',
      bound: 'pendingOfAgent',
    });
    for (let n = 0; n < 5; n += 1) await approvals.insert(pendingRequest({ agent: 'b', fingerprint: `b${n}` }), BOUNDS);
    expect(await approvals.insert(pendingRequest({ agent: 'c', fingerprint: 'c' }), BOUNDS)).toEqual({
      kind: 'full',
      bound: 'pending',
    });
  });

  test('are used by one of many that try at once, over processes', async () => {
    const stores = await Promise.all([open(), open(), open()]);
    const request = pendingRequest({ state: 'approved' });
    await stores[0]?.approvals.insert(request, BOUNDS);
    const tries = Array.from({ length: 10 }, () => stores).flat();
    const uses = tries.map((store) => store.approvals.replace(request, { ...request, state: 'used' }));
    expect((await Promise.all(uses)).filter((used) => used)).toHaveLength(1);
  });

  test('changed by another process are told of soon', async () => {
    const [gateway, command] = [await open(), await open()];
    const told: ApprovalRequest[] = [];
    gateway.approvals.onChange((changed) => told.push(...changed));
    const request = pendingRequest();
    await command.approvals.insert(request, BOUNDS);
    await command.approvals.replace(request, { ...request, state: 'approved' });
    await vi.waitFor(
      () => expect(told.at(-1)).toMatchObject({ id: request.id, state: 'approved', revision: 1 }),
      PATIENCE,
    );
  });

  test('are found by fingerprint while they live, by time when they are due', async () => {
    const { approvals } = await open();
    const request = pendingRequest();
    await approvals.insert(request, BOUNDS);
    expect(await approvals.live('f1', 60_999)).toEqual([request]);
    expect(await approvals.live('f1', 61_000)).toEqual([]);
    expect(await approvals.live('f2', 1_000)).toEqual([]);
    expect(await approvals.due(60_999, 10)).toEqual([]);
    expect(await approvals.due(61_000, 10)).toEqual([request]);
  });

  test('are forgotten only when they have ended', async () => {
    const { approvals } = await open();
    const ended = pendingRequest({ fingerprint: 'f2', state: 'used' });
    await approvals.insert(pendingRequest(), BOUNDS);
    await approvals.insert(ended, BOUNDS);
    expect(await approvals.prune(2_000)).toBe(1);
    expect(await approvals.get(ended.id)).toBeUndefined();
    expect(await approvals.list({ limit: 10 })).toHaveLength(1);
  });

  test('are listed by state, and a text that looks like SQL is a text', async () => {
    const { approvals } = await open();
    const request = pendingRequest({ text: `'); DROP TABLE approvals; --`, agent: `x' OR '1'='1` });
    await approvals.insert(request, BOUNDS);
    expect(await approvals.list({ states: ['pending', 'approved'], limit: 10 })).toEqual([request]);
    expect(await approvals.list({ states: ['used'], limit: 10 })).toEqual([]);
  });
});

describe('revocations', () => {
  test('are in force when adding them has ended, and after a restart', async () => {
    const store = await open();
    await store.revocations.add(revocation());
    expect(store.revocations.find('support-bot', undefined, undefined, 2_000)).toEqual(revocation());
    await store.close();
    expect((await open()).revocations.find('support-bot', undefined, undefined, 2_000)).toEqual(revocation());
  });

  test.for<[string, Partial<Revocation>, Parameters<Store['revocations']['find']>, boolean]>([
    ['its agent', {}, ['support-bot', 't', 's', 0], true],
    ['another agent', {}, ['support-bot2', 't', 's', 0], false],
    ['its token', { kind: 'token', value: 't' }, ['x', 't', 's', 0], true],
    ['its session', { kind: 'session', value: 's' }, ['x', 't', 's', 0], true],
    ['an agent named like its token', { kind: 'token', value: 'x' }, ['x', 't', 's', 0], false],
    ['its agent until it ends', { untilMs: 9e15 }, ['support-bot', 't', 's', 9e15 - 1], true],
    ['nobody after it ended', { untilMs: 9e15 }, ['support-bot', 't', 's', 9e15], false],
  ])('meet %s', async ([, changes, asked, met]) => {
    const { revocations } = await open();
    await revocations.add(revocation(changes));
    expect(revocations.find(...asked) !== undefined).toBe(met);
  });

  test('reach every live gateway before that is said, and cut what runs first', async () => {
    const [one, two, command] = [await open('g1'), await open('g2'), await open()];
    await vi.waitFor(async () => expect(await command.gateways.list()).toHaveLength(2), PATIENCE);
    let cut = 0;
    one.revocations.onChange(() => (cut += 1));
    const version = await command.revocations.add(revocation());
    const reach = await command.gateways.waitForRevocations(version, 5_000);
    expect(reach).toMatchObject({ inForce: true, live: [{ id: 'g1' }, { id: 'g2' }], behind: [], silent: [] });
    expect(cut).toBe(1);
    expect(one.revocations.find('support-bot', undefined, undefined, 0)).toBeDefined();
    expect(two.revocations.find('support-bot', undefined, undefined, 0)).toBeDefined();
  });

  test('are not said to be in force while a live gateway is behind', async () => {
    await open('g1');
    const command = await open();
    await vi.waitFor(async () => expect(await command.gateways.list()).toHaveLength(1), PATIENCE);
    const reach = await command.gateways.waitForRevocations(7, 200);
    expect(reach).toMatchObject({ inForce: false, behind: [{ id: 'g1', revocationsVersion: 0 }] });
  });

  test.for<[string, number, boolean]>([
    ['are in doubt where a gateway was not seen for ten seconds', 10_000, false],
    ['are in force where it was not seen for so long that it refuses by itself', 100_000, true],
  ])('%s', async ([, silenceMs, inForce]) => {
    const command = await open();
    const other = new DatabaseSync(path);
    other.prepare('INSERT INTO gateways VALUES (?, 0, ?, 0)').run('g1', Date.now() - silenceMs);
    other.close();
    const reach = await command.gateways.waitForRevocations(1, 0);
    expect(reach).toMatchObject({ inForce, live: [], behind: [], silent: inForce ? [] : [{ id: 'g1' }] });
  });

  test('are not waited for in a gateway that has left', async () => {
    const gateway = await open('g1');
    const command = await open();
    await gateway.close();
    expect(await command.gateways.list()).toEqual([]);
  });

  test('can be lifted', async () => {
    const { revocations } = await open();
    await revocations.add(revocation());
    expect(await revocations.lift('agent', 'support-bot')).toBe(2);
    expect(await revocations.lift('agent', 'support-bot')).toBeUndefined();
    expect(revocations.find('support-bot', undefined, undefined, 0)).toBeUndefined();
  });
});

test('the installation keeps its secret over restarts', async () => {
  const secret = await (await open()).installationSecret();
  expect(secret).toHaveLength(32);
  expect(await (await open()).installationSecret()).toEqual(secret);
});

test('a store that was closed refuses', async () => {
  const store = await open();
  await store.close();
  await expect(store.approvals.get('x')).rejects.toThrow(StoreUnavailable);
});

describe('a store that fails', () => {
  test('says since when revocations are unknown, refuses meanwhile, and comes back by itself', async () => {
    const store = await open('g1');
    await store.revocations.add(revocation());
    let lost = 0;
    store.approvals.onLost(() => (lost += 1));
    expect(store.revocations.unknownSinceMs).toBeUndefined();

    const other = new DatabaseSync(path, { timeout: 2_000 });
    other.exec('ALTER TABLE counters RENAME TO elsewhere');
    await vi.waitFor(() => expect(lost).toBe(1), PATIENCE);
    expect(store.revocations.unknownSinceMs).toBeTypeOf('number');
    await expect(store.approvals.get('x')).rejects.toThrow(StoreUnavailable);
    expect(store.revocations.find('support-bot', undefined, undefined, 0)).toBeDefined();

    other.exec(`ALTER TABLE elsewhere RENAME TO counters; DELETE FROM revocations; UPDATE counters SET value = 9;`);
    other.close();
    await vi.waitFor(() => expect(store.revocations.unknownSinceMs).toBeUndefined(), PATIENCE);
    expect(store.revocations.find('support-bot', undefined, undefined, 0)).toBeUndefined();
    expect(await store.gateways.waitForRevocations(9, 5_000)).toMatchObject({ inForce: true, live: [{ id: 'g1' }] });
  });
});
