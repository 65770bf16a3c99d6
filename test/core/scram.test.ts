import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ScramClient } from '../../src/core/scram-client.ts';
import {
  authMessage,
  formatServerFinal,
  formatServerFirst,
  parseClientFinal,
  parseClientFirst,
  parseServerFinal,
  parseServerFirst,
} from '../../src/core/scram-messages.ts';
import {
  deriveVerifier,
  formatVerifier,
  MAX_ITERATIONS,
  parseVerifier,
  preparedPassword,
  proves,
  ScramError,
  serverEndPoint,
  signature,
} from '../../src/core/scram.ts';

// RFC 7677 §3.
const VECTOR = {
  user: 'user',
  password: 'pencil',
  clientFirst: 'n,,n=user,r=rOprNGfwEbeRWgbNEkqO',
  serverFirst: 'r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096',
  clientFinal:
    'c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=',
  serverFinal: 'v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=',
};
const client = () => new ScramClient({ ...VECTOR, nonce: 'rOprNGfwEbeRWgbNEkqO' });

describe('the vector of RFC 7677', () => {
  test('is what the client says', async () => {
    const login = client();
    expect(login.start()).toBe(VECTOR.clientFirst);
    expect(await login.continue(VECTOR.serverFirst)).toBe(VECTOR.clientFinal);
    expect(() => login.finish(VECTOR.serverFinal)).not.toThrow();
  });

  test('is what a server checks and answers', async () => {
    const { salt, iterations } = parseServerFirst(VECTOR.serverFirst);
    const verifier = await deriveVerifier('pencil', salt, iterations);
    const final = parseClientFinal(VECTOR.clientFinal);
    const signed = authMessage(parseClientFirst(VECTOR.clientFirst).bare, VECTOR.serverFirst, final.withoutProof);
    expect(proves(verifier.storedKey, signed, final.proof)).toBe(true);
    expect(formatServerFinal(signature(verifier.serverKey, signed))).toBe(VECTOR.serverFinal);
    expect(proves(verifier.storedKey, `${signed} `, final.proof)).toBe(false);
    expect(proves(verifier.storedKey, signed, final.proof.subarray(1))).toBe(false);
  });
});

describe('the client', () => {
  test.for<[string, string]>([
    ['a nonce of another login', VECTOR.serverFirst.replace('rOpr', 'xOpr')],
    ['our nonce with nothing added', 'r=rOprNGfwEbeRWgbNEkqO,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096'],
    ['more rounds than we would pay for', VECTOR.serverFirst.replace('4096', String(MAX_ITERATIONS + 1))],
    ['no rounds', VECTOR.serverFirst.replace('4096', '0')],
    ['a salt that is not base64', VECTOR.serverFirst.replace('W22Z', '*22Z')],
    ['a mandatory extension', `m=x,${VECTOR.serverFirst}`],
    ['nothing', ''],
  ])('refuses a server that sends %s', async ([, serverFirst]) => {
    const login = client();
    login.start();
    await expect(login.continue(serverFirst)).rejects.toThrow(ScramError);
  });

  test.for<[string, string]>([
    ['another signature', VECTOR.serverFinal.replace('6rri', '7rri')],
    ['an empty signature', 'v='],
    ['an error', 'e=invalid-proof'],
    ['a part of the signature', 'v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95A=='],
  ])('does not take a server for genuine that ends with %s', async ([, serverFinal]) => {
    const login = client();
    login.start();
    await login.continue(VECTOR.serverFirst);
    expect(() => login.finish(serverFinal)).toThrow(ScramError);
    expect(() => login.finish(VECTOR.serverFinal)).toThrow(ScramError);
  });

  test('is no more genuine for a server that skips the proof', () => {
    const login = client();
    login.start();
    expect(() => login.finish(VECTOR.serverFinal)).toThrow(ScramError);
  });

  test('repeats the header and the certificate where it binds to TLS', async () => {
    const data = Buffer.from('digest');
    const login = new ScramClient({ password: 'x', binding: { kind: 'tls-server-end-point', data } });
    expect(login.mechanism).toBe('SCRAM-SHA-256-PLUS');
    const first = parseClientFirst(login.start());
    expect(first.binding).toEqual({ type: 'tls-server-end-point' });
    const final = await login.continue(
      formatServerFirst({ nonce: `${first.nonce}more`, salt: Buffer.from('salt'), iterations: 1 }),
    );
    expect(parseClientFinal(final).channelBinding.toString()).toBe('p=tls-server-end-point,,digest');
  });
});

