import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { documentText, DOCUMENT_FILE, SCHEMA_FILE, schemaText } from '../../scripts/schemas/config.ts';
import { loadConfig, parseConfig } from '../../src/config/load.ts';
import { ConfigError, type ConfigProblem } from '../../src/config/problem.ts';
import { configDirectory, ENV, GOOD, VERIFIER } from './sample.ts';

async function problemsOf(text: string): Promise<readonly ConfigProblem[]> {
  const file = join(configDirectory(), 'wirewall.yaml');
  try {
    await parseConfig(text, file, { env: ENV });
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems;
  }
}

/** GOOD with one thing changed. */
function changed(from: string | RegExp, to: string): string {
  expect(GOOD).toMatch(from);
  return GOOD.replace(from, () => to);
}

test('a configuration becomes typed values, units in their names, paths from the folder of the file', async () => {
  const directory = configDirectory();
  const file = join(directory, 'wirewall.yaml');
  writeFileSync(file, GOOD);
  const config = await loadConfig(file, { env: ENV });
  expect(config.listeners).toEqual([
    {
      protocol: 'postgres',
      address: { host: '127.0.0.1', port: 6432 },
      upstream: 'shop',
      plaintext: true,
      tls: undefined,
      mode: 'enforce',
      explainToAgent: false,
      hintInMessage: false,
    },
  ]);
  expect(config.upstreams.get('shop')).toEqual({
    name: 'shop',
    protocol: 'postgres',
    address: { host: '127.0.0.1', port: 5432 },
    database: 'shop',
    user: 'app',
    password: { kind: 'env', name: 'SHOP_PASSWORD' },
    tls: { mode: 'verify-full' },
  });
  expect(config.identity.issuers[0]).toMatchObject({
    audiences: ['wirewall'],
    jwks: { kind: 'file', path: join(directory, 'keys.json') },
    claims: { agent: 'sub', groups: 'groups', intents: 'intents' },
    clockToleranceMs: 30_000,
  });
  expect(config.identity.agents[0]).toEqual({
    name: 'analyst',
    groups: ['analytics'],
    intents: [],
    users: [],
    scram: VERIFIER,
  });
  expect(config.limits).toMatchObject({
    maxStatementBytes: 1_048_576,
    loginTimeoutMs: 10_000,
    idleTimeoutMs: 1_800_000,
  });
  expect(config.limits).toMatchObject({ maxMessageBytes: 64 * 1024 * 1024, maxHolds: 5000 });
  expect(config).toMatchObject({
    rules: join(directory, 'rules'),
    audit: { directory: join(directory, 'var/audit'), durability: 'batch', maxFileBytes: 268_435_456 },
    catalog: { refreshMs: 30_000, maxAgeMs: 300_000 },
    log: { level: 'info', format: 'pretty' },
  });
});

