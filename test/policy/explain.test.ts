import { describe, expect, test } from 'vitest';
import { planMasks } from '../../src/masking/plan.ts';
import { explain, explanationText } from '../../src/policy/explain.ts';
import { compilePolicy } from '../../src/policy/policy.ts';
import { runRuleTests } from '../../src/policy/run-tests.ts';
import type { Analysis, Statement } from '../../src/sql/statement.ts';
import { agent, column, shop, statement } from './shop.ts';

const TEXT = `
for: { agents: [bot] }
upstream: shop
allow:
  - SELECT (id, email) ON shop.customers
sensitive: { shop.customers.email: { mask: email } }
hold: [ { on: ALTER ON SCHEMA shop, approvers: [dba] } ]
tests:
  - { as: bot, sql: mail, expect: { verdict: allow, masked: [mail] } }
  - { as: bot, sql: mail, expect: { verdict: allow, masked: [] } }
  - { as: bot, sql: mail, expect: { verdict: allow } }
  - { as: bot, sql: mail, expect: { verdict: deny, code: WW_TABLE_NOT_GRANTED } }
  - { as: other, sql: mail, expect: { verdict: deny, code: WW_COLUMN_NOT_GRANTED } }
  - { as: bot, sql: where, expect: { verdict: deny, code: WW_MASKED_POSITION } }
  - { as: bot, sql: alter, expect: { verdict: hold } }
  - { as: bot, sql: nonsense, expect: { verdict: deny, code: WW_SYNTAX_ERROR } }
  - { as: bot, upstream: other, sql: mail, expect: { verdict: deny } }
`;
const policy = compilePolicy([{ path: 'r.yaml', text: TEXT }]);
const EMAIL = column('shop.customers.email');
const STATEMENTS: Readonly<Record<string, Statement>> = {
  mail: statement(['SELECT shop.customers(id, email)'], {
    output: [{ name: 'mail', lineage: { kind: 'copy', columns: [EMAIL] } }],
  }),
  where: statement(['SELECT shop.customers(id, email)'], {
    positions: [{ column: EMAIL, kind: 'predicate', offset: 3 }],
  }),
  alter: statement(['ALTER shop.customers'], { kind: 'ddl', command: 'ALTER TABLE' }),
  card: statement(['SELECT shop.customers(id, card_number)', 'SELECT shop.orders(id)'], {
    functions: ['pg_catalog.now'],
  }),
};
const read = (sql: string): Analysis => {
  const found = STATEMENTS[sql];
  if (found !== undefined) return { kind: 'statements', statements: [found] };
  return { kind: 'refused', refusal: { code: 'WW_SYNTAX_ERROR', message: 'syntax error' } };
};

test('the tests of rule files pass or say what was found', async () => {
  const tools = { read, plan: planMasks, schema: (name: string) => (name === 'shop' ? shop : undefined) };
  const results = await runRuleTests(policy, tools);
  expect(results.map(({ place, failure }) => [place.line, failure])).toEqual([
    [9, undefined],
    [10, 'expected masked columns [], were [mail]'],
    [11, undefined],
    [12, 'expected deny, was allow'],
    [
      13,
      'expected WW_COLUMN_NOT_GRANTED, was WW_OBJECT_NOT_GRANTED: WW_OBJECT_NOT_GRANTED, nothing on upstream "shop" is granted to other',
    ],
    [14, undefined],
    [15, undefined],
    [16, undefined],
    [17, 'the schema of upstream "other" is not at hand'],
  ]);
});

describe('an explanation', () => {
  const asker = { agent: agent('bot'), intent: undefined, upstream: 'shop' };
  const textOf = (sql: string): string => explanationText(explain(policy, asker, read(sql), shop, planMasks));

  test('of an allowed statement shows the lines that allow it, and each column with its mask', () => {
    expect(textOf('mail')).toBe(
      `verdict: allow

SELECT
  allowed     SELECT (id, email) on table shop.customers
              SELECT (id, email) ON shop.customers   r.yaml:5
  column      mail: copy of shop.customers.email, masked: email
`,
    );
  });
  test('of a refused one shows what would allow it', () => {
    expect(textOf('card')).toBe(
      `verdict: deny
  WW_COLUMN_NOT_GRANTED: column "card_number" of shop.customers is not granted to bot
  hint: Select only these columns: id, email.
  rule: r.yaml:5
  would be allowed by: SELECT (card_number) ON shop.customers

SELECT
  not granted SELECT (id, card_number) on table shop.customers
              SELECT (id, email) ON shop.customers   r.yaml:5
              would be allowed by: SELECT (card_number) ON shop.customers
  not granted SELECT (id) on table shop.orders
              would be allowed by: SELECT (id) ON shop.orders
  calls       pg_catalog.now
`,
    );
  });
  test('of a held one shows the line that holds it', () => {
    expect(textOf('alter')).toContain(
      'held        ALTER on table shop.customers\n              ALTER ON SCHEMA shop   r.yaml:7',
    );
  });
  test('of a text that cannot be read shows the refusal', () => {
    expect(textOf('nonsense')).toBe('verdict: deny\n  WW_SYNTAX_ERROR: syntax error\n');
  });
});
