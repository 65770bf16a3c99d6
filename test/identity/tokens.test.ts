import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { base64url, SignJWT } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Agent } from '../../src/core/agent.ts';
import type { Revocation } from '../../src/core/revocation.ts';
import { makeVerifier } from '../../src/identity/development.ts';
import { Identity } from '../../src/identity/identity.ts';
import type { IdentitySettings, LoginChannel } from '../../src/identity/identity.ts';
import type { IssuerSettings } from '../../src/identity/issuer.ts';
import { LoginRefused } from '../../src/identity/refused.ts';
import { testIssuer, writeKeys } from './issuer.ts';
import type { Claims, TestIssuer } from './issuer.ts';

const NOW = 1_800_000_000_000;
const seconds = (offset: number) => NOW / 1000 + offset;
const ISS = 'https://login.example.com';
const TLS: LoginChannel = { encrypted: true, plaintextAllowed: false };
const CLEAR: LoginChannel = { encrypted: false, plaintextAllowed: false };
const CLAIMS = {
  iss: ISS,
  aud: 'wirewall',
  sub: 'support-bot',
  groups: ['support'],
  intents: 'answer-ticket close-ticket',
  exp: seconds(300),
  iat: seconds(0),
  jti: 't1',
};

let directory: string;
let keysFile: string;
let issuer: TestIssuer;
let stranger: TestIssuer;
let clock: { at: number; now(): number };
let revocations: { list: Revocation[]; unknownSinceMs: number | undefined };

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'wirewall-identity-'));
  keysFile = join(directory, 'keys.json');
  [issuer, stranger] = await Promise.all([testIssuer(), testIssuer()]);
});
afterAll(() => rmSync(directory, { recursive: true }));
beforeEach(() => {
  writeKeys(keysFile, issuer);
  clock = { at: NOW, now: () => clock.at };
  revocations = { list: [], unknownSinceMs: undefined };
});

function identity(changes: Partial<IssuerSettings> = {}, more: Partial<IdentitySettings> = {}): Identity {
  const settings: IssuerSettings = {
    issuer: ISS,
    audiences: ['wirewall'],
    jwks: { kind: 'file', path: keysFile },
    claims: { agent: 'sub', groups: 'groups', intents: 'intents', tenant: 'tenant' },
    ...changes,
  };
  return new Identity(
    { issuers: [settings], agents: [], ...more },
    {
      clock,
      installationSecret: Buffer.alloc(32),
      revocations: {
        get unknownSinceMs() {
          return revocations.unknownSinceMs;
        },
        find: (agent, token, session) =>
          revocations.list.find(({ kind, value }) => value === { agent, token, session }[kind]),
      },
    },
  );
}

const login = (token: string, user = 'support-bot', by = identity(), channel = TLS) =>
  by.authenticate({ kind: 'token', user, token }, channel);
const sign = (changes: Claims = {}, header?: { alg?: string; kid?: string }) =>
  issuer.sign({ ...CLAIMS, ...changes }, header);

/** Code and reason of the refusal. */
async function refusalOf(attempt: Promise<unknown>): Promise<[string, string]> {
  const error = await attempt.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return error instanceof LoginRefused ? [error.refusal.code, error.reason] : ['not refused', String(error)];
}

const forge = (header: object, claims: object, signature = 'AAAA') =>
  [JSON.stringify(header), JSON.stringify(claims)].map((part) => base64url.encode(part)).join('.') + `.${signature}`;

