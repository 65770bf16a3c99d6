/** Logins that are wrong, forged, old or unfinished; tokens that run out, are renewed or revoked under a live connection; secrets that stay apart. */
import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { DEVELOPMENT_AUDIENCE, DEVELOPMENT_ISSUER, mintToken } from '../../src/identity/development.ts';
import { ScramClient } from '../../src/core/scram-client.ts';
import { eventually, faults, OPEN_RULES, REFUSED, Scene } from './bystander.ts';
import {
  bind,
  execute,
  frame,
  parse,
  query,
  RawClient,
  saslInitial,
  saslResponse,
  SSL_REQUEST,
  startup,
  SYNC,
  told,
} from './raw-client.ts';

let scene: Scene;
beforeAll(async () => {
  scene = await Scene.open({
    postgres: { settings: { log_statement: 'all', log_min_duration_statement: '0' } },
    config: {
      identity: {
        issuers: [
          {
            issuer: DEVELOPMENT_ISSUER,
            audience: DEVELOPMENT_AUDIENCE,
            jwks: { file: 'keys.json' },
            clock_tolerance: '1s',
          },
        ],
      },
    },
  });
});
afterAll(() => scene?.[Symbol.asyncDispose]());
afterEach(() => scene.expectUnharmed());

const START = startup([
  ['user', 'analyst'],
  ['database', 'shop'],
]);

async function refusedLogin(user: string, secret: string): Promise<string> {
  return RawClient.loggedIn(scene.gateway, { user, secret }).then(
    () => 'it logged in',
    (error: Error) => error.message,
  );
}

describe('by SCRAM', () => {
  test('a wrong secret and an unknown name are refused alike, in the same exchange', async () => {
    const wrong = await refusedLogin('analyst', 'not the secret');
    expect(wrong).toMatch(/^FATAL 28P01 /);
    expect(await refusedLogin('analyst', '')).toMatch(/^FATAL 28P01 /);
  });

  const broken: readonly (readonly [string, (client: RawClient) => Promise<void>])[] = [
    [
      'a proof of nothing',
      async (client) => final(client, (text) => text.replace(/p=.*/, `p=${Buffer.alloc(32).toString('base64')}`)),
    ],
    ['a proof too short', async (client) => final(client, (text) => text.replace(/p=.*/, 'p=AAAA'))],
    ['no proof', async (client) => final(client, (text) => text.replace(/,p=.*/, ''))],
    ['another nonce', async (client) => final(client, (text) => text.replace(/r=[^,]*/, 'r=somebodyelses'))],
    ['another channel binding', async (client) => final(client, (text) => text.replace(/c=[^,]*/, 'c=eSws'))],
    ['nothing for a last message', async (client) => final(client, () => '')],
    ['text in no order', async (client) => final(client, (text) => text.split(',').toReversed().join(','))],
    ['a first message that is none', async (client) => client.send(saslInitial('SCRAM-SHA-256', 'hello'))],
    ['an empty first message', async (client) => client.send(saslInitial('SCRAM-SHA-256', ''))],
    [
      'a mechanism that was not offered',
      async (client) => client.send(saslInitial('SCRAM-SHA-1', new ScramClient({ password: 'x' }).start())),
    ],
    [
      'SCRAM-PLUS without TLS',
      async (client) => client.send(saslInitial('SCRAM-SHA-256-PLUS', 'p=tls-unique,,n=,r=abc')),
    ],
    ['a password in clear', async (client) => client.send(frame('p', 11, Buffer.from('secret\0')))],
    [
      'a first message of a length that lies',
      async (client) => client.send(frame('p', 4 + 18, Buffer.from('SCRAM-SHA-256\0\x7f\xff\xff\xff', 'latin1'))),
    ],
    [
      'an identity of somebody else',
      async (client) => client.send(saslInitial('SCRAM-SHA-256', 'n,a=root,n=,r=abcdefghijkl')),
    ],
    ['a password message beyond its bound', async (client) => client.send(frame('p', 70_000))],
    ['a Query instead', async (client) => client.send(query('SELECT 1'))],
    ['a second start-up message', async (client) => client.send(START)],
  ];
  async function final(client: RawClient, change: (text: string) => string): Promise<void> {
    const scram = new ScramClient({ password: scene.gateway.analyst.secret });
    client.send(saslInitial(scram.mechanism, scram.start()));
    const answer = await client.next();
    client.send(saslResponse(change(await scram.continue(answer?.body.subarray(4).toString('utf8') ?? ''))));
  }
  test.each(broken)('%s is refused', async (_name, attack) => {
    await using client = await scene.raw();
    client.send(START);
    expect((await client.next())?.kind).toBe('Authentication');
    await attack(client);
    const last = await client.lastWord();
    expect(last?.severity).toBe('FATAL');
    expect(last?.code).toMatch(/^(28P01|28000|08P01)$/);
  });

  test('a message that is cut off is nobody’s login', async () => {
    const scram = new ScramClient({ password: scene.gateway.analyst.secret });
    const first = saslInitial(scram.mechanism, scram.start());
    for (let length = 1; length < first.length; length += 9) {
      await using client = await scene.raw();
      client.send(START, first.subarray(0, length));
      client.end();
      await client.lastWord();
      expect(client.closed).toBe(true);
    }
  });
});

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const payload = (change: Record<string, unknown> = {}): Record<string, unknown> => {
  const now = Math.floor(Date.now() / 1000);
  return {
    iss: 'wirewall-development',
    aud: 'wirewall',
    sub: 'dev',
    iat: now,
    exp: now + 600,
    jti: 'forged',
    ...change,
  };
};

