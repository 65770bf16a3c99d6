import { describe, expect, test } from 'vitest';
import type { ColumnMask, FunctionResult, MaskSpec } from '../../src/core/verdict.ts';
import { planMasks, type MaskRuling } from '../../src/masking/plan.ts';
import type { Lineage, OutputColumn, PositionKind, Statement } from '../../src/sql/statement.ts';
import { access, column, shop, statement } from '../policy/shop.ts';

const mask = (name: string, spec: MaskSpec): ColumnMask => {
  const { schema, table, column: of } = column(name);
  return { schema, table, column: of, mask: spec, source: { file: 'rules/sensitive.yaml', line: 3 } };
};
const MASKS = [
  mask('shop.customers.email', { kind: 'email' }),
  mask('shop.customers.card_number', { kind: 'last', keep: 4 }),
  mask('hr.salaries.ssn', { kind: 'null' }),
];
const EMAIL = column('shop.customers.email');
const CARD = column('shop.customers.card_number');
const NAME = column('shop.customers.name');
const STATUS = column('shop.orders.status');

const copy = (...columns: (typeof EMAIL)[]): Lineage => ({ kind: 'copy', columns });
const derived = (...columns: (typeof EMAIL)[]): Lineage => ({ kind: 'derived', columns });
const UNKNOWN: Lineage = { kind: 'unknown', why: 'a row of a function' };
const NONE: Lineage = { kind: 'none' };
const output = (...lineages: Lineage[]): OutputColumn[] =>
  lineages.map((lineage, index) => {
    const first = lineage.kind === 'copy' && lineage.columns.length === 1 ? lineage.columns[0] : undefined;
    return { name: `c${index}`, lineage, ...(first === undefined ? {} : { origin: first }) };
  });
const at = (place: typeof EMAIL, kind: PositionKind): Statement['positions'][number] => ({
  column: place,
  kind,
  offset: 7,
});

function plan(
  what: Statement,
  more: { held?: boolean; results?: FunctionResult[]; masks?: ColumnMask[] } = {},
): MaskRuling {
  return planMasks(what, {
    masks: more.masks ?? MASKS,
    results: more.results ?? [],
    relations: shop,
    held: more.held ?? false,
  });
}
const code = (ruling: MaskRuling): string => (ruling.kind === 'refuse' ? ruling.refusal.code : ruling.errors);
const specs = (ruling: MaskRuling): unknown =>
  ruling.kind === 'plan' ? ruling.specs.map((spec) => spec?.kind) : ruling.refusal.code;

describe('a plain output', () => {
  test('of a masked column is masked, whatever it is called, and the others are not', () => {
    const ruling = plan(statement(['SELECT shop.customers(name, email)'], { output: output(copy(NAME), copy(EMAIL)) }));
    expect(ruling).toMatchObject({ kind: 'plan', masked: ['c1'], errors: 'withheld' });
    expect(ruling.kind === 'plan' && ruling.plan?.columns.map((masker) => masker !== undefined)).toEqual([false, true]);
    expect(ruling.kind === 'plan' && ruling.plan?.origins).toEqual([
      { kind: 'number', oid: 1, attribute: 2 },
      { kind: 'number', oid: 1, attribute: 3 },
    ]);
  });
  test('where two masked columns meet shows only what both would show', () => {
    expect(specs(plan(statement([], { output: output(copy(EMAIL, CARD)) })))).toEqual(['redact']);
  });
  test('where a masked column meets another is masked', () => {
    expect(specs(plan(statement([], { output: output(copy(NAME, CARD), NONE) })))).toEqual(['last', undefined]);
  });
  test('of no single column must come without an origin', () => {
    const ruling = plan(statement([], { output: output(copy(EMAIL), NONE) }));
    expect(ruling.kind === 'plan' && ruling.plan?.origins[1]).toEqual({ kind: 'none' });
  });
  test('of a table without masks passes as it is', () => {
    const ruling = plan(statement(['SELECT shop.orders(status)'], { output: output(copy(STATUS)) }));
    expect(ruling).toMatchObject({ kind: 'plan', plan: undefined, errors: 'verbatim', masked: [] });
  });
  test('through RETURNING is masked', () => {
    const writes = [{ target: EMAIL, from: NONE, offset: 0 }];
    expect(specs(plan(statement([], { kind: 'insert', writes, output: output(copy(EMAIL)) })))).toEqual(['email']);
  });
});

