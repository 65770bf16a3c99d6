import { beforeAll, describe, expect, test } from 'vitest';
import {
  cachingAnswer,
  cachingVerifier,
  formatCachingVerifier,
  formatNativeVerifier,
  nativeAnswer,
  nativeVerifier,
} from '../../src/core/mysql-secret.ts';
import { makeVerifier } from '../../src/identity/development.ts';
import type { MadeSecret } from '../../src/identity/development.ts';
import { Identity } from '../../src/identity/identity.ts';
import type { LoginChannel, LoginCheck, LoginCredentials } from '../../src/identity/identity.ts';
import { LoginRefused } from '../../src/identity/refused.ts';

const TLS: LoginChannel = { encrypted: true, plaintextAllowed: false };
const CLEAR: LoginChannel = { encrypted: false, plaintextAllowed: false };
const LOOPBACK: LoginChannel = { encrypted: false, plaintextAllowed: true };
const NOTHING_REVOKED = { find: () => undefined, unknownSinceMs: undefined };
const nonce = Buffer.from('abcdefghijklmnopqrst');
const another = Buffer.from('ABCDEFGHIJKLMNOPQRST');
const SECRET = 'correct horse';

let made: MadeSecret;
beforeAll(async () => {
  made = await makeVerifier(SECRET);
});

const issuer = {
  issuer: 'https://issuer.example.com',
  audiences: ['wirewall'],
  jwks: { kind: 'file', path: '/nowhere' },
  claims: { agent: 'sub' },
} as const;

const identity = ({ issuers = false } = {}) =>
  new Identity(
    {
      issuers: issuers ? [issuer] : [],
      agents: [
        {
          name: 'all',
          users: ['every'],
          scram: made.verifier,
          cachingSha2: made.cachingSha2,
          nativePassword: made.nativePassword,
        },
        { name: 'scram', scram: made.verifier },
        { name: 'caching', cachingSha2: made.cachingSha2 },
        { name: 'native', nativePassword: made.nativePassword },
      ],
    },
    { installationSecret: Buffer.alloc(32, 1), revocations: NOTHING_REVOKED },
  );

type Way = 'whole' | 'caching' | 'native';
const WAYS: readonly Way[] = ['whole', 'caching', 'native'];

async function answer(check: LoginCheck, way: Way, secret: string): Promise<LoginCredentials | undefined> {
  if (way === 'whole') return check.whole(secret);
  if (way === 'caching') return check.caching(nonce, cachingAnswer(secret, nonce));
  return check.native(nonce, nativeAnswer(secret, nonce));
}

const refusalOf = (attempt: Promise<unknown>) =>
  attempt.then(
    (value) => value,
    (error: unknown) => (error instanceof LoginRefused ? error.refusal : error),
  );

describe('a static agent', () => {
  test.for<[string, Way]>([
    ['all', 'whole'],
    ['all', 'caching'],
    ['all', 'native'],
    ['every', 'native'],
    ['scram', 'whole'],
    ['caching', 'whole'],
    ['caching', 'caching'],
    ['native', 'whole'],
    ['native', 'native'],
  ])('%s logs in by %s', async ([user, way]) => {
    const by = identity();
    const credentials = await answer(by.passwordCheck(user, TLS), way, SECRET);
    if (credentials === undefined) throw new Error('it proved nothing');
    expect(await by.authenticate(credentials, TLS)).toMatchObject({
      name: user === 'every' ? 'all' : user,
      method: 'secret',
    });
  });

  test.for<[string, Way, boolean]>([
    ['scram', 'caching', true],
    ['native', 'caching', true],
    ['scram', 'native', false],
    ['caching', 'native', false],
  ])('%s proves nothing by %s', async ([user, way, asksOn]) => {
    const result = await refusalOf(answer(identity().passwordCheck(user, TLS), way, SECRET));
    if (asksOn) expect(result).toBeUndefined();
    else expect(result).toMatchObject({ code: 'WW_LOGIN_FAILED' });
  });

  test('is asked for its whole secret where the short way proved nothing', async () => {
    const check = identity().passwordCheck('all', TLS);
    expect(check.caching(nonce, cachingAnswer('wrong', nonce))).toBeUndefined();
    expect(await check.whole(SECRET)).toMatchObject({ kind: 'secret', user: 'all' });
  });

  test.for(WAYS)('does not log in by %s with another secret', async (way) => {
    for (const wrong of ['wrong', '', 'correct horse ', 'CORRECT HORSE', '\0', 'x'.repeat(20_000)]) {
      const result = await refusalOf(answer(identity().passwordCheck('all', TLS), way, wrong));
      if (way === 'caching') expect(result).toBeUndefined();
      else expect(result).toMatchObject({ code: 'WW_LOGIN_FAILED' });
    }
  });

  test('does not log in by an answer to another nonce', () => {
    const recorded = nativeAnswer(SECRET, nonce);
    expect(() => identity().passwordCheck('all', TLS).native(another, recorded)).toThrow(LoginRefused);
    expect(identity().passwordCheck('all', TLS).caching(another, cachingAnswer(SECRET, nonce))).toBeUndefined();
  });

  test('does not log in by its own verifier', async () => {
    for (const stolen of [made.verifier, made.cachingSha2, made.nativePassword, made.nativePassword.slice(1)]) {
      for (const user of ['all', 'scram', 'caching', 'native']) {
        const result = await refusalOf(identity().passwordCheck(user, TLS).whole(stolen));
        expect(result).toMatchObject({ code: 'WW_LOGIN_FAILED' });
      }
    }
  });

  test('gets one try', async () => {
    const [short, whole, native] = [1, 2, 3].map(() => identity().passwordCheck('all', TLS));
    if (short === undefined || whole === undefined || native === undefined) throw new Error('three were made');
    short.caching(nonce, Buffer.alloc(0));
    expect(() => short.caching(nonce, cachingAnswer(SECRET, nonce))).toThrow(LoginRefused);
    await expect(whole.whole('wrong')).rejects.toThrow(LoginRefused);
    await expect(whole.whole(SECRET)).rejects.toThrow(LoginRefused);
    expect(() => native.native(nonce, Buffer.alloc(20))).toThrow(LoginRefused);
    expect(() => native.native(nonce, nativeAnswer(SECRET, nonce))).toThrow(LoginRefused);
  });

  test('is asked for nothing over a connection that may be listened to', () => {
    for (const user of ['all', 'scram', 'nobody']) {
      expect(() => identity().passwordCheck(user, CLEAR)).toThrow(/needs an encrypted connection/);
      expect(identity().passwordCheck(user, LOOPBACK)).toBeDefined();
    }
  });
});