describe('by token', () => {
  const dev = (more: Partial<Parameters<typeof mintToken>[0]> = {}): Promise<string> =>
    mintToken({ directory: scene.gateway.directory, agent: 'dev', ttlMs: 600_000, ...more });

  const forged: readonly (readonly [string, () => string | Promise<string>])[] = [
    ['that has run out', () => dev({ nowMs: Date.now() - 3_600_000 })],
    ['for another audience', () => dev({ audience: 'elsewhere' })],
    ['of another issuer', () => dev({ issuer: 'https://evil.example' })],
    ['of another subject', () => dev({ agent: 'analyst' })],
    ['without a signature', () => `${part({ alg: 'none', typ: 'JWT' })}.${part(payload())}.`],
    [
      'signed with the public key as a secret',
      async () => {
        const keys: unknown = JSON.parse(await readFile(join(scene.gateway.directory, 'keys.json'), 'utf8'));
        const [key] = (keys as { keys: { x: string; kid: string }[] }).keys;
        const signed = `${part({ alg: 'HS256', typ: 'JWT', kid: key?.kid })}.${part(payload())}`;
        return `${signed}.${createHmac('sha256', Buffer.from(key?.x ?? '', 'base64url'))
          .update(signed)
          .digest('base64url')}`;
      },
    ],
    [
      'signed with a key that it brings itself',
      () => {
        const { privateKey, publicKey } = generateKeyPairSync('ed25519');
        const signed = `${part({ alg: 'EdDSA', typ: 'JWT', jwk: publicKey.export({ format: 'jwk' }) })}.${part(payload())}`;
        return `${signed}.${sign(null, Buffer.from(signed), privateKey).toString('base64url')}`;
      },
    ],
    [
      'whose claims were changed',
      async () => {
        const [head, , signature] = (await dev()).split('.');
        return `${head}.${part(payload({ groups: ['dba'] }))}.${signature}`;
      },
    ],
    ['whose signature was cut off', async () => (await dev()).slice(0, -10)],
    ['that is empty', () => ''],
    ['that is no token', () => 'hunter2'],
    ['of 60 KB', () => `${part({ alg: 'EdDSA' })}.${'a'.repeat(60_000)}.x`],
  ];
  test.each(forged)('a token %s is refused', async (_name, make) => {
    const token = await make();
    const message = await refusedLogin('dev', token);
    expect(message).toMatch(/^FATAL 28(000|P01) /);
    if (token.length > 20) expect(message).not.toContain(token.slice(0, 20));
  });

  test('a token that runs out stops the next statement, a new one renews it, and neither is seen by anybody', async () => {
    const short = await dev({ ttlMs: 2000 });
    await using client = await RawClient.loggedIn(scene.gateway, { user: 'dev', secret: short });
    client.send(parse('kept', 'SELECT id FROM shop.products WHERE id = 1'), SYNC);
    await client.shown();
    expect(await client.ask('SELECT id FROM shop.products WHERE id = 1')).toContain('row 1');
    const refusal = await eventually(
      () => client.ask('SELECT id FROM shop.products WHERE id = 1'),
      (seen) => !seen.includes('row 1'),
      45_000,
    );
    expect(refusal).toEqual(['error 28000', 'ready idle']);
    expect((await client.refusal(REFUSED)).detail).toContain('WW_TOKEN_EXPIRED');
    client.send(bind('', 'kept'), execute(''), SYNC);
    expect(await client.shown()).toEqual(['error 28000', 'ready idle']);
    const others = await dev({ agent: 'analyst' });
    expect((await client.refusal(`SET wirewall.token = '${others}'`)).severity).toBe('ERROR');
    const fresh = await dev();
    expect(await client.ask(`SET wirewall.token = '${fresh}'`)).toEqual(['done SET', 'ready idle']);
    expect(await client.ask('SELECT id FROM shop.products WHERE id = 1')).toContain('row 1');
    client.send(bind('', 'kept'), execute(''), SYNC);
    expect(await client.shown()).toContain('row 1');
    // By the other ways that a text can come, too: prepared, among others, and wrongly written.
    const hidden = await dev();
    client.send(parse('', `SET wirewall.token = '${hidden}'`), bind('', ''), execute(''), SYNC);
    expect((await client.shown()).slice(-2)).toEqual(['done SET', 'ready idle']);
    await client.ask(`SELECT id FROM shop.products; SET wirewall.token = '${hidden}'`);
    await client.ask(`SET wirewall.token = '${hidden}`);
    await client.ask(`SET wirewall.token TO ${hidden}`);
    await client.ask(`SELECT set_config('wirewall.token', '${hidden}', false)`);
    await client.ask(`SELECT '${hidden}'`);
    await client.ask(`SELECT current_setting('wirewall.token')`);
    await expectUnseen([short, others, fresh, hidden]);
  }, 60_000);

  /** Neither in the record, nor in the gateway's log, nor in the server's. */
  async function expectUnseen(tokens: readonly string[]): Promise<void> {
    const files = await readdir(scene.gateway.auditDirectory, { recursive: true, withFileTypes: true });
    const records = await Promise.all(
      files.filter((file) => file.isFile()).map((file) => readFile(join(file.parentPath, file.name), 'utf8')),
    );
    const places = { record: records.join('\n'), log: scene.gateway.log(), server: scene.server.log() };
    for (const [place, text] of Object.entries(places)) {
      expect(text.length, place).toBeGreaterThan(0);
      for (const token of tokens) {
        const signature = token.split('.')[2] ?? token;
        // A text that is allowed goes upstream as it is: SELECT '…' of a token is the agent's own doing.
        if (place !== 'server') expect(text.includes(signature), `a token in the ${place}`).toBe(false);
      }
      // The server's own log has it from the test's ALTER ROLE.
      if (place !== 'server')
        expect(text.includes(scene.shop.password), `the upstream's password in the ${place}`).toBe(false);
      expect(text.includes(scene.gateway.analyst.secret), `the agent's secret in the ${place}`).toBe(false);
    }
    for (const token of tokens.slice(0, 3))
      expect(places.server.includes(token.split('.')[2] ?? token), 'a token upstream').toBe(false);
  }
});

