import { describe, expect, test } from 'vitest';
import type { Agent } from '../../src/core/agent.ts';
import type { Verdict } from '../../src/core/verdict.ts';
import { compilePolicy } from '../../src/policy/policy.ts';
import type { Statement } from '../../src/sql/statement.ts';
import { access, agent, column, CUSTOMERS, shop, shopWith, statement } from './shop.ts';

const RULES = `
for: { agents: [support-bot] }
upstream: shop
allow:
  - SELECT ON shop.orders, shop.order_items
  - SELECT (id, name, email) ON shop.customers
  - SELECT (city) ON shop.customers
  - SELECT ON hr.*
  - EXECUTE ON FUNCTION shop.order_total(bigint) RETURNS CLEAN
  - EXECUTE ON FUNCTION shop.contact(bigint) RETURNS MASKED AS shop.customers.email
  - EXECUTE ON FUNCTION shop.other(bigint)
  - USAGE ON SEQUENCE shop.invoice_number
  - TEMPORARY ON DATABASE shop
  - SET ON SETTING app.user_id
  - LISTEN ON CHANNEL orders
deny:
  - ALL ON ALL TABLES IN SCHEMA hr
  - SELECT (placed_at) ON shop.orders
hold:
  - { on: "CREATE, ALTER, DROP ON SCHEMA shop", approvers: [dba], expires: 10m }
  - { on: "DELETE ON shop.order_items", approvers: [dba, leads], quorum: 2, wait: 5s }
  - { on: "TRUNCATE ON shop.order_items", approvers: [leads] }
guards: { where_required: true }
limits: { rows: 100, time: 5s }
---
for: { agents: [support-bot], intents: [answer-ticket] }
upstream: shop
allow:
  - UPDATE (status) ON shop.orders
  - DELETE ON shop.orders
deny:
  - SELECT ON shop.notes
limits: { rows: 50 }
---
for: everyone
upstream: shop
allow: [ SELECT ON shop.notes ]
---
sensitive:
  shop.customers.email: { mask: email }
  shop.customers.card_number: { mask: last 4, clear_for: { groups: [fraud] } }
`;
const policy = compilePolicy([{ path: 'rules/a.yaml', text: RULES }]);
const bot = agent('support-bot', { intents: ['answer-ticket'] });

function judge(what: Statement, who: Agent = bot, intent?: string): Verdict {
  return policy.judge(who, intent, 'shop', what, shop);
}
/** `allow`, `hold`, or the code, message and hint of a refusal. */
function answer(verdict: Verdict): readonly (string | undefined)[] {
  return verdict.kind === 'deny'
    ? [verdict.refusal.code, verdict.refusal.message, verdict.refusal.hint]
    : [verdict.kind];
}

describe('a statement is allowed', () => {
  test.for<[string, Statement]>([
    ['that touches a granted table', statement(['SELECT shop.orders(id, status)', 'SELECT shop.order_items'])],
    ['that touches granted columns of two lines', statement(['SELECT shop.customers(id, city)'])],
    ['that counts a table of which some columns are granted', statement(['SELECT shop.customers(*)'])],
    ['that touches nothing', statement([])],
    ['that calls a granted overload', statement([access('EXECUTE shop.order_total(bigint)', 'function')])],
    ['that takes a number', statement([access('USAGE shop.invoice_number', 'sequence')])],
    ['that sets a granted setting', statement([access('SET app.user_id', 'setting')])],
    ['that listens', statement([access('LISTEN orders', 'channel')])],
    ['that makes a temporary table', statement([access('TEMPORARY shop', 'database')])],
    ['that uses its temporary table', statement(['SELECT pg_temp_3.mine', 'DELETE pg_temp_3.mine'])],
    ['with WHERE', statement(['SELECT shop.orders(id)'], { withoutWhere: false })],
  ])('%s', ([, what]) => {
    expect(answer(judge(what))).toEqual(['allow']);
  });

  test('with the lines that spoke, the masks and the limits', () => {
    const verdict = judge(statement(['SELECT shop.customers(id, city)']));
    expect(verdict).toMatchObject({
      kind: 'allow',
      grounds: [{ rule: { file: 'rules/a.yaml', line: 6 } }, { rule: { file: 'rules/a.yaml', line: 7 } }],
      masks: [
        { column: 'email', mask: { kind: 'email' } },
        { column: 'card_number', mask: { kind: 'last', keep: 4 } },
      ],
      limits: { rows: 50, timeMs: 5000 },
      guards: { whereRequired: true },
    });
  });
});