describe('a verifier', () => {
  test('survives reading and writing', async () => {
    const text = formatVerifier(await deriveVerifier('secret', Buffer.from('0123456789abcdef'), 4096));
    expect(formatVerifier(parseVerifier(text))).toBe(text);
    expect(text).toMatch(/^SCRAM-SHA-256\$4096:/);
  });

  const key = Buffer.alloc(32).toString('base64');
  test.for<[string, string]>([
    ['a clear secret', 'hunter2'],
    ['an MD5 hash', 'md5d41d8cd98f00b204e9800998ecf8427e'],
    ['no rounds', `SCRAM-SHA-256$0:AAAA$${key}:${key}`],
    ['too many rounds', `SCRAM-SHA-256$1000001:AAAA$${key}:${key}`],
    ['a short key', `SCRAM-SHA-256$4096:AAAA$AAAA:${key}`],
    ['no salt', `SCRAM-SHA-256$4096:$${key}:${key}`],
    ['base64 that is not canonical', `SCRAM-SHA-256$4096:AAB$${key}:${key}`],
  ])('is not read from %s', ([, text]) => {
    expect(() => parseVerifier(text)).toThrow(ScramError);
  });
});

describe('a password', () => {
  test.for<[string, string, string]>([
    ['with a soft hyphen loses it', 'I\u00adX', 'IX'],
    ['with a wide space gets a plain one', 'a\u3000b', 'a b'],
    ['in another normal form is composed', '\u2168', 'IX'],
    ['with a control character stays as it is', 'a\u0007b', 'a\u0007b'],
    ['that would be empty stays as it is', '\u00ad', '\u00ad'],
    ['in mixed directions stays as it is', '\u0627a', '\u0627a'],
  ])('%s', ([, password, prepared]) => {
    expect(preparedPassword(password)).toBe(prepared);
  });
});

describe('messages', () => {
  test.for<[string, string]>([
    ['an authorization identity', 'n,a=root,n=,r=abc'],
    ['a mandatory extension', 'n,,m=x,n=,r=abc'],
    ['no nonce', 'n,,n='],
    ['an empty nonce', 'n,,n=,r='],
    ['a nonce with a comma', 'n,,n=,r=a,b'],
    ['an unknown flag', 'q,,n=,r=abc'],
    ['a line end', 'n,,n=,r=abc\n'],
    ['more than any honest client sends', `n,,n=,r=${'a'.repeat(10_000)}`],
  ])('a first message with %s is refused', ([, text]) => {
    expect(() => parseClientFirst(text)).toThrow(ScramError);
  });

  test('of any text are read or refused by a ScramError', () => {
    const part = fc.constantFrom('n', 'y', 'p=', ',', 'n=', 'r=', 's=', 'i=', 'c=', 'v=', 'e=', '=', 'AAAA', '1', '\0');
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(part).map((parts) => parts.join('')),
    );
    const parser = fc.constantFrom<(given: string) => unknown>(
      parseClientFirst,
      parseServerFirst,
      parseClientFinal,
      parseServerFinal,
    );
    const property = fc.property(text, parser, (given, parse) => isReadOrRefused(given, parse));
    expect(fc.check(property).failed).toBe(false);
  });
});

function isReadOrRefused(text: string, parse: (text: string) => unknown): boolean {
  try {
    parse(text);
    return true;
  } catch (error) {
    return error instanceof ScramError;
  }
}

describe('the binding to a certificate', () => {
  test.for<[string | undefined, number | undefined]>([
    ['ecdsa-with-SHA384', 48],
    ['sha256WithRSAEncryption', 32],
    ['sha1WithRSAEncryption', 32],
    ['md5WithRSAEncryption', 32],
    ['ED25519', undefined],
    [undefined, undefined],
  ])('by %s has %s bytes', ([signatureAlgorithm, length]) => {
    expect(serverEndPoint({ raw: Buffer.from('certificate'), signatureAlgorithm })?.length).toBe(length);
  });
});