describe('a masked column is refused', () => {
  const kinds: PositionKind[] = ['predicate', 'join', 'group', 'order', 'distinct', 'having', 'window', 'limit', 'filter', 'condition',
    'argument', 'cast', 'set_operation', 'subquery', 'conflict', 'whole_row', 'other']; // prettier-ignore
  test.for(kinds)('in the position %s', (kind) => {
    const ruling = plan(statement([], { positions: [at(EMAIL, kind)], output: output(copy(STATUS)) }));
    expect(ruling).toMatchObject({ kind: 'refuse', refusal: { code: 'WW_MASKED_POSITION', offset: 7 } });
  });
  test('with a hint and without a value', () => {
    expect(plan(statement([], { positions: [at(EMAIL, 'predicate')] }))).toMatchObject({
      refusal: {
        message: 'column shop.customers.email is sensitive and cannot be used in a WHERE clause',
        hint: 'Select shop.customers.email as a plain column, where it comes back masked, or leave it out; only count(), IS NULL and IS NOT NULL may use it otherwise.',
        evidence: { rule: { file: 'rules/sensitive.yaml', line: 3 } },
      },
    });
  });
  test.for<[string, Partial<Statement>, string]>([
    ['derived, even if nobody told its position', { output: output(derived(EMAIL)) }, 'WW_MASKED_POSITION'],
    [
      'derived from two, one of them counted',
      { output: output(derived(EMAIL, CARD)), positions: [at(EMAIL, 'count')] },
      'WW_MASKED_POSITION',
    ],
    ['counted here and compared there', { positions: [at(EMAIL, 'count'), at(EMAIL, 'having')] }, 'WW_MASKED_POSITION'],
    ['in what EXPLAIN would show', { kind: 'explain', positions: [at(EMAIL, 'predicate')] }, 'WW_MASKED_POSITION'],
    [
      'in what a name is prepared for',
      { effect: { kind: 'prepare', name: 'p', inner: statement([], { positions: [at(EMAIL, 'order')] }) } },
      'WW_MASKED_POSITION',
    ],
    [
      'in what a cursor is declared for',
      { effect: { kind: 'declare', name: 'c', inner: statement([], { output: output(derived(EMAIL)) }) } },
      'WW_MASKED_POSITION',
    ],
    ['written elsewhere', { writes: [{ target: STATUS, from: copy(EMAIL), offset: 3 }] }, 'WW_MASKED_WRITE'],
    ['written into itself', { writes: [{ target: EMAIL, from: copy(EMAIL), offset: 3 }] }, 'WW_MASKED_WRITE'],
    ['written derived', { writes: [{ target: CARD, from: derived(CARD), offset: 3 }] }, 'WW_MASKED_WRITE'],
    [
      'written to a table that is made of it',
      { kind: 'ddl', writes: [{ target: undefined, from: copy(EMAIL), offset: 3 }] },
      'WW_MASKED_WRITE',
    ],
    ['perhaps, in an output of unknown origin', { output: output(UNKNOWN) }, 'WW_MASKED_POSITION'],
    [
      'perhaps, in a write of unknown origin',
      { writes: [{ target: STATUS, from: UNKNOWN, offset: 3 }] },
      'WW_MASKED_WRITE',
    ],
    [
      'perhaps, in a place that steers the statement',
      { writes: [{ target: undefined, from: UNKNOWN, offset: -1 }] },
      'WW_MASKED_POSITION',
    ],
    ['in a definition', { kind: 'ddl', positions: [at(EMAIL, 'ddl')] }, 'WW_MASKED_WRITE'],
  ])('%s', ([, more, expected]) => {
    expect(code(plan(statement([], more)))).toBe(expected);
  });
  test('written, though an approver said yes', () => {
    expect(
      code(
        plan(statement([], { kind: 'ddl', writes: [{ target: undefined, from: copy(EMAIL), offset: 3 }] }), {
          held: true,
        }),
      ),
    ).toBe('WW_MASKED_WRITE');
  });
});