describe('a statement is refused', () => {
  test.for<[string, Statement, string, string, string]>([
    ['that touches a table that nothing grants', statement(['SELECT shop.products(id)']),
      'WW_TABLE_NOT_GRANTED', 'select on table shop.products is not granted to support-bot', 'Tables you may select from: shop.orders, shop.order_items, shop.customers.'],
    ['that touches one more column', statement(['SELECT shop.customers(id, ssn, phone)']),
      'WW_COLUMN_NOT_GRANTED', 'column "ssn" of shop.customers is not granted to support-bot', 'Select only these columns: id, name, email, city.'],
    ['that wants whole rows of a table granted by columns', statement(['SELECT shop.customers']),
      'WW_TABLE_NOT_GRANTED', 'select on table shop.customers is not granted to support-bot', 'Select only these columns: id, name, email, city.'],
    ['that does more than is granted', statement(['INSERT shop.orders(id)']),
      'WW_TABLE_NOT_GRANTED', 'insert on table shop.orders is not granted to support-bot', 'On shop.orders you may: select.'],
    ['that needs an intent', statement(['UPDATE shop.orders(status)']),
      'WW_TABLE_NOT_GRANTED', 'update on table shop.orders is not granted to support-bot', "Open a new session and begin it with: SET wirewall.intent = 'answer-ticket'."],
    ['that a rule denies, though another allows', statement(['SELECT hr.salaries(id)']),
      'WW_DENIED_BY_RULE', 'select on table hr.salaries is denied to support-bot', 'Tables you may select from: shop.orders, shop.order_items, shop.customers.'],
    ['with a denied column', statement(['SELECT shop.orders(id, placed_at)']),
      'WW_DENIED_BY_RULE', 'column "placed_at" of shop.orders is denied to support-bot', 'Leave these columns out: placed_at.'],
    ['with a denied column among all', statement(['SELECT shop.orders']),
      'WW_DENIED_BY_RULE', 'select on table shop.orders is denied to support-bot', 'Leave these columns out: placed_at.'],
    ['that changes what ALL denies', statement(['ALTER hr.salaries'], { kind: 'ddl' }),
      'WW_DENIED_BY_RULE', 'alter on table hr.salaries is denied to support-bot', 'Leave it out of the statement.'],
    ['that a deny of another intent names', statement(['SELECT shop.notes(id)']),
      'WW_DENIED_BY_RULE', 'select on table shop.notes is denied to support-bot', 'Tables you may select from: shop.orders, shop.order_items, shop.customers.'],
    ['that calls another overload', statement([access('EXECUTE shop.order_total(text)', 'function')]),
      'WW_FUNCTION_NOT_GRANTED', 'execute on function shop.order_total(text) is not granted to support-bot', 'Functions you may call: shop.order_total(bigint), shop.contact(bigint), shop.other(bigint).'],
    ['that sets another setting', statement([access('SET app.tenant', 'setting')]),
      'WW_OBJECT_NOT_GRANTED', 'set on setting "app.tenant" is not granted to support-bot', 'You may set: app.user_id.'],
    ['without WHERE', statement(['UPDATE shop.orders(status)'], { withoutWhere: true, command: 'UPDATE' }),
      'WW_WHERE_REQUIRED', 'update without a where clause is not allowed', 'Add a WHERE clause that names the rows.'],
    ['that runs what cannot be read', statement([], { hazards: [{ kind: 'opaque', what: 'DO', offset: 0 }] }),
      'WW_OPAQUE_EXECUTION', 'DO runs something that cannot be read', 'Write it as plain statements.'],
    [
      'that changes what cannot be found',
      statement([], { kind: 'ddl', command: 'DROP TABLE' }),
      'WW_OBJECT_NOT_GRANTED',
      'what "drop table" would change cannot be found',
      'Name an object that exists, or leave the statement out.',
    ],
    ['that changes a pinned setting', statement([], { hazards: [{ kind: 'setting', what: 'role', offset: -1 }] }),
      'WW_SETTING_REFUSED', 'setting role: it is kept as it is', 'Leave the setting as it is.'],
    ["that prepares what isn't granted", statement([], { kind: 'prepare', effect: { kind: 'prepare', name: 'p', inner: statement(['SELECT shop.products(id)']) } }),
      'WW_TABLE_NOT_GRANTED', 'select on table shop.products is not granted to support-bot', 'Tables you may select from: shop.orders, shop.order_items, shop.customers.'],
    ["that reads another's function as a table", statement(['SELECT shop.order_total(id)']),
      'WW_TABLE_NOT_GRANTED', 'select on table shop.order_total is not granted to support-bot', 'Tables you may select from: shop.orders, shop.order_items, shop.customers.'],
  ])('%s', ([, what, code, message, hint]) => {
    expect(answer(judge(what))).toEqual([code, message, hint]);
  }); // prettier-ignore

  test('with the evidence that the log needs, which the message does not show', () => {
    expect(judge(statement(['SELECT shop.customers(id, ssn, phone)']))).toMatchObject({
      refusal: {
        evidence: { rule: { file: 'rules/a.yaml', line: 6 }, grant: 'SELECT (ssn, phone) ON shop.customers' },
      },
    });
  });

  test('of an agent that no rule names, even if it touches nothing', () => {
    const text = RULES.replace('for: everyone', 'for: { groups: [x] }');
    const named = compilePolicy([{ path: 'a.yaml', text }]);
    expect(answer(named.judge(agent('stranger'), undefined, 'shop', statement([]), shop))[0]).toBe(
      'WW_OBJECT_NOT_GRANTED',
    );
    expect(answer(policy.judge(bot, undefined, 'other', statement([]), shop))[0]).toBe('WW_OBJECT_NOT_GRANTED');
  });
});