describe('a token', () => {
  test('becomes the agent that its claims describe', async () => {
    expect(await login(await sign({ tenant: 'acme' }))).toEqual({
      name: 'support-bot',
      groups: ['support'],
      intents: ['answer-ticket', 'close-ticket'],
      tenant: 'acme',
      method: 'token',
      expiresAtMs: NOW + 300_000,
      tokenId: 't1',
    });
  });

  test.for<[string, Claims, string]>([
    ['of another issuer', { iss: 'https://evil.example.com' }, 'no issuer is configured'],
    ['of no issuer', { iss: undefined }, 'names no issuer'],
    ['for another audience', { aud: 'billing' }, 'aud'],
    ['for no audience', { aud: undefined }, 'aud'],
    ['without an end', { exp: undefined }, 'exp'],
    ['that never ends', { exp: Number.MAX_VALUE }, '"exp" is not a time'],
    ['that begins later', { nbf: seconds(31) }, 'nbf'],
    ['that was issued in the future', { iat: seconds(31) }, 'compare the clocks'],
    ['without a name', { sub: undefined }, 'has no name'],
    ['with an empty name', { sub: '' }, 'has no name'],
    ['with too long a name', { sub: 'x'.repeat(129) }, '128'],
    ['with a name that hides a character', { sub: 'support-bot\u200b' }, `can't be seen`],
    ['with a name that hides a zero', { sub: 'support-bot\0' }, `can't be seen`],
    ['with groups that are a number', { groups: 7 }, '"groups" is neither'],
    ['with a group that is an object', { groups: [{ name: 'dba' }] }, 'has no name'],
    ['with too many groups', { groups: Array.from({ length: 257 }, (_, n) => `g${n}`) }, '256'],
    ['with an id that is a number', { jti: 7 }, '"jti"'],
    ['of another agent than the user', { sub: 'other-bot' }, 'does not log in as "support-bot"'],
  ])('%s is refused', async ([, changes, reason]) => {
    const [code, said] = await refusalOf(login(await sign(changes)));
    expect(code).toBe('WW_LOGIN_FAILED');
    expect(said).toContain(reason);
  });

  test.for<[string, () => Promise<string> | string]>([
    ['signed by another key under the same id', () => stranger.sign(CLAIMS)],
    ['that claims to need no signature', () => forge({ alg: 'none' }, CLAIMS, '')],
    ['that claims to need no signature and has one', () => forge({ alg: 'none' }, CLAIMS)],
    [
      'signed with the public key as a shared secret',
      () =>
        new SignJWT(CLAIMS)
          .setProtectedHeader({ alg: 'HS256', kid: 'k1' })
          .sign(Buffer.from(JSON.stringify(issuer.publicJwk))),
    ],
    [
      'that brings its own key',
      () => new SignJWT(CLAIMS).setProtectedHeader({ alg: 'ES256', jwk: stranger.publicJwk }).sign(stranger.privateKey),
    ],
    ['with a changed claim', async () => tampered(await sign(), { sub: 'admin' })],
    ['with an extension that we do not know', () => forge({ alg: 'ES256', kid: 'k1', crit: ['x'], x: 1 }, CLAIMS)],
    ['that is encrypted', () => 'a.b.c.d.e'],
    ['that is empty', () => ''],
    ['that is a password', () => 'hunter2'],
    ['with a line end', async () => `${await sign()}\n`],
    ['that is too large', () => sign({ padding: 'x'.repeat(17_000) })],
  ])('%s is refused', async ([, make]) => {
    expect((await refusalOf(login(await make())))[0]).toBe('WW_LOGIN_FAILED');
  });

  test('that has only expired is told so, within the tolerance it is taken', async () => {
    const token = await sign();
    clock.at = NOW + 329_000;
    await expect(login(token)).resolves.toMatchObject({ name: 'support-bot' });
    clock.at = NOW + 331_000;
    const expired = login(token);
    await expect(expired).rejects.toMatchObject({ refusal: { code: 'WW_TOKEN_EXPIRED' } });
    await expect(expired).rejects.toMatchObject({ refusal: { hint: expect.stringContaining('Fetch a new token') } });
  });

  test.for<[string, () => Promise<string>]>([
    ['forged', () => stranger.sign(CLAIMS)],
    ['for another audience', () => sign({ aud: 'billing' })],
    ['without a name', () => sign({ sub: undefined })],
  ])('that has expired and is %s learns nothing of its end', async ([, make]) => {
    const token = await make();
    clock.at = NOW + 400_000;
    expect((await refusalOf(login(token)))[0]).toBe('WW_LOGIN_FAILED');
  });

  test('tells the peer the same, whatever is wrong', async () => {
    const tokens = [await stranger.sign(CLAIMS), await sign({ aud: 'billing' }), await sign({ sub: 'x' }), 'hunter2'];
    const told = await Promise.all(
      tokens.map((token) =>
        login(token).catch((error: unknown) => (error instanceof LoginRefused ? error.refusal : error)),
      ),
    );
    expect(new Set(told.map((refusal) => JSON.stringify(refusal))).size).toBe(1);
    expect(JSON.stringify(told)).not.toContain('hunter2');
  });

  test('without an id gets one that its signature can’t change', async () => {
    const claims = { ...CLAIMS, jti: undefined };
    const agents = await Promise.all([login(await issuer.sign(claims)), login(await issuer.sign(claims))]);
    expect(agents[0]?.tokenId).toMatch(/^sha256:[0-9a-f]{32}$/);
    expect(agents[0]?.tokenId).toBe(agents[1]?.tokenId);
  });

  test('is read by paths with dots, and by names that have dots themselves', async () => {
    const by = identity({
      claims: { agent: 'client.id', groups: 'realm.roles', intents: 'https://example.com/intents' },
    });
    const token = await sign({
      client: { id: 'bot' },
      realm: { roles: ['a', 'a', 'b'] },
      'https://example.com/intents': ['i'],
    });
    expect(await login(token, 'bot', by)).toMatchObject({ name: 'bot', groups: ['a', 'b'], intents: ['i'] });
  });

  test('has no claims but its own', async () => {
    const by = identity({ claims: { agent: 'constructor.name' } });
    expect((await refusalOf(login(await sign(), 'Object', by)))[0]).toBe('WW_LOGIN_FAILED');
  });

  test('logs in as a database user that is mapped to its agent, and as no other', async () => {
    const by = identity({ users: { app: 'support-bot' } });
    expect(await login(await sign(), 'app', by)).toMatchObject({ name: 'support-bot' });
    expect((await refusalOf(login(await sign({ sub: 'other' }), 'app', by)))[0]).toBe('WW_LOGIN_FAILED');
    expect((await refusalOf(login(await sign(), 'constructor', by)))[0]).toBe('WW_LOGIN_FAILED');
  });

  test('is not taken for a user that logs in with a secret, whatever it is mapped to', async () => {
    const { verifier } = await makeVerifier();
    const by = identity({ users: { analyst: 'support-bot' } }, { agents: [{ name: 'analyst', scram: verifier }] });
    expect(by.challenge('analyst', TLS).kind).toBe('scram');
    const [code, reason] = await refusalOf(login(await sign(), 'analyst', by));
    expect([code, reason]).toEqual(['WW_LOGIN_FAILED', 'this agent logs in with its secret, not with a token']);
  });

  test('does not make its bearer a static agent', async () => {
    const by = identity({ users: { app: 'analyst' } }, { agents: [{ name: 'analyst', certificate: 'CN=analyst' }] });
    const [code, reason] = await refusalOf(login(await sign({ sub: 'analyst' }), 'app', by));
    expect([code, reason]).toEqual(['WW_LOGIN_FAILED', `a token of "${ISS}" names the static agent "analyst"`]);
  });
});