describe('while it is connected', () => {
  test('an agent that is revoked is cut off in its statement, and every later login is refused', async () => {
    const secret = await scene.gateway.token('dev');
    await using running = await RawClient.loggedIn(scene.gateway, { user: 'dev', secret });
    await using idle = await RawClient.loggedIn(scene.gateway, { user: 'dev', secret });
    expect(await idle.ask('SELECT id FROM shop.products WHERE id = 1')).toContain('row 1');
    running.send(query('SELECT pg_sleep(20)'));
    await eventually(
      () => sleeping(),
      (count) => count === 1,
    );
    const { code } = await scene.gateway.run('agents', 'revoke', 'dev', '--reason', 'strange questions');
    expect(code).toBe(0);
    expect(await running.lastWord()).toMatchObject({ severity: 'FATAL', code: '28000' });
    expect(await idle.lastWord()).toMatchObject({ severity: 'FATAL', code: '28000' });
    expect(await eventually(sleeping, (count) => count === 0)).toBe(0);
    expect(await refusedLogin('dev', secret)).toMatch(/^FATAL 28000 /);
    expect((await scene.gateway.run('agents', 'restore', 'dev')).code).toBe(0);
  });

  async function sleeping(): Promise<number> {
    const [row] = await scene.asSuperuser<{ count: number }>(
      "SELECT count(*)::int FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%pg_sleep(20)%' AND pid <> pg_backend_pid()",
    );
    return row?.count ?? -1;
  }

  test('rules that change on disk hold for its next statement; rules with mistakes change nothing', async () => {
    await using client = await scene.agent();
    client.send(parse('kept', 'SELECT id FROM shop.products WHERE id = 1'), SYNC);
    await client.shown();
    const file = join(scene.gateway.rulesDirectory, 'open.yaml');
    const ask = (): Promise<string[]> => client.ask('SELECT id FROM shop.products WHERE id = 1');
    expect(await ask()).toContain('row 1');
    try {
      await writeFile(file, 'for: { agents: [analyst] }\nupstream: shop\nallow: [SELEKT ON everything]\n');
      await eventually(
        () => scene.gateway.log(),
        (log) => log.includes('mistakes'),
      );
      expect(await ask()).toContain('row 1');
      await writeFile(file, 'for: { agents: [analyst] }\nupstream: shop\nallow: [SELECT ON shop.orders]\n');
      expect(await eventually(ask, (seen) => !seen.includes('row 1'))).toEqual(['error 42501', 'ready idle']);
      client.send(bind('', 'kept'), execute(''), SYNC);
      expect((await client.shown()).slice(-2)).toEqual(['error 42501', 'ready idle']);
    } finally {
      await writeFile(file, OPEN_RULES);
    }
    expect(await eventually(ask, (seen) => seen.includes('row 1'))).toContain('row 1');
  });
});

