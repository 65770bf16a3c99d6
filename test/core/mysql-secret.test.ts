import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  cachingAnswer, cachingVerifier, coveredSecret, formatCachingVerifier, formatNativeVerifier, nativeAnswer, nativeVerifier,
  parseCachingVerifier, parseNativeVerifier, provesCaching, provesNative, uncovered,
} from '../../src/core/mysql-secret.ts'; // prettier-ignore

const nonce = Buffer.from('abcdefghijklmnopqrst');

describe('a verifier', () => {
  test('is written as the servers write it', () => {
    // SELECT PASSWORD('password') on MariaDB.
    expect(formatNativeVerifier(nativeVerifier('password'))).toBe('*2470C0C06DEE42FD1618BB99005ADCA2EC9D1E19');
    const twice = createHash('sha256').update(createHash('sha256').update('password').digest()).digest('hex');
    expect(formatCachingVerifier(cachingVerifier('password'))).toBe(twice);
  });

  test('is read as it is written', () => {
    expect(parseNativeVerifier(formatNativeVerifier(nativeVerifier('x')))).toEqual(nativeVerifier('x'));
    expect(parseCachingVerifier(formatCachingVerifier(cachingVerifier('x')))).toEqual(cachingVerifier('x'));
  });

  test.for(['', 'hunter2', '*', `*${'g'.repeat(40)}`, '0'.repeat(63), ` ${'0'.repeat(64)}`])(
    '"%s" is none, and is not quoted',
    (text) => {
      for (const parse of [parseNativeVerifier, parseCachingVerifier]) {
        expect(() => parse(text)).toThrow(/hexadecimal digits$/);
      }
    },
  );
});

describe.each([
  { name: 'caching_sha2_password', answer: cachingAnswer, verifier: cachingVerifier, proves: provesCaching },
  { name: 'mysql_native_password', answer: nativeAnswer, verifier: nativeVerifier, proves: provesNative },
])('an answer by $name', ({ answer, verifier, proves }) => {
  test('proves its secret, with its nonce, and nothing else', () => {
    const kept = verifier('correct horse');
    const right = answer('correct horse', nonce);
    expect(proves(kept, nonce, right)).toBe(true);
    expect(proves(kept, nonce, answer('wrong', nonce))).toBe(false);
    expect(proves(kept, Buffer.from('tsrqponmlkjihgfedcba'), right)).toBe(false);
    expect(proves(verifier('wrong'), nonce, right)).toBe(false);
  });

  test('of an empty secret is empty, and proves nothing', () => {
    expect(answer('', nonce)).toHaveLength(0);
    expect(proves(verifier(''), nonce, answer('', nonce))).toBe(false);
  });

  test('of another length proves nothing', () => {
    const kept = verifier('x');
    const right = answer('x', nonce);
    for (const wrong of [
      right.subarray(1),
      Buffer.concat([right, Buffer.alloc(1)]),
      Buffer.alloc(1),
      Buffer.alloc(4096),
    ]) {
      expect(proves(kept, nonce, wrong)).toBe(false);
    }
    expect(proves(kept, nonce.subarray(1), right)).toBe(false);
  });

  test('may be any bytes', () => {
    const kept = verifier('x');
    const property = fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => !proves(kept, nonce, bytes));
    expect(fc.check(property).failed).toBe(false);
  });
});

test('a covered secret is uncovered by its nonce, whatever its length', () => {
  const property = fc.property(fc.uint8Array({ maxLength: 200 }), (secret) => {
    const back = uncovered(coveredSecret(secret, nonce), nonce);
    return back.equals(Buffer.concat([secret, Buffer.alloc(1)]));
  });
  expect(fc.check(property).failed).toBe(false);
});