describe('a connection without TLS', () => {
  test('is not asked for a token, and none is taken over it', async () => {
    expect(() => identity().challenge('support-bot', CLEAR)).toThrow(LoginRefused);
    const refused = login(await sign(), 'support-bot', identity(), CLEAR);
    await expect(refused).rejects.toMatchObject({ refusal: { code: 'WW_LOGIN_NOT_ENCRYPTED' } });
    await expect(refused).rejects.toMatchObject({ refusal: { hint: expect.stringContaining('sslmode=require') } });
  });

  test('may carry one where the listener says so', async () => {
    const channel = { encrypted: false, plaintextAllowed: true };
    expect(identity().challenge('support-bot', channel)).toEqual({ kind: 'token' });
    expect(await login(await sign(), 'support-bot', identity(), channel)).toMatchObject({ name: 'support-bot' });
  });
});

describe('keys', () => {
  test('of a file are read again when it changes: a key that was taken back opens nothing', async () => {
    const by = identity();
    await login(await sign(), 'support-bot', by);
    const next = await testIssuer('k2');
    writeKeys(keysFile, next);
    expect((await refusalOf(login(await sign(), 'support-bot', by)))[0]).toBe('WW_LOGIN_FAILED');
    expect(await login(await next.sign(CLAIMS), 'support-bot', by)).toMatchObject({ name: 'support-bot' });
  });

  test.for<[string, () => void]>([
    ['broken', () => writeFileSync(keysFile, '{"keys": [')],
    ['no key set', () => writeFileSync(keysFile, '[]')],
    ['gone', () => rmSync(keysFile)],
  ])('of a file that is %s open nothing, and the log says which file', async ([, spoil]) => {
    const by = identity();
    await login(await sign(), 'support-bot', by);
    spoil();
    const [code, reason] = await refusalOf(login(await sign(), 'support-bot', by));
    expect(code).toBe('WW_LOGIN_FAILED');
    expect(reason).toContain(keysFile);
  });

  test('are each tried where a token names none', async () => {
    const [one, two] = await Promise.all([testIssuer(''), testIssuer('')]);
    const unnamed = { ...two, publicJwk: { ...two.publicJwk, kid: undefined } };
    writeKeys(keysFile, { ...one, publicJwk: { ...one.publicJwk, kid: undefined } }, unnamed);
    const token = await new SignJWT(CLAIMS).setProtectedHeader({ alg: 'ES256' }).sign(two.privateKey);
    expect(await login(token)).toMatchObject({ name: 'support-bot' });
    const forged = await new SignJWT(CLAIMS).setProtectedHeader({ alg: 'ES256' }).sign(stranger.privateKey);
    expect((await refusalOf(login(forged)))[0]).toBe('WW_LOGIN_FAILED');
  });

  test.for(['http://login.example.com/keys', 'ftp://login.example.com/keys', 'file:///etc/keys'])(
    'are not fetched from %s',
    (url) => {
      expect(() => identity({ jwks: { kind: 'url', url } })).toThrow(/keys come from an https address/);
    },
  );

  test.for(['HS256', 'none', 'RS1'])('of the algorithm %s are refused at the start', (algorithm) => {
    expect(() => identity({ algorithms: [algorithm] })).toThrow(/is none of/);
  });

  test('that are not on the list of algorithms open nothing', async () => {
    expect((await refusalOf(login(await sign(), 'support-bot', identity({ algorithms: ['RS256'] }))))[0]).toBe(
      'WW_LOGIN_FAILED',
    );
  });

  test('are fetched from an address, once for many tokens; one that sends too much is not believed', async () => {
    let asked = 0;
    let body = JSON.stringify({ keys: [issuer.publicJwk] });
    const server = createServer((_, response) => {
      asked += 1;
      response.setHeader('content-type', 'application/json').end(body);
    });
    const url = await listening(server);
    const by = identity({ jwks: { kind: 'url', url } });
    await login(await sign(), 'support-bot', by);
    await login(await sign(), 'support-bot', by);
    expect(asked).toBe(1);
    body = body + ' '.repeat(2 * 1024 * 1024);
    expect((await refusalOf(login(await sign(), 'support-bot', identity({ jwks: { kind: 'url', url } }))))[0]).toBe(
      'WW_LOGIN_FAILED',
    );
    await new Promise((resolve) => server.close(resolve));
    expect((await refusalOf(login(await sign(), 'support-bot', identity({ jwks: { kind: 'url', url } }))))[0]).toBe(
      'WW_LOGIN_FAILED',
    );
  });
});

