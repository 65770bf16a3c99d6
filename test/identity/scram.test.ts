import { beforeAll, describe, expect, test } from 'vitest';
import type { ScramBinding } from '../../src/core/scram-client.ts';
import { ScramClient } from '../../src/core/scram-client.ts';
import { parseServerFirst } from '../../src/core/scram-messages.ts';
import { deriveVerifier, formatVerifier } from '../../src/core/scram.ts';
import { makeVerifier } from '../../src/identity/development.ts';
import { Identity } from '../../src/identity/identity.ts';
import type { LoginChannel, Proof } from '../../src/identity/identity.ts';
import { LoginRefused } from '../../src/identity/refused.ts';
import type { ServerExchange } from '../../src/identity/scram-exchange.ts';

const CLEAR: LoginChannel = { encrypted: false, plaintextAllowed: false };
const certificate = Buffer.from('digest of the certificate');
const TLS: LoginChannel = { encrypted: true, plaintextAllowed: false, channelBinding: certificate };
const NOTHING_REVOKED = { find: () => undefined, unknownSinceMs: undefined };

let verifier: string;
beforeAll(async () => {
  ({ verifier } = await makeVerifier('correct horse'));
});

const identity = (secret = Buffer.alloc(32, 1)) =>
  new Identity(
    {
      issuers: [],
      agents: [
        { name: 'analyst', groups: ['analytics'], users: ['ana'], scram: verifier },
        { name: 'admin', groups: ['dba'], scram: verifier },
      ],
    },
    { installationSecret: secret, revocations: NOTHING_REVOKED },
  );

function exchangeFor(user: string, by = identity(), channel = CLEAR): ServerExchange<Proof> {
  const challenge = by.challenge(user, channel);
  if (challenge.kind !== 'scram') throw new Error(`asked for a ${challenge.kind}`);
  return challenge.exchange;
}

async function run(exchange: ServerExchange<Proof>, password: string, binding?: ScramBinding): Promise<Proof> {
  const client = new ScramClient({ password, ...(binding === undefined ? {} : { binding }) });
  const { serverFinal, proof } = exchange.final(await client.continue(exchange.first(client.start())));
  client.finish(serverFinal);
  return proof;
}

const refusalOf = (attempt: Promise<unknown>) =>
  attempt.then(
    () => 'not refused',
    (error: unknown) => (error instanceof LoginRefused ? error.refusal : error),
  );

describe('a static agent', () => {
  test.for(['analyst', 'ana'])('logs in with its secret as %s', async (user) => {
    const by = identity();
    const proof = await run(exchangeFor(user, by), 'correct horse');
    expect(await by.authenticate({ kind: 'scram', user, proof }, CLEAR)).toEqual({
      name: 'analyst',
      groups: ['analytics'],
      intents: [],
      method: 'scram',
    });
  });

  test('does not log in with another secret', async () => {
    expect(await refusalOf(run(exchangeFor('analyst'), 'wrong'))).toMatchObject({ code: 'WW_LOGIN_FAILED' });
  });

  test('does not log in with a token', async () => {
    const attempt = identity().authenticate({ kind: 'token', user: 'analyst', token: 'a.b.c' }, TLS);
    expect(await refusalOf(attempt)).toMatchObject({ code: 'WW_LOGIN_FAILED' });
  });

  test('binds its login to the TLS connection', async () => {
    const binding = { kind: 'tls-server-end-point', data: certificate } as const;
    expect(await run(exchangeFor('analyst', identity(), TLS), 'correct horse', binding)).toEqual({
      agentName: 'analyst',
    });
  });

  test.for<[string, ScramBinding, LoginChannel]>([
    ['binds to another certificate', { kind: 'tls-server-end-point', data: Buffer.from('other') }, TLS],
    ['was not told that it can bind', { kind: 'unused' }, TLS],
    ['binds where nothing is to bind to', { kind: 'tls-server-end-point', data: certificate }, CLEAR],
  ])('does not log in when it %s', async ([, binding, channel]) => {
    const attempt = run(exchangeFor('analyst', identity(), channel), 'correct horse', binding);
    expect(await refusalOf(attempt)).toMatchObject({ code: 'WW_LOGIN_FAILED' });
  });

  test('is not logged in by messages of another login', async () => {
    const [recorded, attacked] = [exchangeFor('analyst'), exchangeFor('analyst')];
    const client = new ScramClient({ password: 'correct horse' });
    const first = client.start();
    const final = await client.continue(recorded.first(first));
    attacked.first(first);
    expect(() => attacked.final(final)).toThrow(LoginRefused);
  });

  test('is not logged in by messages out of order, and gets one try', async () => {
    expect(() => exchangeFor('analyst').final('c=biws,r=x,p=AAAA')).toThrow(LoginRefused);
    const exchange = exchangeFor('analyst');
    const client = new ScramClient({ password: 'correct horse' });
    const final = await client.continue(exchange.first(client.start()));
    expect(() => exchange.final('nonsense')).toThrow(LoginRefused);
    expect(() => exchange.final(final)).toThrow(LoginRefused);
  });
});