describe('a mistake is told with its place and what was expected', () => {
  test.each<[what: string, text: string, line: number, at: string, key: string, message: string]>([
    [
      'a misspelt key',
      changed('upstream: shop, plain', 'upstraem: shop, plain'),
      2,
      'upstraem',
      'listeners[0].upstraem',
      'did you mean "upstream"?',
    ],
    ['a misspelt section', changed('limits:', 'limit:'), 11, 'limit:', 'limit', 'did you mean "limits"?'],
    [
      'a key of another tongue',
      changed('store:', 'database:'),
      10,
      'database:',
      'database',
      'expected one of listeners, upstreams',
    ],
    ['a missing key', changed('user: app, ', ''), 4, 'shop: {', 'upstreams.shop.user', 'this key is missing'],
    [
      'an address',
      changed('127.0.0.1:6432', '127.0.0.1:70000'),
      2,
      '127.0.0.1:70000',
      'listeners[0].address',
      'port 70000',
    ],
    [
      'a number for an address',
      changed('127.0.0.1:6432', '6432'),
      2,
      '6432',
      'listeners[0].address',
      'expected an address like 127.0.0.1:5432, found 6432',
    ],
    [
      'a duration',
      changed('10s', '10 sec'),
      11,
      '10 sec',
      'limits.login_timeout',
      'expected a duration like 500ms, 10s, 30m, 1h or 7d, found "10 sec"',
    ],
    [
      'a bare number of bytes',
      changed('1MB', '1000'),
      11,
      '1000,',
      'limits.max_statement_bytes',
      'expected a size like 512B, 64KB, 1MB or 2GB, found 1000',
    ],
    ['a count', changed('1000', 'many'), 11, 'many', 'limits.max_connections', 'expected a number, found "many"'],
    ['no connections at all', changed('1000', '0'), 11, '0,', 'limits.max_connections', 'expected at least 1, found 0'],
    [
      'a choice',
      changed('durability: batch', 'durability: strickt'),
      9,
      'strickt',
      'audit.durability',
      'expected one of batch, strict, found "strickt": did you mean "strict"?',
    ],
    [
      'a tls mode',
      changed('verify-full', 'verify_full'),
      4,
      'verify_full',
      'upstreams.shop.tls',
      'did you mean "verify-full"?',
    ],
    [
      'a tls key',
      changed('tls: verify-full', 'tls: { mod: require }'),
      4,
      'mod:',
      'upstreams.shop.tls.mod',
      'did you mean "mode"?',
    ],
    [
      'an upstream that is not there',
      changed('upstream: shop', 'upstream: shopp'),
      2,
      'shopp',
      'listeners[0].upstream',
      'there is no upstream "shopp": did you mean "shop"?',
    ],
    [
      'plaintext for the whole network',
      changed('127.0.0.1:6432', '0.0.0.0:6432'),
      2,
      'true }',
      'listeners[0].plaintext',
      'only a loopback address',
    ],
    ['neither TLS nor plaintext', changed(', plaintext: true', ''), 2, '{ protocol', 'listeners[0]', 'needs tls'],
    [
      'a verifier',
      changed(VERIFIER, 'SCRAM-SHA-256$4096:x'),
      7,
      '"SCRAM',
      'identity.agents[0].scram',
      'expected a verifier',
    ],
    ['rules that are not there', changed('rules/', 'regeln/'), 8, 'regeln/', 'rules', '"regeln/" can\'t be read'],
    [
      'a variable that is not set',
      changed('SHOP_PASSWORD', 'SHOP_PASSWORT'),
      4,
      'SHOP_PASSWORT',
      'upstreams.shop.password.env',
      '"SHOP_PASSWORT" is not set',
    ],
    [
      'no source of a password',
      changed('{ env: SHOP_PASSWORD }', '{}'),
      4,
      '{}',
      'upstreams.shop.password',
      'exactly one of env, file and command',
    ],
    [
      'observe, which is for later',
      changed('plaintext: true', 'plaintext: true, mode: observe'),
      2,
      'observe',
      'listeners[0].mode',
      'not there yet',
    ],
    [
      'keys without TLS',
      changed('{ file: keys.json }', '{ url: "http://login.example.com/keys" }'),
      6,
      '"http:',
      'identity.issuers[0].jwks.url',
      'write https',
    ],
    [
      'a shared-secret algorithm',
      changed('agent: sub', 'algorithms: [HS256], agent: sub'),
      6,
      'HS256',
      'identity.issuers[0].algorithms[0]',
      'found "HS256"',
    ],
    [
      'a section with nothing in it',
      changed(/limits: .*/, 'limits:'),
      11,
      'limits:',
      'limits',
      'expected keys with values, found nothing',
    ],
    [
      'two listeners in one place',
      changed(
        'upstreams:',
        '  - { protocol: postgres, address: "127.0.0.1:6432", upstream: shop, plaintext: true }\nupstreams:',
      ),
      3,
      '"127.',
      'listeners[1].address',
      'another listener has the address',
    ],
    [
      'a user name of two agents',
      changed('agents:  [', 'agents:  [{ name: other, users: [analyst], certificate: CN=x }, '),
      7,
      'analyst',
      'identity.agents[1].name',
      '"analyst" is there twice',
    ],
    [
      'a login by client certificate',
      changed('agents:  [', 'agents:  [{ name: other, certificate: CN=x }, '),
      7,
      'CN=x',
      'identity.agents[0].certificate',
      'logins by client certificate are not there yet',
    ],
    [
      'a key given twice',
      changed('store:', 'rules: other/\nstore:'),
      10,
      'rules:',
      '',
      'not valid YAML: map keys must be unique',
    ],
    ['broken YAML', changed('plaintext: true }', 'plaintext: true'), 3, 'upstreams', '', 'not valid YAML'],
    ['an empty file', '', 1, '', '', 'expected keys with values, found nothing'],
    ['a list', '- a\n', 1, '- a', '', 'expected keys with values, found a list'],
    [
      'an alias bomb',
      `a: &a [x, x, x, x, x, x, x, x, x, x]\nb: &b [${'*a, '.repeat(10)}]\nc: &c [${'*b, '.repeat(10)}]\nd: [${'*c, '.repeat(10)}]`,
      1,
      'a:',
      '',
      'alias',
    ],
  ])('%s', async (_, text, line, at, key, message) => {
    const problems = await problemsOf(text);
    expect(problems).toContainEqual(expect.objectContaining({ line, key, message: expect.stringContaining(message) }));
    const places = problems.filter((problem) => problem.line === line && problem.key === key);
    const lines = text.split('\n');
    const shown = places.map(({ column }) => (lines[line - 1] ?? '').slice(column - 1, column - 1 + at.length));
    expect(shown).toContain(at);
  });

  test('all of them at once, in the order of the file', async () => {
    const text = changed('user: app', 'usr: app')
      .replace('10s', 'soon')
      .replace('protocol: postgres, address: 127.0.0.1:6432', 'protocol: postgress');
    expect((await problemsOf(text)).map(({ key }) => key)).toEqual([
      'listeners[0].address',
      'listeners[0].protocol',
      'upstreams.shop.user',
      'upstreams.shop.usr',
      'limits.login_timeout',
    ]);
  });

  test('with the line and a caret', async () => {
    const text = changed('durability: batch', 'durability: fast');
    const error = await parseConfig(text, join(configDirectory(), 'wirewall.yaml'), { env: ENV }).catch(
      (error: unknown) => error,
    );
    expect(String(error)).toMatch(
      /wirewall\.yaml:9:44: audit\.durability: expected one of batch, strict, found "fast"\n {2}9 \| audit: .*\n {2} {46} {1}\^$/,
    );
  });

  test('a file that is not there says how to make one', async () => {
    await expect(loadConfig('/nowhere/wirewall.yaml')).rejects.toThrow('make one with wirewall init');
  });
});