describe('an agent that has logged in', () => {
  const revoke = (kind: Revocation['kind'], value: string) =>
    revocations.list.push({ kind, value, reason: 'lost', by: 'ann', atMs: NOW });

  test('is refused from the end of its token on, tolerance included', async () => {
    const by = identity();
    const agent = await login(await sign(), 'support-bot', by);
    expect(by.check(agent, 's1')).toBeUndefined();
    clock.at = NOW + 329_999;
    expect(by.check(agent, 's1')).toBeUndefined();
    clock.at = NOW + 330_000;
    expect(by.check(agent, 's1')).toMatchObject({ code: 'WW_TOKEN_EXPIRED' });
  });

  test('gets no tolerance where it was not made here', async () => {
    const agent: Agent = { ...(await login(await sign())), expiresAtMs: NOW };
    expect(identity().check(agent)).toMatchObject({ code: 'WW_TOKEN_EXPIRED' });
  });

  test.for<[Revocation['kind'], string]>([
    ['agent', 'support-bot'],
    ['token', 't1'],
    ['session', 's1'],
  ])('is refused when its %s is revoked', async ([kind, value]) => {
    const by = identity();
    const agent = await login(await sign(), 'support-bot', by);
    revoke(kind, value);
    expect(by.check(agent, 's1')).toMatchObject({ code: 'WW_REVOKED' });
  });

  test('that is revoked can’t log in again', async () => {
    revoke('agent', 'support-bot');
    await expect(login(await sign())).rejects.toMatchObject({ refusal: { code: 'WW_REVOKED' } });
  });

  test('is refused when revocations can’t be learned for longer than the grace', async () => {
    const by = identity();
    const agent = await login(await sign(), 'support-bot', by);
    revocations.unknownSinceMs = NOW;
    clock.at = NOW + 30_000;
    expect(by.check(agent)).toBeUndefined();
    clock.at += 1;
    expect(by.check(agent)).toMatchObject({ code: 'WW_REVOCATIONS_UNKNOWN' });
  });

  test('goes on with a new token of the same subject', async () => {
    const by = identity();
    const agent = await login(await sign(), 'support-bot', by);
    const renewed = await by.renew(agent, await sign({ exp: seconds(900), jti: 't2' }));
    expect(renewed).toMatchObject({ tokenId: 't2', expiresAtMs: NOW + 900_000 });
    expect(await by.renew(renewed, await sign({ jti: 't3' }))).toMatchObject({ tokenId: 't3' });
  });

  test.for<[string, Claims, string]>([
    ['another agent', { sub: 'other-bot' }, 'WW_TOKEN_REFUSED'],
    ['another tenant', { tenant: 'acme' }, 'WW_TOKEN_REFUSED'],
    ['another audience', { aud: 'billing' }, 'WW_TOKEN_REFUSED'],
    ['the past', { exp: seconds(-60) }, 'WW_TOKEN_EXPIRED'],
  ])('does not go on with a token of %s', async ([, changes, code]) => {
    const by = identity();
    const agent = await login(await sign(), 'support-bot', by);
    expect((await refusalOf(by.renew(agent, await sign(changes))))[0]).toBe(code);
  });

  test('does not go on with a token of the same name and another subject', async () => {
    const by = identity({ claims: { agent: 'client' } });
    const agent = await login(await sign({ client: 'bot', sub: 'one' }), 'bot', by);
    expect((await refusalOf(by.renew(agent, await sign({ client: 'bot', sub: 'two' }))))[0]).toBe('WW_TOKEN_REFUSED');
  });

  test('does not go on with a revoked token, nor as an agent that was made elsewhere', async () => {
    const by = identity();
    const agent = await login(await sign(), 'support-bot', by);
    revoke('token', 't2');
    expect((await refusalOf(by.renew(agent, await sign({ jti: 't2' }))))[0]).toBe('WW_REVOKED');
    expect((await refusalOf(by.renew({ ...agent }, await sign({ jti: 't3' }))))[0]).toBe('WW_TOKEN_REFUSED');
  });
});

function tampered(token: string, changes: object): string {
  const [header = '', payload = '', signature = ''] = token.split('.');
  const claims: unknown = JSON.parse(new TextDecoder().decode(base64url.decode(payload)));
  return [header, base64url.encode(JSON.stringify({ ...(claims as object), ...changes })), signature].join('.');
}

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`;
}
