import { describe, expect, test } from 'vitest';
import * as fc from 'fast-check';
import { normaliseText, redactName, redactText, type Dialect } from '../../src/audit/redact.ts';

const SECRET = 'hunter2';

describe('no spelling brings a secret into the record', () => {
  test.each<[dialect: Dialect, text: string]>([
    ['postgres', `ALTER ROLE bob PASSWORD 'hunter2'`],
    ['postgres', `ALTER ROLE bob PASSWORD/* ' */'hunter2'`],
    ['postgres', `ALTER ROLE bob PASSWORD -- it's\n 'hunter2'`],
    ['postgres', `ALTER ROLE bob PASSWORD /* a /* ' */ b */ 'hunter2'`],
    ['postgres', `ALTER ROLE bob PASSWORD E'x\\' hunter2'`],
    ['postgres', `ALTER ROLE bob PASSWORD 'x\\' hunter2'`],
    ['postgres', `ALTER ROLE bob PASSWORD 'x'\n'hunter2'`],
    ['postgres', `ALTER ROLE bob PASSWORD E'x'\n'\\' hunter2'`],
    ['postgres', `ALTER ROLE bob PASSWORD U&'\\0068hunter2'`],
    ['postgres', `ALTER ROLE bob PASSWORD $$hunter2$$`],
    ['postgres', `ALTER ROLE bob PASSWORD $a$ $$ ' hunter2 $a$`],
    ['postgres', `ALTER ROLE bob PASSWORD 'it''s hunter2'`],
    ['postgres', `ALTER ROLE bob PASSWORD 'hunter2`],
    ['postgres', `ALTER ROLE bob PASSWORD $x$hunter2`],
    ['postgres', `/* PASSWORD /* hunter2 */ SELECT 1`],
    ['postgres', `SELECT 1 -- password is hunter2`],
    ['postgres', `/* password: hunter2 */ SELECT 1`],
    ['postgres', `CREATE SERVER s FOREIGN DATA WRAPPER f OPTIONS (host 'h', pw 'hunter2')`],
    ['postgres', `CREATE SUBSCRIPTION s CONNECTION 'host=h password=hunter2' PUBLICATION p`],
    ['postgres', `SET wirewall.token = 'hunter2'`],
    ['postgres', `SET wirewall.token = hunter2`],
    ['postgres', `SET "wirewall"."token" TO hunter2`],
    ['postgres', `SET wirewall /* */ . token TO hunter2`],
    ['postgres', `SELECT set_config('wirewall.token', 'hunter2', false)`],
    ['postgres', `SET app.password = 'hunter2'`],
    ['postgres', `DO $do$ BEGIN EXECUTE 'ALTER ROLE bob PASSWORD ''hunter2'''; END $do$`],
    ['mysql', `CREATE USER bob IDENTIFIED BY 'hunter2'`],
    ['mysql', `CREATE USER bob IDENTIFIED BY "hunter2"`],
    ['mysql', `CREATE USER bob IDENTIFIED BY "x\\" hunter2"`],
    ['mysql', `CREATE USER bob IDENTIFIED BY 'x\\' hunter2'`],
    ['mysql', `CREATE USER bob IDENTIFIED BY 'x' "hunter2"`],
    ['mysql', `CREATE USER bob /*! IDENTIFIED BY '*/hunter2' */`],
    ['mysql', `CREATE USER bob /*M!100100 IDENTIFIED BY 'hunter2' */`],
    ['mysql', `SET PASSWORD = 'a' # '\n 'hunter2'`],
    ['mysql', `SELECT 1 # \r ' \n IDENTIFIED BY 'hunter2'`],
    ['mysql', `SELECT 5--'\n hunter2' IDENTIFIED`],
    ['mysql', `SET @wirewall_token = 'hunter2'`],
    ['mysql', `SET @wirewall_token = hunter2`],
    ['mysql', `CREATE USER bob IDENTIFIED BY N'hunter2'`],
    ['mysql', `CREATE USER bob IDENTIFIED BY _utf8mb4'hunter2'`],
  ])('%s: %s', (dialect, text) => {
    for (const parsed of [true, false]) {
      const about = { dialect, parsed, secretText: parsed };
      expect(redactText(text, about).text).not.toContain(SECRET);
      expect(redactText(text, about).redacted).toBe(true);
      expect(normaliseText(text, about)).not.toContain(SECRET);
    }
  });

  test.each<[dialect: Dialect, text: string]>([
    ['postgres', `ALTER ROLE bob PASSWORD hunter2`],
    ['postgres', `ALTER ROLE bob PASSWORD "hunter2"`],
    ['postgres', `ALTER ROLE bob "password" hunter2`],
    ['postgres', `ALTER ROLE bob U&"p\\0061ssword" hunter2`],
    ['postgres', `CREATE USER bob WITH ENCRYPTED PASSWORT = hunter2 PASSWORD`.replace('PASSWORT', 'PASSWORD')],
    ['mysql', 'CREATE USER bob IDENTIFIED BY `hunter2`'],
    ['mysql', 'CREATE USER bob IDENTIFIED WITH x AS hunter2'],
  ])('nor a text that nobody could read: %s: %s', (dialect, text) => {
    expect(redactText(text, { dialect, parsed: false, secretText: false }).text).not.toContain(SECRET);
  });

  test('a JSON web token is taken out wherever it stands', () => {
    const token = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl';
    for (const text of [`SELECT '${token}'`, `-- ${token}`, `SELECT ${token}`]) {
      for (const parsed of [true, false]) {
        expect(redactText(text, { dialect: 'postgres', parsed, secretText: false }).text).not.toContain('c2lnbmF0');
      }
    }
    expect(redactName(token)).toBe('…');
    expect(redactName('postgres://bob:hunter2@db/shop')).toBe('postgres://…@db/shop');
    expect(redactName('x'.repeat(10_000)).length).toBeLessThan(300);
  });
});