describe('no problem shows a secret', () => {
  test.each([
    ['a password in the file', changed('{ env: SHOP_PASSWORD }', 'hunter2')],
    ['in quotes', changed('{ env: SHOP_PASSWORD }', '"hunter2, and more"')],
    ['with a mistake behind it', changed('{ env: SHOP_PASSWORD }, tls: verify-full', 'hunter2, tls: maybe')],
    ['as a URL for an address', changed('127.0.0.1:5432', 'postgres://app:hunter2@127.0.0.1/shop')],
    ['under a misspelt key', changed('password: { env: SHOP_PASSWORD }', 'pasword: hunter2')],
    ['as a number', changed('{ env: SHOP_PASSWORD }', '0.hunter2')],
    ['as a verifier', changed(VERIFIER, 'hunter2')],
    ['in broken YAML', changed('{ env: SHOP_PASSWORD }, tls: verify-full }', '"hunter2')],
    ['on a line of its own', changed(/ {2}shop: .*/, '  shop:\n    protocol: postgres\n    password: hunter2\n')],
  ])('%s', async (_, text) => {
    const problems = await problemsOf(text);
    expect(problems.length).toBeGreaterThan(0);
    expect(new ConfigError(problems).message).not.toContain('hunter2');
  });
});

test('a command that never logs in upstream needs no secrets', async () => {
  const file = join(configDirectory(), 'wirewall.yaml');
  await expect(parseConfig(GOOD, file, { env: {}, secrets: 'skip' })).resolves.toBeDefined();
});

describe('what is published about the configuration is true', () => {
  test('the JSON Schema is the one that the program checks by', () => {
    expect(readFileSync(SCHEMA_FILE, 'utf8')).toBe(schemaText());
  });

  test('docs/configuration.md lists every key as it is', () => {
    const current = readFileSync(DOCUMENT_FILE, 'utf8');
    expect(current).toBe(documentText(current));
  });

  test('the example in docs/configuration.md loads', async () => {
    const example = /```yaml\n(listeners:[\s\S]*?)```/.exec(readFileSync(DOCUMENT_FILE, 'utf8'))?.[1] ?? '';
    expect(await problemsOf(example)).toEqual([]);
  });
});
