import { describe, expect, it } from 'vitest';
import type { MaskPlan, Origin } from '../../../src/gate/protocol.ts';
import type { ColumnDefinition, WireCharset } from '../../../src/protocols/mysql/messages/index.ts';
import { contradiction } from '../../../src/protocols/mysql/origins.ts';

/** `schema.org_table.org_name` as the server names it. */
function named(text: string): ColumnDefinition {
  const [schema = '', orgTable = '', orgName = ''] = text.split('/').map((part) => Buffer.from(part));
  const name = Buffer.from('x');
  const rest = { collation: 45, columnBytes: 0, type: 253, flags: 0, decimals: 0, catalog: Buffer.from('def') };
  return { kind: 'ColumnDefinition', schema: Buffer.from(schema), table: name, orgTable: Buffer.from(orgTable), name, orgName: Buffer.from(orgName), ...rest };
} // prettier-ignore

const EMAIL = { schema: 'o', table: 'people', column: 'email' };
const email: Origin = { kind: 'names', columns: [EMAIL] };
const mail: Origin = { kind: 'names', columns: [{ schema: 'o', table: 'vm', column: 'mail' }, EMAIL] };
const none: Origin = { kind: 'none' };

function contradicts(
  origin: Origin | undefined,
  text: string,
  { foldTables = false, charset = 'utf8mb4' }: { foldTables?: boolean; charset?: WireCharset } = {},
): boolean {
  const plan: MaskPlan = { columns: [undefined], origins: [origin] };
  return contradiction(plan, [named(text)], { charset, foldTables }) !== undefined;
}

describe('what real servers name is never a contradiction', () => {
  it.each<readonly [string, Origin, readonly string[]]>([
    ['SELECT email FROM people, under any alias', email, ['o/people/email']],
    ['SELECT EMAIL FROM people', email, ['o/people/email', 'o/people/EMAIL']],
    ['SELECT mail FROM vm, a merged view', mail, ['o/vm/mail']],
    ['SELECT mail FROM vt, a materialised view: MySQL, MariaDB', mail, ['o/vm/mail', '/people/mail']],
    ['SELECT grp … WITH ROLLUP: MySQL, MariaDB', { kind: 'names', columns: [{ ...EMAIL, column: 'grp' }] }, ['//', 'o/people/grp']],
    ['SELECT min(email)', none, ['//']],
    ['SELECT email … UNION …', none, ['//', '//email']],
    ['SELECT e FROM (SELECT email AS e …) d: MySQL, MariaDB merged, MariaDB not', none, ['o/people/e', 'o/d/e', '/people/e']],
    ['WITH RECURSIVE c … SELECT email FROM c', none, ['/ /email', '//email']],
    ['a window function on MySQL', none, ['//row_number() over ()']],
    ['SELECT table_name FROM information_schema.tables', { kind: 'names', columns: [{ schema: 'information_schema', table: 'tables', column: 'table_name' }] }, ['information_schema/TABLES/TABLE_NAME']],
  ])('%s', (_, origin, texts) => {
    for (const text of texts) expect(contradicts(origin, text), text).toBe(false);
  }); // prettier-ignore

  it('where the analysis told nothing', () => {
    expect(contradicts(undefined, 'o/people/email')).toBe(false);
  });
});

describe('a cursor has a table of its own, which names its columns by their labels', () => {
  it.each<readonly [string, boolean, boolean]>([
    ['o/people/x', true, false],
    ['o/people/x', false, true],
    ['o/people/email', true, false],
    ['o/people/name', true, true],
  ])('%s, with a cursor %s, contradicts: %s', (text, cursor, expected) => {
    const plan: MaskPlan = { columns: [undefined], origins: [email] };
    const refusal = contradiction(plan, [named(text)], { charset: 'utf8mb4', foldTables: false, cursor });
    expect(refusal !== undefined).toBe(expected);
  });
});

describe('another column is a contradiction', () => {
  it.each<readonly [string, Origin, string]>([
    ['of the same table', email, 'o/people/name'],
    ['of another table', email, 'o/one/email'],
    ['of another database', email, 'p/people/email'],
    ['of a table whose name differs in case, where that counts', email, 'o/People/email'],
    ['of neither the view nor what is behind it', mail, 'o/people/name'],
    ['by a number, which no MySQL server gives', { kind: 'number', oid: 1, attribute: 1 }, 'o/people/email'],
  ])('%s', (_, origin, text) => {
    expect(contradicts(origin, text)).toBe(true);
  });

  it('and so is another number of columns', () => {
    const plan: MaskPlan = { columns: [undefined], origins: [undefined] };
    const names = { charset: 'utf8mb4', foldTables: false } as const;
    expect(contradiction(plan, [], names)?.code).toBe('WW_RESULT_CONTRADICTS_PLAN');
    expect(contradiction(plan, [named('//'), named('//')], names)?.code).toBe('WW_RESULT_CONTRADICTS_PLAN');
  });
});

describe('names are compared as the server compares them', () => {
  it('tables in any case where lower_case_table_names says so', () => {
    expect(contradicts(email, 'O/PEOPLE/email', { foldTables: true })).toBe(false);
  });

  it('in the character set of results, which may have a ? for what it lacks', () => {
    const origin: Origin = { kind: 'names', columns: [{ schema: 'o', table: 'таблица', column: 'email' }] };
    expect(contradicts(origin, 'o/???????/email', { charset: 'latin1' })).toBe(false);
    expect(contradicts(origin, 'o/таблица/email')).toBe(false);
    expect(contradicts(origin, 'o/другая_/email')).toBe(true);
  });
});
