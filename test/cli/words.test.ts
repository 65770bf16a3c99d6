import { describe, expect, test } from 'vitest';
import { RefusedError } from '../../src/core/errors.ts';
import { upstreamTrouble } from '../../src/composition/upstream-trouble.ts';
import { SecretError, type UpstreamConfig } from '../../src/config/index.ts';
import { parseAnchor } from '../../src/cli/audit-verify.ts';
import { EXIT, Failure, Silent } from '../../src/cli/failure.ts';
import { momentOf } from '../../src/cli/routes/flags.ts';
import { renderError } from '../../src/cli/words.ts';

const quiet = { debug: false, isColoured: false };

describe('an error on the terminal', () => {
  test('says what is wrong and what to do next', () => {
    expect(renderError(new Failure('the port is in use', { hint: 'Take another.\nOr end it.' }), quiet)).toBe(
      'error: the port is in use\n  Take another.\n  Or end it.',
    );
  });

  test('says nothing twice when its findings were printed', () => {
    expect(renderError(new Silent(), quiet)).toBe('');
  });

  test('of ours says how to learn more, without a stack', () => {
    expect(renderError(new TypeError('x is undefined'), quiet)).toBe(
      'error: x is undefined\n  This was not expected. Run it again with --debug to see where it happened.',
    );
  });

  test('shows its stack and cause where that is asked for', () => {
    const text = renderError(new Failure('outer', { cause: new Error('inner') }), { ...quiet, debug: true });
    expect(text).toMatch(/^error: outer\nFailure: outer\n {4}at /);
    expect(text).toMatch(/\ncaused by Error: inner\n {4}at /);
  });
});

describe('trouble with an upstream', () => {
  const upstream: UpstreamConfig = {
    name: 'shop',
    protocol: 'postgres',
    address: { host: 'db', port: 5432 },
    database: 'shop',
    user: 'app',
    password: { kind: 'env', name: 'SHOP_PASSWORD' },
    tls: { mode: 'verify-full' },
  };
  const coded = (code: string, message = 'm') => Object.assign(new Error(message), { code });

  /** As protocols tell it to agents: the reason is the cause. */
  const hidden = (cause: unknown): Error =>
    Object.assign(
      new RefusedError({ code: 'WW_UPSTREAM_UNAVAILABLE', message: 'the database behind "shop" can\'t be reached' }),
      {
        cause: typeof cause === 'string' ? new Error(cause) : cause,
      },
    );

  test.for<[string, Error, RegExp, RegExp]>([
    ['nobody listens', coded('ECONNREFUSED'), /nothing listens on db:5432/, /upstreams\.shop\.address/],
    [
      'each address of a name refuses',
      new AggregateError([coded('ECONNREFUSED')], ''),
      /nothing listens/,
      /Start the database/,
    ],
    ['an unknown host', coded('ENOTFOUND'), /host name "db" is not known/, /name service/],
    ['a wrong password', coded('28P01'), /refuses the password of "app"/, /environment variable "SHOP_PASSWORD" holds/],
    [
      'a wrong password on MySQL',
      hidden("Access denied for user 'app'@'db' (using password: YES) (1045)"),
      /refuses the password of "app"/,
      /environment variable "SHOP_PASSWORD" holds/,
    ],
    [
      'a MySQL server without TLS',
      hidden('the server does not offer TLS.'),
      /db:5432 does not offer TLS/,
      /tls: disable/,
    ],
    ['a MySQL server that is down', hidden(coded('ECONNREFUSED')), /nothing listens/, /Start the database/],
    ['a database that is not there', coded('3D000'), /no database "shop" at db:5432/, /create it/],
    [
      'a server without TLS',
      new Error('The server does not support SSL connections'),
      /does not offer TLS/,
      /tls: disable/,
    ],
    [
      'an own certificate',
      coded('DEPTH_ZERO_SELF_SIGNED_CERT', 'self-signed certificate'),
      /can't be verified: self-signed/,
      /ca: ca\.pem/,
    ],
    ['no answer', new Error('timeout expired'), /does not answer/, /firewalls/],
    [
      'a secret that is not there',
      new SecretError('file "x" can\'t be read'),
      /its password can't be had: file "x"/,
      /upstreams\.shop\.password/,
    ],
    ['what nobody thought of', new Error('odd'), /can't be used: odd/, /database's own log/],
  ])('is told with what to change: %s', ([, error, message, hint]) => {
    const trouble = upstreamTrouble(upstream, error);
    expect(trouble.message).toMatch(message);
    expect(trouble.hint).toMatch(hint);
  });
});

describe('times on the command line', () => {
  test('are dates, moments, or how long ago', () => {
    expect(momentOf('2026-03-01')).toBe(Date.UTC(2026, 2, 1));
    expect(momentOf('2026-03-01T12:00:00Z')).toBe(Date.UTC(2026, 2, 1, 12));
    expect(Math.abs(Date.now() - 7_200_000 - momentOf('2h'))).toBeLessThan(1_000);
  });

  test.for(['yesterday', '2x', ''])('are nothing else: %j', (text) => {
    expect(() => momentOf(text)).toThrow(/expected a/);
  });
});

describe('an anchor', () => {
  const stream = '01a209c5-7ee1-7000-a539-cb0c343056bb';
  test('is what verify prints behind "head"', () => {
    expect(parseAnchor(`${stream}:20:${'a'.repeat(64)}`)).toEqual({ stream, seq: 20, hash: 'a'.repeat(64) });
  });

  test.for(['', stream, `${stream}:x:${'a'.repeat(64)}`, `${stream}:1:${'a'.repeat(63)}`])(
    'is nothing else: %j',
    (text) => {
      expect(() => parseAnchor(text)).toThrow(expect.objectContaining({ exitCode: EXIT.usage }));
    },
  );
});