describe('a listener with TLS', () => {
  let secure: Scene;
  beforeAll(async () => {
    secure = await Scene.open({ tls: true });
  });
  afterAll(() => secure?.[Symbol.asyncDispose]());
  afterEach(() => secure.expectUnharmed());

  test('lets a driver in by token and by secret', async () => {
    const { gateway } = secure;
    for (const [user, password] of [
      ['dev', await gateway.token('dev')],
      [gateway.analyst.name, gateway.analyst.secret],
    ]) {
      const client = new Client({
        host: '127.0.0.1',
        port: gateway.port,
        user,
        password,
        database: 'shop',
        ssl: { ca: gateway.certificate },
      });
      await client.connect();
      expect((await client.query('SELECT id::int FROM shop.products WHERE id = 1')).rows).toEqual([{ id: 1 }]);
      await client.end();
    }
  });

  test('refuses a token in clear before it is sent', async () => {
    await using client = await secure.raw();
    client.send(
      startup([
        ['user', 'dev'],
        ['database', 'shop'],
      ]),
    );
    const first = await client.next();
    expect(told(first)).toMatchObject({ severity: 'FATAL', code: '28000' });
    expect(told(first).detail).toContain('WW_LOGIN_NOT_ENCRYPTED');
  });

  test.each([
    [
      'a start-up message',
      startup([
        ['user', 'analyst'],
        ['database', 'shop'],
      ]),
    ],
    ['one byte', Buffer.from([0])],
  ])('takes %s in clear behind the request for TLS as an attack', async (_name, bytes) => {
    await using client = await secure.raw();
    client.send(Buffer.concat([SSL_REQUEST, bytes]));
    await client.lastWord().catch(() => undefined);
    expect(client.closed).toBe(true);
  });

  test('takes the request for TLS once: a second one is declined inside of it', async () => {
    await using client = await secure.raw();
    client.send(SSL_REQUEST);
    expect(await client.byte()).toBe('S');
    await client.encrypt();
    client.send(SSL_REQUEST);
    expect(await client.byte()).toBe('N');
    const { name, secret } = secure.gateway.analyst;
    await client.login({ user: name, secret });
    expect(await client.ask('SELECT id FROM shop.products WHERE id = 1')).toContain('row 1');
  });

  test.each([
    ['no handshake', Buffer.from('hello, this is no handshake at all')],
    ['half a handshake', Buffer.from('160301020001', 'hex')],
    ['an empty record', Buffer.from('1603010000', 'hex')],
  ])('survives %s behind the request for TLS', async (_name, bytes) => {
    await using client = await secure.raw();
    client.send(SSL_REQUEST);
    expect(await client.byte()).toBe('S');
    client.send(bytes);
    client.end();
    await client.lastWord().catch(() => undefined);
    expect(faults(secure.gateway.log())).toEqual([]);
  });

  test('survives a ClientHello that comes without a request', async () => {
    await using client = await secure.raw();
    client.send(Buffer.from('16030102000100', 'hex'));
    await client.lastWord();
    expect(client.closed).toBe(true);
  });
});
