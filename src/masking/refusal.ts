/** What an agent is told when a sensitive column stands where it can't be masked. Names columns, never values. */
import type { Refusal } from '../core/refusal.ts';
import type { ColumnMask } from '../core/verdict.ts';
import type { BaseColumn, PositionKind } from '../sql/statement.ts';

const PLACES: Readonly<Record<PositionKind, string>> = {
  predicate: 'in a WHERE clause',
  join: 'in a join condition',
  group: 'in GROUP BY',
  order: 'in ORDER BY',
  distinct: 'in DISTINCT',
  having: 'in HAVING',
  window: 'in a window',
  limit: 'in LIMIT or OFFSET',
  filter: 'in FILTER',
  condition: 'in a condition',
  argument: 'in an expression',
  cast: 'in a cast',
  set_operation: 'in UNION, INTERSECT or EXCEPT without ALL',
  count: 'in count',
  null_test: 'in IS NULL',
  subquery: 'in a subquery of this kind',
  conflict: 'where a conflict or an unchanged row would tell its value',
  ddl: 'in a definition',
  whole_row: 'as part of a whole row',
  other: 'in this place',
};

export function maskedPosition(column: BaseColumn, kind: PositionKind, mask: ColumnMask, offset: number): Refusal {
  const name = label(column);
  return {
    code: 'WW_MASKED_POSITION',
    message: `column ${name} is sensitive and cannot be used ${PLACES[kind]}`,
    hint: `Select ${name} as a plain column, where it comes back masked, or leave it out; only count(), IS NULL and IS NOT NULL may use it otherwise.`,
    ...(offset >= 0 ? { offset } : {}),
    evidence: { rule: mask.source },
  };
}

export function originUnknown(what: string, why: string): Refusal {
  return {
    code: 'WW_MASKED_POSITION',
    message: `where ${what} comes from cannot be told (${why}), and it could be sensitive`,
    hint: 'Write it with plain columns of tables.',
  };
}

export function maskedWrite(column: BaseColumn, mask: ColumnMask, offset: number): Refusal {
  return {
    code: 'WW_MASKED_WRITE',
    message: `column ${label(column)} is sensitive and cannot be copied or written elsewhere`,
    hint: 'Write literals or parameters, or values of columns that are not sensitive.',
    ...(offset >= 0 ? { offset } : {}),
    evidence: { rule: mask.source },
  };
}

export function unknownWrite(why: string): Refusal {
  return {
    code: 'WW_MASKED_WRITE',
    message: `where a written value comes from cannot be told (${why}), and it could be sensitive`,
    hint: 'Write literals or parameters, or values of plain columns of tables.',
  };
}

export function maskedDefinition(what: string, mask: ColumnMask): Refusal {
  return {
    code: 'WW_MASKED_WRITE',
    message: `${what} has sensitive columns, and its definition may change only with somebody's approval`,
    hint: 'Ask the operator for a rule that holds this statement for approval.',
    evidence: { rule: mask.source },
  };
}

export function sensitiveResult(name: string): Refusal {
  return {
    code: 'WW_MASKED_POSITION',
    message: `the result of function ${name} may be sensitive and cannot be used here`,
    hint: `Call ${name} as a column of its own in the SELECT list, where it comes back masked, or leave it out.`,
    evidence: { grant: `EXECUTE ON FUNCTION ${name} RETURNS CLEAN` },
  };
}

function label(column: BaseColumn): string {
  return `${column.schema}.${column.table}.${column.column}`;
}
