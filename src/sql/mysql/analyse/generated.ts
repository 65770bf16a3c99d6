/** A generated column holds what its expression makes of others: its lineage is theirs as well as its own. */
import { RefusedError } from '../../../core/errors.ts';
import type { Expression } from '../ast/index.ts';
import type { CatalogRelation } from '../../catalog/catalog.ts';
import { derive, same, unknown } from '../../lineage.ts';
import type { Lineage } from '../../lineage.ts';
import { parseExpression } from '../parser/expression.ts';
import { readText } from './catalog-text.ts';
import { evaluate } from './expression.ts';
import { tableKey } from './names.ts';
import { Reading } from './reading.ts';
import { plainSource, shapeOf } from './scope.ts';
import type { Column, Scope } from './scope.ts';

/** Generated columns over generated columns; beyond it the lineage is unknown. */
const MAX_ROUNDS = 16;

/** `columns`: those of the table, each as itself. Gives them with what they are made of. */
export function withGenerated(reading: Reading, relation: CatalogRelation, columns: readonly Column[]): readonly Column[] {
  if (relation.columns.every(({ generation }) => generation === undefined || generation === '')) return columns;
  const inside = new Reading({ ...reading.context, database: relation.schema }, reading);
  const parsed = relation.columns.map(({ generation }) => parsedOf(inside, generation));
  let made = columns;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const before = made;
    const scope = scopeOf(inside, relation, before);
    made = columns.map((column, position) => ({ ...column, lineage: lineageOf(inside, column, parsed[position], scope) }));
    if (made.every(({ lineage }, position) => same(lineage, before[position]?.lineage ?? lineage))) return made;
  }
  return columns.map((column) => ({ ...column, lineage: unknown(`generated columns of ${relation.name}`) }));
} // prettier-ignore

type Parsed = Expression | 'unread' | undefined;

function parsedOf(inside: Reading, generation: string | undefined): Parsed {
  if (generation === undefined || generation === '') return undefined;
  return readable(() => readText(generation, inside, parseExpression)) ?? 'unread';
}

function lineageOf(inside: Reading, own: Column, parsed: Parsed, scope: Scope): Lineage {
  if (parsed === undefined) return own.lineage;
  const lineage = parsed === 'unread' ? undefined : readable(() => evaluate(inside, parsed, scope, 'argument').lineage);
  if (lineage === undefined) return unknown(`the expression of generated column ${own.name} can't be read`);
  return lineage.kind === 'none' ? own.lineage : derive([own.lineage, lineage]);
}

/** What can't be read says nothing about where its values come from. */
function readable<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof RefusedError || error instanceof RangeError) return undefined;
    throw error;
  }
}

function scopeOf(inside: Reading, relation: CatalogRelation, columns: readonly Column[]): Scope {
  const shape = shapeOf({
    name: relation.name,
    key: tableKey(relation.name, inside.server),
    schemaKey: tableKey(relation.schema, inside.server),
    aliased: false,
    relation,
    source: plainSource(columns),
  });
  return { parent: undefined, shape, ctes: undefined };
}