describe('partitions', () => {
  const judged = (line: string, what: string): string => {
    const text = `for: everyone\nupstream: shop\nallow: [ SELECT ON shop.* ]\n${line}`;
    return compilePolicy([{ path: 'p.yaml', text }]).judge(bot, undefined, 'shop', statement([what]), shop).kind;
  };
  test.for<[string, string, string]>([
    ['deny: [ SELECT ON shop.events ]', 'SELECT shop.events_2026_h1(id)', 'deny'],
    ['deny: [ SELECT ON shop.events_2026_h1 ]', 'SELECT shop.events(id)', 'deny'],
    ['deny: [ SELECT (details) ON shop.events ]', 'SELECT shop.events_2026_h1(details)', 'deny'],
    ['deny: [ SELECT (details) ON shop.events ]', 'SELECT shop.events_2026_h1(id)', 'allow'],
    ['hold: [ { on: SELECT ON shop.events, approvers: [dba] } ]', 'SELECT shop.events_2026_h1(id)', 'hold'],
    ['deny: [ SELECT ON shop.events ]', 'SELECT shop.orders(id)', 'allow'],
  ])('are no way around %s: %s', ([line, what, expected]) => {
    expect(judged(line, what)).toBe(expected);
  });
  test('are not granted with their parent', () => {
    const only = compilePolicy([
      { path: 'p.yaml', text: 'for: everyone\nupstream: shop\nallow: [ SELECT ON shop.events ]' },
    ]);
    expect(only.judge(bot, undefined, 'shop', statement(['SELECT shop.events_2026_h1(id)']), shop).kind).toBe('deny');
  });
});

describe('an intent', () => {
  const update = statement(['UPDATE shop.orders(status)']);
  test('adds the lines that require it', () => {
    expect(answer(judge(update, bot, 'answer-ticket'))).toEqual(['allow']);
  });
  test('adds nothing for an agent that may not declare it', () => {
    expect(answer(judge(update, agent('support-bot'), 'answer-ticket'))[0]).toBe('WW_TABLE_NOT_GRANTED');
  });
  test('never takes a deny away', () => {
    expect(answer(judge(statement(['SELECT shop.notes(id)']), bot, 'answer-ticket'))[0]).toBe('WW_DENIED_BY_RULE');
  });
  test('never takes a hold away', () => {
    const text = `
for: everyone
upstream: shop
allow: [ SELECT ON shop.orders ]
---
for: { agents: [support-bot], intents: [answer-ticket] }
upstream: shop
hold: [ { on: "SELECT, DELETE ON shop.orders", approvers: [dba] } ]
`;
    const held = compilePolicy([{ path: 'a.yaml', text }]);
    const ask = (what: string, intent?: string): unknown =>
      held.judge(bot, intent, 'shop', statement([what]), shop).kind;
    expect([
      ask('SELECT shop.orders(id)'),
      ask('DELETE shop.orders'),
      ask('DELETE shop.orders', 'answer-ticket'),
    ]).toEqual(['hold', 'deny', 'hold']);
  });
});

describe('a held statement', () => {
  const ddl = (what: string): Statement => statement([what], { kind: 'ddl', command: 'ALTER TABLE' });
  test.for(['ALTER shop.orders', 'DROP shop.orders', 'CREATE shop.fresh'])('%s waits, through its schema', (what) => {
    expect(judge(ddl(what))).toMatchObject({
      kind: 'hold',
      terms: { approvers: ['dba'], quorum: 1, expiresMs: 600_000, waitMs: 60_000 },
    });
  });
  test('names who may answer for all of it, the higher quorum and the shorter times', () => {
    expect(judge(statement(['DELETE shop.order_items', 'ALTER shop.orders']))).toMatchObject({
      kind: 'hold', terms: { approvers: ['dba'], quorum: 2, expiresMs: 600_000, waitMs: 5000 },
    }); // prettier-ignore
  });
  test('is refused where nobody may answer for all of it', () => {
    expect(answer(judge(statement(['TRUNCATE shop.order_items', 'ALTER shop.orders'])))[0]).toBe(
      'WW_APPROVAL_UNAVAILABLE',
    );
  });
  test('is not held yet when it is only prepared', () => {
    const inner = statement(['DELETE shop.order_items']);
    expect(judge(statement([], { effect: { kind: 'prepare', name: 'p', inner } })).kind).toBe('allow');
    expect(judge(statement([], { effect: { kind: 'declare', name: 'c', inner } })).kind).toBe('hold');
  });
});