describe('a statement passes', () => {
  test.for<[string, Statement, string]>([
    ['that counts a masked column', statement([], { output: output(derived(EMAIL)), positions: [at(EMAIL, 'count')] }), 'withheld'],
    ['that asks whether there is a value', statement([], { positions: [at(EMAIL, 'null_test')], output: output(copy(NAME)) }), 'withheld'],
    ['that writes literals into a masked column', statement(['INSERT shop.customers(name, email)'], { kind: 'insert', writes: [{ target: EMAIL, from: NONE, offset: 0 }] }), 'withheld'],
    ['that touches a masked column by its grant alone', statement(['UPDATE shop.customers(email)'], { kind: 'update' }), 'withheld'],
    ['that touches the table beside it', statement(['SELECT shop.customers(name)'], { output: output(copy(NAME)) }), 'without_detail'],
    ['that deletes rows of the table', statement(['DELETE shop.customers'], { kind: 'delete' }), 'without_detail'],
    ['that reads a view, which may read anything', statement(['SELECT shop.order_summary(id)'], { output: output(copy(STATUS)) }), 'without_detail'],
    ['that reads the table through a view', statement([], { output: output(copy(NAME)) }), 'without_detail'],
    ['that groups by what is not masked', statement(['SELECT shop.orders(status)'], { positions: [at(STATUS, 'group')], output: output(copy(STATUS)) }), 'verbatim'],
    ['that changes another table', statement(['ALTER shop.orders'], { kind: 'ddl' }), 'verbatim'],
  ])('%s', ([, what, errors]) => {
    expect(code(plan(what))).toBe(errors);
  }); // prettier-ignore

  test('without a plan where there is no mask, unknown origins included', () => {
    expect(plan(statement([], { output: output(UNKNOWN) }), { masks: [] })).toMatchObject({
      kind: 'plan',
      plan: undefined,
      errors: 'verbatim',
    });
  });
});

describe('a definition of a table with masked columns', () => {
  test.for([access('ALTER shop.customers'), { ...access('ALTER shop', 'schema') }])(
    'is changed only with approval: $object.kind',
    (one) => {
      const ddl = statement([one], { kind: 'ddl', positions: [at(EMAIL, 'ddl')] });
      expect(code(plan(ddl))).toBe('WW_MASKED_WRITE');
      expect(code(plan(ddl, { held: true }))).toBe('withheld');
    },
  );
});

describe('a result of a function that is not clean', () => {
  const call = access('EXECUTE shop.contact(bigint)', 'function');
  const results: FunctionResult[] = [{ object: call.object, mask: { kind: 'email' } }];
  const asks = (more: Partial<Statement>): unknown =>
    specs(plan(statement([call], { output: output(NONE, NONE), ...more }), { results }));

  test('is masked where it is a column of its own', () => {
    expect(asks({ calls: [{ object: call.object, output: 1 }] })).toEqual([undefined, 'email']);
  });
  test.for<[string, Partial<Statement>]>([
    ['nobody told where it goes', {}],
    ['it goes anywhere else', { calls: [{ object: call.object, output: undefined }] }],
    [
      'it goes elsewhere as well',
      {
        calls: [
          { object: call.object, output: 1 },
          { object: call.object, output: undefined },
        ],
      },
    ],
    [
      'only another call was told of',
      { calls: [{ object: access('EXECUTE shop.x(text)', 'function').object, output: 1 }] },
    ],
  ])('is refused where %s', ([, more]) => {
    expect(asks(more)).toBe('WW_MASKED_POSITION');
  });
});