describe('a proof', () => {
  test('is used once', async () => {
    const by = identity();
    const credentials = {
      kind: 'scram',
      user: 'analyst',
      proof: await run(exchangeFor('analyst', by), 'correct horse'),
    } as const;
    await by.authenticate(credentials, CLEAR);
    expect(await refusalOf(by.authenticate(credentials, CLEAR))).toMatchObject({ code: 'WW_LOGIN_FAILED' });
  });

  test('cannot be made by hand, nor come from elsewhere', async () => {
    const by = identity();
    const elsewhere = await run(exchangeFor('analyst', identity()), 'correct horse');
    for (const proof of [{ agentName: 'analyst' }, elsewhere, { ...elsewhere }]) {
      const attempt = by.authenticate({ kind: 'scram', user: 'analyst', proof }, CLEAR);
      expect(await refusalOf(attempt)).toMatchObject({ code: 'WW_LOGIN_FAILED' });
    }
  });

  test.for(['admin', 'root'])('serves no other user, as %s', async (user) => {
    const by = identity();
    const proof = await run(exchangeFor('analyst', by), 'correct horse');
    expect(await refusalOf(by.authenticate({ kind: 'scram', user, proof }, CLEAR))).toMatchObject({
      code: 'WW_LOGIN_FAILED',
    });
  });
});

describe('an unknown user', () => {
  const asked = (user: string, by = identity()) => {
    const { salt, iterations } = parseServerFirst(exchangeFor(user, by).first('n,,n=,r=abc'));
    return { salt: salt.toString('hex'), iterations };
  };

  test('is asked what a known one is asked, the same each time and after a restart', () => {
    expect(asked('nobody')).toEqual(asked('nobody'));
    expect(asked('nobody').iterations).toBe(asked('analyst').iterations);
    expect(asked('nobody').salt).toHaveLength(asked('analyst').salt.length);
    expect(asked('nobody').salt).not.toBe(asked('somebody').salt);
  });

  test('is asked otherwise by another installation', () => {
    expect(asked('nobody').salt).not.toBe(asked('nobody', identity(Buffer.alloc(32, 2))).salt);
  });

  test('is refused in the words of a wrong secret, at the same step', async () => {
    const unknown = await refusalOf(run(exchangeFor('nobody'), 'correct horse'));
    const wrong = await refusalOf(run(exchangeFor('analyst'), 'wrong'));
    expect(unknown).toEqual({ ...(wrong as object), message: 'login of "nobody" failed' });
  });

  test.for(['', 'nobody', 'correct horse'])('gets in by no secret: "%s"', async (secret) => {
    expect(await refusalOf(run(exchangeFor('nobody'), secret))).toMatchObject({ code: 'WW_LOGIN_FAILED' });
  });
});

describe('a client certificate', () => {
  const withCertificate = new Identity(
    { issuers: [], agents: [{ name: 'etl', certificate: 'spiffe://example.com/etl' }] },
    { installationSecret: Buffer.alloc(32), revocations: NOTHING_REVOKED },
  );
  const channel = { ...TLS, certificateSubject: 'spiffe://example.com/etl' };
  const credentials = { kind: 'certificate', user: 'etl', subject: 'spiffe://example.com/etl' } as const;

  test('is its agent', async () => {
    expect(withCertificate.challenge('etl', channel)).toEqual({ kind: 'certificate' });
    expect(await withCertificate.authenticate(credentials, channel)).toMatchObject({
      name: 'etl',
      method: 'certificate',
    });
  });

  test.for<[string, LoginChannel, string]>([
    ['that was not shown', TLS, 'etl'],
    ['of somebody else', { ...TLS, certificateSubject: 'spiffe://example.com/other' }, 'etl'],
    ['for another user', channel, 'root'],
  ])('%s is refused', async ([, shown, user]) => {
    expect(await refusalOf(withCertificate.authenticate({ ...credentials, user }, shown))).toMatchObject({
      code: 'WW_LOGIN_FAILED',
    });
  });
});

describe('the settings', () => {
  test('that give one user name to two agents are refused', () => {
    const agents = [{ name: 'a', users: ['x'] }, { name: 'x' }];
    const make = () =>
      new Identity({ issuers: [], agents }, { installationSecret: Buffer.alloc(32), revocations: NOTHING_REVOKED });
    expect(make).toThrow('two agents may log in as "x"');
  });

  test('with a clear secret for a verifier are refused', () => {
    const agents = [{ name: 'a', scram: 'hunter2' }];
    const make = () =>
      new Identity({ issuers: [], agents }, { installationSecret: Buffer.alloc(32), revocations: NOTHING_REVOKED });
    expect(make).toThrow(/agent "a": a verifier has the form/);
  });

  test('with a weak verifier are warned of', async () => {
    const weak = formatVerifier(await deriveVerifier('x', Buffer.from('salt'), 1));
    const made = new Identity(
      { issuers: [], agents: [{ name: 'a', scram: weak }] },
      { installationSecret: Buffer.alloc(32), revocations: NOTHING_REVOKED },
    );
    expect(made.warnings).toEqual([expect.stringContaining('agent "a"')]);
  });
});