describe('masks', () => {
  const masksOf = (rules: string, schema = shop, who = bot): string[] =>
    compilePolicy([{ path: 'm.yaml', text: rules }])
      .masksFor(who, 'shop', schema)
      .map(({ table, column: name, mask }) => `${table}.${name} ${mask.kind}${'keep' in mask ? mask.keep : ''}`);

  test('hold for everyone but those who are cleared', () => {
    expect(policy.masksFor(agent('x', { groups: ['fraud'] }), 'shop', shop).map((mask) => mask.column)).toEqual([
      'email',
    ]);
  });
  test.for<[string, string, string]>([
    ['last 2', 'last 4', 'last2'],
    ['first 1', 'last 1', 'redact'],
    ['email', 'last 4', 'redact'],
    ['redact', '"null"', 'null'],
    ['email', 'email', 'email'],
  ])('of several rules are the strictest: %s and %s', ([a, b, expected]) => {
    const one = (mask: string): string => `sensitive: { shop.customers.email: { mask: ${mask} } }\n`;
    expect(masksOf(`${one(a)}---\n${one(b)}`)).toEqual([`customers.email ${expected}`]);
    expect(masksOf(`${one(b)}---\n${one(a)}`)).toEqual([`customers.email ${expected}`]);
  });
  test('on a parent hold for its partitions, and on a partition for its parent', () => {
    const rows = ['events.details redact', 'events_2026_h1.details redact'];
    expect(masksOf('sensitive: { shop.events.details: { mask: redact } }').sort()).toEqual(rows);
    expect(masksOf('sensitive: { shop.events_2026_h1.details: { mask: redact } }').sort()).toEqual(rows);
  });
  test('do not depend on whom the document is for', () => {
    expect(
      masksOf('for: { agents: [other], intents: [x] }\nsensitive: { shop.customers.email: { mask: email } }'),
    ).toEqual(['customers.email email']);
  });

  const renamed = shopWith('customers', CUSTOMERS.replace('email', 'mail'));
  test.for<[string, Statement]>([
    ['its table', statement(['SELECT shop.customers(id)'])],
    [
      'a view over it',
      statement(['SELECT shop.order_items(line)'], {
        output: [{ name: 'x', lineage: { kind: 'copy', columns: [column('shop.customers.id')] } }],
      }),
    ],
  ])('that name no live column close %s', ([, what]) => {
    expect(answer(policy.judge(bot, undefined, 'shop', what, renamed))[0]).toBe('WW_MASK_BROKEN');
    expect(answer(policy.judge(bot, undefined, 'shop', what, shop))[0]).toBe('allow');
  });
  test('on a column of a view close the view, since nothing would meet them', () => {
    const text =
      'for: everyone\nupstream: shop\nallow: [ SELECT ON shop.* ]\nsensitive: { shop.customer_contacts.contact_email: { mask: email } }';
    const onView = compilePolicy([{ path: 'm.yaml', text }]);
    const verdict = onView.judge(bot, undefined, 'shop', statement(['SELECT shop.customer_contacts(name)']), shop);
    expect(answer(verdict)[0]).toBe('WW_MASK_BROKEN');
  });
  test('close nothing where the table is gone', () => {
    const verdict = policy.judge(
      bot,
      undefined,
      'shop',
      statement(['SELECT shop.orders(id)']),
      shopWith('customers', undefined),
    );
    expect(verdict.kind).toBe('allow');
  });
});

test('results of functions are masked unless their grant calls them clean', () => {
  const call = (name: string): Statement => statement([access(`EXECUTE shop.${name}(bigint)`, 'function')]);
  const results = (name: string): unknown => {
    const verdict = judge(call(name));
    return verdict.kind === 'deny' ? 'deny' : verdict.results?.map(({ mask }) => mask.kind);
  };
  expect([results('order_total'), results('contact'), results('other')]).toEqual([undefined, ['email'], ['redact']]);
});

test('a verdict is remembered for the statement and the agent', () => {
  const what = statement(['SELECT shop.orders(id)']);
  expect(judge(what)).toBe(judge(what, agent('support-bot', { intents: ['answer-ticket'] })));
  expect(policy.agentKey(bot, undefined)).not.toBe(policy.agentKey(bot, 'answer-ticket'));
  expect(policy.agentKey(bot, 'unheard-of')).toBe(policy.agentKey(bot, undefined));
});
