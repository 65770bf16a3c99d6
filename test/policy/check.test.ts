import { describe, expect, test } from 'vitest';
import { checkRules } from '../../src/policy/check.ts';
import { readRuleTexts } from '../../src/policy/load.ts';
import { formatFinding } from '../../src/policy/problem.ts';
import { shop } from './shop.ts';

const schemas = new Map([['shop', shop]]);
const check = (text: string): string[] =>
  checkRules([{ path: 'r.yaml', text }], { schemas, upstreams: ['shop'] }).map(formatFinding);
const bot = (more: string): string => `for: { agents: [bot] }\nupstream: shop\n${more}`;

describe('checking rules finds', () => {
  test.for<[string, string, string[]]>([
    ['a table that the upstream does not have', bot('allow:\n  - SELECT ON shop.orders, shop.ordres'),
      ['r.yaml:4:28: error: table shop.ordres does not exist (did you mean "shop.orders"?)']],
    ['a schema', bot('allow: [ SELECT ON shpo.orders ]'), ['r.yaml:3:20: error: schema "shpo" does not exist (did you mean "shop"?)']],
    ['a column', bot('allow: [ "SELECT (id, emial) ON shop.customers" ]'), ['r.yaml:3:23: error: column "emial" of shop.customers does not exist (did you mean "email"?)']],
    ['an overload', bot('allow: [ EXECUTE ON FUNCTION shop.order_total(text) ]'), ['r.yaml:3:30: error: function shop.order_total(text) does not exist (there is shop.order_total(bigint))']],
    ['a function', bot('allow: [ EXECUTE ON FUNCTION shop.order_totl ]'), ['r.yaml:3:30: error: function shop.order_totl does not exist (did you mean "shop.order_total"?)']],
    ['a sequence granted as a table', bot('allow: [ SELECT ON shop.invoice_number ]'), ['r.yaml:3:20: error: table shop.invoice_number does not exist']],
    ['a wildcard that meets nothing', bot('allow: [ SELECT ON shop.x_* ]'), ['r.yaml:3:20: error: no table is called shop.x_*']],
    ['an upstream', 'for: everyone\nupstream: shp\nallow: [ SELECT ON a.b ]', ['r.yaml:1:1: error: upstream "shp" is not configured (did you mean "shop"?)']],
    ['a mask on a missing column', 'sensitive: { shop.customers.mail: { mask: email } }',
      ['r.yaml:1:14: error: column "mail" of shop.customers does not exist, so the table is closed (did you mean "email"?)']],
    ['a mask on a missing table', 'sensitive: { shop.customer.email: { mask: email } }', ['r.yaml:1:14: error: table shop.customer does not exist (did you mean "shop.customers"?)']],
    ['a mask on a view', 'sensitive: { shop.customer_contacts.contact_email: { mask: email } }',
      ['r.yaml:1:14: error: shop.customer_contacts is a view, and is closed by this mask (name the column of the table that the view reads)']],
    ['a line that can never match', `upstream: shop\ndeny: [ SELECT ON ALL TABLES IN SCHEMA hr ]\n---\n${bot('allow: [ SELECT ON hr.salaries ]')}`,
      ['r.yaml:6:10: warning: this line can never match: r.yaml:2 denies all of it (take one of the two out)']],
    ['a line written twice', bot('allow:\n  - SELECT ON shop.orders\n  - SELECT  ON shop.orders'), ['r.yaml:5:5: warning: this line stands at line 4 already']],
    ['a deny under an intent', 'for: { agents: [bot], intents: [x] }\nupstream: shop\ndeny: [ SELECT ON shop.orders ]',
      ['r.yaml:3:9: warning: this deny holds whatever the intent: only what is granted can depend on one (move it to a document without "intents")']],
    ['nothing in what a narrower deny leaves', `for: { agents: [other] }\nupstream: shop\ndeny: [ SELECT ON hr.* ]\n---\n${bot('allow: [ SELECT ON hr.salaries ]')}`, []],
    ['nothing in what a deny of columns leaves', `upstream: shop\ndeny: [ SELECT (ssn) ON hr.salaries ]\n---\n${bot('allow: [ SELECT ON hr.salaries ]')}`, []],
  ])('%s', ([, text, expected]) => {
    expect(check(text)).toEqual(expected);
  }); // prettier-ignore

  test('nothing in the rules that are shipped', () => {
    expect(checkRules(readRuleTexts('rules'), { schemas, upstreams: ['shop'] })).toEqual([]);
  });
});