describe('what holds no secret is kept', () => {
  test.each([
    `SELECT name FROM shop.customers WHERE id = 'x'`,
    `SELECT password_hint, token FROM users WHERE a = 'b'`,
    `/* report */ SELECT $1, $$x$$`,
  ])('read text: %s', (text) => {
    expect(redactText(text, { dialect: 'postgres', parsed: true, secretText: false })).toEqual({
      text,
      redacted: false,
    });
  });

  test('a text that could not be read and names nothing secret stays as it was', () => {
    const text = `SELEC 'a' FROM b`;
    expect(redactText(text, { dialect: 'postgres', parsed: false, secretText: false })).toEqual({
      text,
      redacted: false,
    });
  });

  test('a secret statement keeps its words, so that one sees what was asked', () => {
    const text = `ALTER ROLE "bob" VALID UNTIL '2030-01-01' PASSWORD 'hunter2' CONNECTION LIMIT 5`;
    expect(redactText(text, { dialect: 'postgres', parsed: true, secretText: true }).text).toBe(
      `ALTER ROLE "bob" VALID UNTIL '…' PASSWORD '…' CONNECTION LIMIT '…'`,
    );
  });
});

test('normalised texts differ by their words alone', () => {
  const about = { dialect: 'postgres', parsed: true, secretText: false } as const;
  const a = normaliseText(`SELECT *  FROM t /* x */ WHERE a='it''s' AND b = 1.5e3 AND c = $1`, about);
  const b = normaliseText(`SELECT * FROM t\n WHERE a='b' AND b = 7 AND c = $1`, about);
  expect(a).toBe(`SELECT * FROM t WHERE a=? AND b = ? AND c = $1`);
  expect(b).toBe(a);
});

test('whatever stands around it, a literal of the server is gone', () => {
  const piece = fc.constantFrom(
    `''`,
    '"a"',
    '/* b */',
    '-- c\n',
    '$$ d $$',
    'e',
    'U&',
    'a',
    ' ',
    '1',
    '(',
    '\n',
    `E'\\''`,
  );
  fc.assert(
    fc.property(fc.array(piece), fc.array(piece), fc.boolean(), (before, after, parsed) => {
      const text = `${before.join(' ')} 'hunter2' $q$ hunter2 $q$ ${after.join(' ')}`;
      expect(redactText(text, { dialect: 'postgres', parsed, secretText: true }).text).not.toContain(SECRET);
    }),
  );
});

test('any text gives a text, without an error', () => {
  const piece = fc.constantFrom(
    `'`,
    `"`,
    '`',
    '$$',
    '$a$',
    '/*',
    '*/',
    '--',
    '\n',
    '\\',
    'e',
    'U&',
    'a',
    ' ',
    '#',
    '1',
  );
  fc.assert(
    fc.property(
      fc.array(piece),
      fc.constantFrom<Dialect>('postgres', 'mysql'),
      fc.boolean(),
      (pieces, dialect, parsed) => {
        const result = redactText(`password ${pieces.join('')}`, { dialect, parsed, secretText: true });
        expect(result).toMatchObject({ redacted: true, text: expect.stringContaining('password') });
      },
    ),
  );
});
