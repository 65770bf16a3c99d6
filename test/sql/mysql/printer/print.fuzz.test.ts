/** Any tree, any text in it: what is printed is read as that tree again, in each mode of quoting the original may have had. */
import { assert, constantFrom, letrec, oneof, property, string as anyString, tuple, uint8Array } from 'fast-check';
import { expect, test } from 'vitest';
import type { Expression, StatementNode } from '../../../../src/sql/mysql/ast/index.ts';
import { toByteString } from '../../../../src/sql/mysql/bytes.ts';
import { print } from '../../../../src/sql/mysql/printer/index.ts';
import { MARIADB, MYSQL, optionsOf, tree } from './printed.ts';
import { sameShape } from './shape.ts';
import { column, leaf, string, TEMPLATES, type Told } from './trees.ts';

const RUNS = { numRuns: 3000 };

const statement = (...expressions: Expression[]): StatementNode => ({ kind: 'Do', expressions, start: 0, end: 0 });

/** A name that the servers take: none of the characters that no name may have. */
const name = anyString({ unit: 'binary', minLength: 1, maxLength: 12 }).filter(
  (text) => text.isWellFormed() && !/[\0\u{10000}-\u{10ffff}]/u.test(text) && !text.endsWith(' '),
);

const bytes = uint8Array({ maxLength: 24 }).map((array) => toByteString(array));

const { told } = letrec<{ told: Told }>((tie) => ({
  told: oneof(
    { maxDepth: 6, depthIdentifier: 'told' },
    constantFrom('a', 'b', 'c').map(leaf),
    name.map((text) => ({ tree: column(text), text: '' })),
    bytes.map((value) => ({ tree: { ...string(value), charset: 'binary' }, text: '' })),
    tuple(constantFrom(...TEMPLATES), tie('told'), tie('told'), tie('told')).map(([template, ...operands]) =>
      template.fill(...operands.slice(0, template.holes)),
    ),
  ),
}));

test.each([
  ['MySQL', MYSQL],
  ['MariaDB', MARIADB],
])('any tree is read again from what is printed of it, on %s', (_, context) => {
  assert(
    property(told, told, (first, second) => {
      const node = statement(first.tree, second.tree);
      const text = print(node, optionsOf(context));
      expect(sameShape(node, tree(text, context)), text).toBe(true);
    }),
    RUNS,
  );
});
