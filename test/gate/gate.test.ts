import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answerRequest, Desk } from '../../src/approval/index.ts';
import { AuditLog } from '../../src/audit/index.ts';
import { systemFiles } from '../../src/audit/files.ts';
import { systemClock } from '../../src/core/clock.ts';
import { InternalFault } from '../../src/core/errors.ts';
import { DEFAULT_LIMITS } from '../../src/core/limits.ts';
import { createGate, recordApprovals, type WirewallGate } from '../../src/gate/index.ts';
import { GatePermit } from '../../src/gate/permit.ts';
import type { Phase, Request, Ruling, Session } from '../../src/gate/protocol.ts';
import {
  createDevelopmentIssuer,
  DEVELOPMENT_AUDIENCE,
  DEVELOPMENT_ISSUER,
  Identity,
  mintToken,
} from '../../src/identity/index.ts';
import { compilePolicy, type Policy } from '../../src/policy/index.ts';
import { loadParser, PostgresReader } from '../../src/sql/postgres/index.ts';
import { openSqliteStore, type Store } from '../../src/store/index.ts';
import { shopContext } from '../sql/postgres/analyse/shop-catalog.ts';

const RULES = `
for: { agents: [bot] }
upstream: shop
allow:
  - SELECT ON shop.orders
hold:
  - { on: "ALTER ON SCHEMA shop", approvers: [dba], quorum: 1, expires: 30m, wait: 5s }
limits: { statements_per_minute: 5 }
---
for: { agents: [bot], intents: [tidy-up] }
upstream: shop
allow:
  - DELETE ON shop.notes
`;
const channel = { peer: '127.0.0.1:1', encrypted: true, plaintextAllowed: false };
const destination = { upstream: 'shop', database: 'shop' };

let directory: string;
let store: Store;
let policy: Policy;
let full: boolean;
let gate: WirewallGate;
let audit: AuditLog;
let reader: PostgresReader;
let desk: Desk;

beforeEach(async () => {
  await loadParser();
  directory = mkdtempSync(join(tmpdir(), 'wirewall-gate-'));
  store = await openSqliteStore({ path: join(directory, 'store.db') });
  await createDevelopmentIssuer(directory);
  full = false;
  audit = AuditLog.open({
    directory: join(directory, 'audit'),
    durability: 'batch',
    statement: 'full',
    files: {
      ...systemFiles,
      writeSync: (file, bytes, position) => {
        if (full) throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
        return systemFiles.writeSync(file, bytes, position);
      },
    },
  });
  policy = compilePolicy([{ path: 'rules.yaml', text: RULES }]);
  recordApprovals(store.approvals, audit);
  desk = new Desk(store.approvals, systemClock, DEFAULT_LIMITS);
  reader = new PostgresReader({ maxStatementBytes: 100_000, cacheEntries: 100 });
  const claims = { agent: 'sub', groups: 'groups', intents: 'intents' };
  const jwks = { kind: 'file', path: join(directory, 'keys.json') } as const;
  const issuers = [
    { issuer: DEVELOPMENT_ISSUER, audiences: [DEVELOPMENT_AUDIENCE], jwks, claims, clockToleranceMs: 0 },
  ];
  gate = createGate({
    identity: new Identity(
      { issuers, agents: [] },
      { revocations: store.revocations, installationSecret: await store.installationSecret() },
    ),
    policy: () => policy,
    desk,
    audit,
    clock: systemClock,
    report: () => undefined,
  });
});

afterEach(async () => {
  full = false;
  desk.close();
  await audit.close();
  await reader.close();
  await store.close();
  rmSync(directory, { recursive: true, force: true });
});

function token(ttlMs = 60_000, intents: string[] = ['tidy-up']): Promise<string> {
  return mintToken({ directory, agent: 'bot', intents, ttlMs });
}

async function admitted(ttlMs?: number): Promise<Session> {
  return gate.admit({ kind: 'token', user: 'bot', token: await token(ttlMs) }, destination, channel);
}

async function request(text: string, phase: Phase = 'simple'): Promise<Request> {
  const analysis = await reader.read(text, shopContext);
  if (analysis.kind === 'refused') throw new Error(analysis.refusal.message);
  return {
    phase,
    text,
    statements: analysis.statements,
    standsFor: [],
    innerTexts: [],
    catalog: shopContext.catalog,
    bytes: Buffer.from(text),
    tell: () => undefined,
  };
}

async function decide(session: Session, text: string, phase: Phase = 'simple'): Promise<Ruling> {
  return session.decide(await request(text, phase), new AbortController().signal);
}

