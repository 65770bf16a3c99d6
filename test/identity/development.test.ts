import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseVerifier } from '../../src/core/scram.ts';
import {
  createDevelopmentIssuer,
  DEVELOPMENT_AUDIENCE,
  DEVELOPMENT_ISSUER,
  makeVerifier,
  mintToken,
} from '../../src/identity/development.ts';
import { Identity } from '../../src/identity/identity.ts';

let directory: string;
beforeAll(() => {
  directory = join(mkdtempSync(join(tmpdir(), 'wirewall-issuer-')), 'issuer');
});
afterAll(() => rmSync(join(directory, '..'), { recursive: true }));

describe('the development issuer', () => {
  test('makes a key once, private to its owner, and publishes the public half', async () => {
    const { privateKeyFile, publicKeysFile, created } = await createDevelopmentIssuer(directory);
    expect(created).toBe(true);
    expect(statSync(privateKeyFile).mode & 0o777).toBe(0o600);
    const published = readFileSync(publicKeysFile, 'utf8');
    expect(JSON.parse(published)).toMatchObject({ keys: [{ kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA' }] });
    expect(published).not.toContain('"d"');
    expect(await createDevelopmentIssuer(directory)).toMatchObject({ created: false });
    expect(readFileSync(publicKeysFile, 'utf8')).toBe(published);
  });

  test('signs tokens that a gateway takes', async () => {
    const { publicKeysFile } = await createDevelopmentIssuer(directory);
    const identity = new Identity(
      {
        issuers: [
          {
            issuer: DEVELOPMENT_ISSUER,
            audiences: [DEVELOPMENT_AUDIENCE],
            jwks: { kind: 'file', path: publicKeysFile },
            claims: { agent: 'sub', groups: 'groups', intents: 'intents', tenant: 'tenant' },
          },
        ],
        agents: [],
      },
      { installationSecret: Buffer.alloc(32), revocations: { find: () => undefined, unknownSinceMs: undefined } },
    );
    const token = await mintToken({
      directory,
      agent: 'support-bot',
      groups: ['support'],
      intents: ['answer-ticket'],
      tenant: 'acme',
      ttlMs: 60_000,
    });
    const channel = { encrypted: true, plaintextAllowed: false };
    expect(await identity.authenticate({ kind: 'token', user: 'support-bot', token }, channel)).toMatchObject({
      name: 'support-bot',
      groups: ['support'],
      intents: ['answer-ticket'],
      tenant: 'acme',
    });
  });

  test('without a key says what to do', async () => {
    await expect(mintToken({ directory: join(directory, 'none'), agent: 'x', ttlMs: 60_000 })).rejects.toThrow(
      /name the directory of a development issuer/,
    );
  });
});

describe('a secret', () => {
  test('is new each time, and its verifier holds nothing of it', async () => {
    const [one, two] = await Promise.all([makeVerifier(), makeVerifier()]);
    expect(one.secret).not.toBe(two.secret);
    expect(one.secret).toMatch(/^[A-Za-z0-9_-]{32}$/);
    expect(one.verifier).not.toContain(one.secret);
    expect(parseVerifier(one.verifier).iterations).toBe(4096);
  });

  test('that is empty is refused', async () => {
    await expect(makeVerifier('')).rejects.toThrow('not empty');
  });
});