describe('a proof', () => {
  const credentialsOf = async (by: Identity) => {
    const credentials = await by.passwordCheck('all', TLS).whole(SECRET);
    if (credentials.kind !== 'secret') throw new Error(`it gave a ${credentials.kind}`);
    return credentials;
  };

  test('is used once', async () => {
    const by = identity();
    const credentials = await credentialsOf(by);
    await by.authenticate(credentials, TLS);
    expect(await refusalOf(by.authenticate(credentials, TLS))).toMatchObject({ code: 'WW_LOGIN_FAILED' });
  });

  test('cannot be made by hand, come from elsewhere, or be shown as that of another method', async () => {
    const by = identity();
    const elsewhere = await credentialsOf(identity());
    const shown = [
      elsewhere,
      { ...elsewhere, proof: { agentName: 'all' } },
      { ...(await credentialsOf(by)), kind: 'scram' as const },
    ];
    for (const credentials of shown) {
      expect(await refusalOf(by.authenticate(credentials, TLS))).toMatchObject({ code: 'WW_LOGIN_FAILED' });
    }
  });

  test.for(['scram', 'nobody'])('serves no other user, as %s', async (user) => {
    const by = identity();
    const credentials = { ...(await credentialsOf(by)), user };
    expect(await refusalOf(by.authenticate(credentials, TLS))).toMatchObject({ code: 'WW_LOGIN_FAILED' });
  });
});

describe('an unknown user', () => {
  test.for(['whole', 'native'] as const)('is refused by %s in the words of a wrong secret', async (way) => {
    const unknown = await refusalOf(answer(identity().passwordCheck('nobody', TLS), way, SECRET));
    const wrong = await refusalOf(answer(identity().passwordCheck('all', TLS), way, 'wrong'));
    expect(unknown).toEqual({ ...(wrong as object), message: 'login of "nobody" failed' });
  });

  test('proves nothing by the short way, as one whose agent has no verifier for it', () => {
    const check = identity().passwordCheck('nobody', TLS);
    expect(check.caching(nonce, cachingAnswer(SECRET, nonce))).toBeUndefined();
  });

  test('seems to take what the known ones take, the same on each try', () => {
    const seems = (user: string) => identity().passwordCheck(user, TLS).takesNative;
    const drawn = Array.from({ length: 64 }, (_, n) => seems(`nobody ${n}`));
    expect(new Set(drawn)).toEqual(new Set([true, false]));
    expect(Array.from({ length: 64 }, (_, n) => seems(`nobody ${n}`))).toEqual(drawn);
  });
});

describe('a user of a token', () => {
  test('hands it in whole', async () => {
    const check = identity({ issuers: true }).passwordCheck('bot', TLS);
    expect(check.takesNative).toBe(false);
    expect(check.caching(nonce, cachingAnswer('x', nonce))).toBeUndefined();
    expect(await check.whole('a.b.c')).toEqual({ kind: 'token', user: 'bot', token: 'a.b.c' });
    expect(() => check.native(nonce, nativeAnswer('x', nonce))).toThrow(LoginRefused);
  });

  test('is no static agent with a secret, of whichever method', async () => {
    for (const user of ['all', 'scram', 'caching', 'native']) {
      const by = identity({ issuers: true });
      expect(await refusalOf(by.passwordCheck(user, TLS).whole('a.b.c'))).toMatchObject({ code: 'WW_LOGIN_FAILED' });
      expect(await refusalOf(by.authenticate({ kind: 'token', user, token: 'a.b.c' }, TLS))).toMatchObject({
        code: 'WW_LOGIN_FAILED',
      });
    }
  });
});

test('an empty secret is nobody’s, though a verifier is made of it', async () => {
  const empty = {
    cachingSha2: formatCachingVerifier(cachingVerifier('')),
    nativePassword: formatNativeVerifier(nativeVerifier('')),
  };
  for (const kept of [{ cachingSha2: empty.cachingSha2 }, { nativePassword: empty.nativePassword }]) {
    const by = new Identity(
      { issuers: [], agents: [{ name: 'a', ...kept }] },
      { installationSecret: Buffer.alloc(32), revocations: NOTHING_REVOKED },
    );
    expect(await refusalOf(by.passwordCheck('a', TLS).whole(''))).toMatchObject({ code: 'WW_LOGIN_FAILED' });
  }
});

test('settings with a clear secret for a verifier are refused', () => {
  for (const settings of [{ cachingSha2: 'hunter2' }, { nativePassword: 'hunter2' }]) {
    const make = () =>
      new Identity(
        { issuers: [], agents: [{ name: 'a', ...settings }] },
        { installationSecret: Buffer.alloc(32), revocations: NOTHING_REVOKED },
      );
    expect(make).toThrow(/agent "a": a .* verifier is/);
  }
});