function recorded(): Record<string, unknown>[] {
  const root = join(directory, 'audit');
  return readdirSync(root)
    .flatMap((stream) => readdirSync(join(root, stream)).map((file) => readFileSync(join(root, stream, file), 'utf8')))
    .flatMap((text) => text.trim().split('\n'))
    .map((line): Record<string, unknown> => JSON.parse(line));
}

const refusalOf = (ruling: Ruling): string => (ruling.kind === 'refuse' ? ruling.refusal.code : ruling.kind);

describe('a permit', () => {
  it('holds exactly the bytes that were judged, and is spent once', async () => {
    const ruling = await decide(await admitted(), 'SELECT id FROM shop.orders');
    if (ruling.kind !== 'forward') throw new Error(ruling.kind);
    expect(Buffer.from(ruling.permit.spend()).toString()).toBe('SELECT id FROM shop.orders');
    expect(() => ruling.permit.spend()).toThrow(InternalFault);
  });

  it('is made by the gate alone', () => {
    expect(() => new GatePermit(Symbol('gate'), 'id', Buffer.from('DROP TABLE x'))).toThrow(InternalFault);
  });

  it('exists only when its decision is in the log already', async () => {
    const ruling = await decide(await admitted(), 'SELECT id FROM shop.orders');
    if (ruling.kind !== 'forward') throw new Error(ruling.kind);
    expect(recorded().at(-1)).toMatchObject({ type: 'decision', id: ruling.permit.id, verdict: 'allow', agent: 'bot' });
  });
});

describe('a full disk', () => {
  it('stops statements with a clear refusal, and they pass again when there is room', async () => {
    const session = await admitted();
    full = true;
    expect(refusalOf(await decide(session, 'SELECT id FROM shop.orders'))).toBe('WW_AUDIT_UNAVAILABLE');
    full = false;
    expect((await decide(session, 'SELECT id FROM shop.orders')).kind).toBe('forward');
  });

  it('stops logins', async () => {
    full = true;
    await expect(admitted()).rejects.toMatchObject({ refusal: { code: 'WW_AUDIT_UNAVAILABLE' } });
  });
});

describe('identity', () => {
  it('is asked again at each statement: an expired token stops the next one, and a new one goes on', async () => {
    const session = await admitted(1000);
    expect((await decide(session, 'SELECT id FROM shop.orders')).kind).toBe('forward');
    await new Promise((resolve) => setTimeout(resolve, 2100));
    expect(refusalOf(await decide(session, 'SELECT id FROM shop.orders'))).toBe('WW_TOKEN_EXPIRED');
    expect((await decide(session, `SET wirewall.token = '${await token()}'`)).kind).toBe('answered');
    expect((await decide(session, 'SELECT id FROM shop.orders')).kind).toBe('forward');
    expect(recorded().some(({ type }) => type === 'renewal')).toBe(true);
    expect(JSON.stringify(recorded())).not.toMatch(/eyJ/);
  });

  it('revoked is refused, renewal included, and the session is told to end', async () => {
    const session = await admitted();
    await store.revocations.add({ kind: 'agent', value: 'bot', reason: 'test', by: 'test', atMs: Date.now() });
    gate.recheck();
    expect(session.ended.aborted).toBe(true);
    expect(refusalOf(await decide(session, 'SELECT id FROM shop.orders'))).toBe('WW_REVOKED');
    expect(refusalOf(await decide(session, `SET wirewall.token = '${await token()}'`))).toBe('WW_REVOKED');
  });
});

describe('an intent', () => {
  it('adds what its rules allow', async () => {
    const session = await admitted();
    expect((await decide(session, "SET wirewall.intent = 'tidy-up'")).kind).toBe('answered');
    expect((await decide(session, 'DELETE FROM shop.notes')).kind).toBe('forward');
  });

  it('is declared before the first statement that touches something, not behind it', async () => {
    const session = await admitted();
    expect((await decide(session, 'SELECT 1')).kind).toBe('forward');
    expect((await decide(session, 'SELECT id FROM shop.orders')).kind).toBe('forward');
    expect(refusalOf(await decide(session, "SET wirewall.intent = 'tidy-up'"))).toBe('WW_INTENT_REFUSED');
  });

  it('that the token does not list, or that hides in a batch, is refused', async () => {
    const session = await admitted();
    expect(refusalOf(await decide(session, "SET wirewall.intent = 'other'"))).toBe('WW_INTENT_REFUSED');
    expect(refusalOf(await decide(session, "SELECT 1; SET wirewall.intent = 'tidy-up'"))).toBe('WW_NOT_SUPPORTED');
  });

  it('is gone when a new token no longer lists it', async () => {
    const session = await admitted();
    await decide(session, "SET wirewall.intent = 'tidy-up'");
    expect((await decide(session, `SET wirewall.token = '${await token(60_000, [])}'`)).kind).toBe('answered');
    expect(refusalOf(await decide(session, 'DELETE FROM shop.notes'))).toBe('WW_TABLE_NOT_GRANTED');
  });
});

