import { describe, expect, test } from 'vitest';
import { compilePolicy } from '../../src/policy/policy.ts';
import { formatFinding, RulesError } from '../../src/policy/problem.ts';
import { readRules } from '../../src/policy/document.ts';

const findings = (...texts: string[]): string[] =>
  readRules(texts.map((text, index) => ({ path: `${index}.yaml`, text }))).findings.map(formatFinding);

const DOCUMENT = 'for: { agents: [bot] }\nupstream: shop\n';

describe('a mistake in a rule file is told with its place', () => {
  test.for<[string, string, string]>([
    ['an unknown key', 'alow: []', '0.yaml:1:1: error: unknown key "alow" (did you mean "allow"?)'],
    ['an unknown key within', 'for: { agent: [x] }', '0.yaml:1:8: error: unknown key "agent" (did you mean "agents"?)'],
    ['an unknown key of a hold', `${DOCUMENT}hold:\n  - on: DROP ON SCHEMA shop\n    approver: [dba]`, '0.yaml:4:5: error: "approvers" is missing'],
    ['a hold that nobody can answer', `${DOCUMENT}hold:\n  - { on: DROP ON SCHEMA shop, approvers: [] }`, '0.yaml:4:43: error: too small: expected array to have >=1 items'],
    ['a key that stands twice', 'upstream: a\nupstream: b', '0.yaml:2:1: error: this key stands here twice'],
    ['a line that is no grant', `${DOCUMENT}allow:\n  - SELECT ON orders`, '0.yaml:4:15: error: table "orders" needs its schema (write the schema before it, for example public.orders)'],
    ['a quoted line that is no grant', `${DOCUMENT}allow: [ "SELCT ON shop.orders" ]`, '0.yaml:3:11: error: "SELCT" is no privilege (did you mean "SELECT"?)'],
    ['an allow for nobody', 'upstream: shop\nallow: [ SELECT ON a.b ]', '0.yaml:2:1: error: "allow" needs "for" in the same document (write for: { agents: [name] }, or for: everyone)'],
    ['an allow for an empty choice', 'for: {}\nupstream: shop\nallow: [ SELECT ON a.b ]', '0.yaml:1:6: error: "for" names nobody (write for: { agents: [name] }, or for: everyone)'],
    ['an allow everywhere', 'for: everyone\nallow: [ SELECT ON a.b ]', '0.yaml:2:1: error: "allow" needs "upstream" in the same document'],
    ['an unknown mask', 'sensitive: { a.b.c: { mask: readct } }', '0.yaml:1:29: error: "readct" is no mask (did you mean "redact"?)'],
    ['a mask that keeps too much', 'sensitive: { a.b.c: { mask: last 5 } }', '0.yaml:1:29: error: "last 5" does not say how many characters are kept (last 1 to last 4)'],
    ['a mask of a later version', 'sensitive: { a.b.c: { mask: hash } }', '0.yaml:1:29: error: the mask "hash" is not supported yet (use redact)'],
    ['a mask left out', 'sensitive: { a.b.c: { mask: } }', '0.yaml:1:29: error: a mask is missing (redact, null, email, first 1…4 or last 1…4)'],
    ['a mask on no column', 'sensitive:\n  customers.email: { mask: email }', '0.yaml:2:3: error: "customers.email" is no schema.table.column (write all three parts)'],
    ['a mask cleared for nobody', 'sensitive: { a.b.c: { mask: email, clear_for: {} } }', '0.yaml:1:47: error: "clear_for" names nobody (take it out)'],
    ['a mask cleared by intent', 'sensitive: { a.b.c: { mask: email, clear_for: { intents: [x] } } }', '0.yaml:1:49: error: unknown key "intents"'],
    ['detectors', 'detect: [iban]', '0.yaml:1:1: error: "detect" is not supported yet (name the columns under "sensitive")'],
    ['star', 'star: granted', '0.yaml:1:1: error: "star: granted" is not supported yet (take it out: a refused SELECT * tells the agent which columns it may select)'],
    ['a time without a unit', 'limits: { time: "30" }', '0.yaml:1:17: error: expected a duration such as 500ms, 30s, 5m or 12h'],
    ['a wrong type', 'limits: { rows: many }', '0.yaml:1:17: error: expected number, received string'],
    ['an alias', 'for: everyone\nupstream: &u shop\ntests: [ { as: *u, sql: x, expect: { verdict: deny } } ]', '0.yaml:3:16: error: an alias cannot stand in a rule file: write the value out'],
    ['YAML that cannot be read', 'allow: [', '0.yaml:1:9: error: flow sequence in block collection must be sufficiently indented and end with a ]'],
    ['a list where keys belong', '- SELECT ON a.b', '0.yaml:1:1: error: expected object, received array'],
    ['a tag', 'upstream: !secret x', '0.yaml:1:11: error: unresolved tag: !secret'],
  ])('%s', ([, text, expected]) => {
    expect(findings(text)[0]).toBe(expected);
  }); // prettier-ignore

  test('all of all files at once', () => {
    expect(findings('alow: []\ndetect: []', `${DOCUMENT}allow: [ SELECT ON a, SELCT ON a.b ]`)).toHaveLength(3);
    expect(findings(`${DOCUMENT}allow: [ SELECT ON a, "SELCT ON a.b" ]`, '[')).toHaveLength(3);
  });

  test('so that nothing of them is taken', () => {
    const good = `${DOCUMENT}allow: [ SELECT ON shop.orders ]`;
    expect(() =>
      compilePolicy([
        { path: 'a.yaml', text: good },
        { path: 'b.yaml', text: 'alow: []' },
      ]),
    ).toThrow(RulesError);
    const returns = `${DOCUMENT}allow: [ EXECUTE ON FUNCTION a.f RETURNS MASKED AS a.b.c ]`;
    expect(() => compilePolicy([{ path: 'a.yaml', text: returns }])).toThrow('stands under no "sensitive"');
  });
});

test('a document is read with what it leaves out', () => {
  const text = `${DOCUMENT}hold:\n  - { on: [ DROP ON SCHEMA a, ALTER ON SCHEMA a ], approvers: [dba] }\nlimits: { time: 5m }\nsensitive: { a.b.c: { mask: null } }`;
  expect(readRules([{ path: 'a.yaml', text }]).documents[0]).toMatchObject({
    upstreams: ['shop'],
    hold: [{ place: { line: 4 }, terms: { quorum: 1, expiresMs: 1_800_000, waitMs: 60_000 } }, {}],
    limits: { timeMs: 300_000 },
    whereRequired: false,
    sensitive: [{ schema: 'a', table: 'b', column: 'c', mask: { kind: 'null' } }],
  });
});

test('an empty file has no rules', () => {
  expect(
    readRules([
      { path: 'a.yaml', text: '' },
      { path: 'b.yaml', text: '# nothing\n---\n' },
    ]),
  ).toEqual({ documents: [], findings: [] });
});