describe('rules', () => {
  it('of now count, on a session of before', async () => {
    const session = await admitted();
    expect((await decide(session, 'SELECT id FROM shop.orders')).kind).toBe('forward');
    policy = compilePolicy([
      { path: 'rules.yaml', text: `${RULES}---\nfor: everyone\nupstream: shop\ndeny:\n  - SELECT ON shop.orders\n` },
    ]);
    expect(refusalOf(await decide(session, 'SELECT id FROM shop.orders'))).toBe('WW_DENIED_BY_RULE');
  });

  it('bound the statements of a minute, prepared ones by their runs', async () => {
    const session = await admitted();
    for (let sent = 0; sent < 5; sent++)
      expect((await decide(session, 'SELECT id FROM shop.orders')).kind).toBe('forward');
    expect((await decide(session, 'SELECT id FROM shop.orders', 'prepare')).kind).toBe('forward');
    expect(refusalOf(await decide(session, 'SELECT id FROM shop.orders', 'execute'))).toBe('WW_RATE_LIMIT');
  });
});

describe('a held statement', () => {
  const alter = 'ALTER TABLE shop.orders ADD COLUMN note2 text';

  async function approveNext(): Promise<void> {
    await expect.poll(async () => (await store.approvals.list({ states: ['pending'], limit: 1 })).length).toBe(1);
    const [pending] = await store.approvals.list({ states: ['pending'], limit: 1 });
    await answerRequest(store.approvals, systemClock, { name: 'dana', groups: ['dba'] }, pending?.id ?? '', 'approve');
  }

  it('may be prepared, waits when it runs, and is released once', async () => {
    const session = await admitted();
    expect((await decide(session, alter, 'prepare')).kind).toBe('forward');
    const waiting = decide(session, alter, 'execute');
    await approveNext();
    expect((await waiting).kind).toBe('forward');
    const types = recorded().map(({ type, verdict, event }) => [type, verdict ?? event].filter(Boolean).join(' '));
    expect(types.slice(-5)).toEqual([
      'decision hold',
      'approval requested',
      'approval approved',
      'approval used',
      'decision allow',
    ]);
  });

  it('that is rejected or runs out is in the record, though nobody comes back for it', async () => {
    const gone = new AbortController();
    const session = await admitted();
    const waiting = session.decide(await request(alter), gone.signal);
    await expect.poll(async () => (await store.approvals.list({ states: ['pending'], limit: 1 })).length).toBe(1);
    gone.abort();
    await waiting;
    const [pending] = await store.approvals.list({ states: ['pending'], limit: 1 });
    await answerRequest(
      store.approvals,
      systemClock,
      { name: 'dana', groups: ['dba'] },
      pending?.id ?? '',
      'reject',
      'no',
    );
    await expect
      .poll(() => recorded().find(({ event }) => event === 'rejected'))
      .toMatchObject({ approval: pending?.id, approver: 'dana', reason: 'no', agent: 'bot' });
  });

  it('is judged again before release: a rule that denies by then wins over the approval', async () => {
    const session = await admitted();
    const waiting = decide(session, alter);
    await expect.poll(async () => (await store.approvals.list({ states: ['pending'], limit: 1 })).length).toBe(1);
    policy = compilePolicy([
      { path: 'rules.yaml', text: `${RULES}---\nfor: everyone\nupstream: shop\ndeny:\n  - ALTER ON SCHEMA shop\n` },
    ]);
    await approveNext();
    expect(refusalOf(await waiting)).toBe('WW_DENIED_BY_RULE');
  });

  it('of an agent that was revoked while it waited is not released', async () => {
    const session = await admitted();
    const waiting = decide(session, alter);
    await expect.poll(async () => (await store.approvals.list({ states: ['pending'], limit: 1 })).length).toBe(1);
    await store.revocations.add({ kind: 'agent', value: 'bot', reason: 'test', by: 'test', atMs: Date.now() });
    await approveNext();
    expect(refusalOf(await waiting)).toBe('WW_REVOKED');
  });
});
