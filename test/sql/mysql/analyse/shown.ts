/** Statements in one line each, so that a test is a table. */
import type { Refusal } from '../../../../src/core/refusal.ts';
import { RefusedError } from '../../../../src/core/errors.ts';
import { analyse } from '../../../../src/sql/mysql/analyse/index.ts';
import { toByteString } from '../../../../src/sql/mysql/bytes.ts';
import type { MySqlContext } from '../../../../src/sql/mysql/context.ts';
import { parseText } from '../../../../src/sql/mysql/parser/index.ts';
import type { MySqlReading, MySqlStatement } from '../../../../src/sql/mysql/statement.ts';
import type { BaseColumn, Lineage } from '../../../../src/sql/statement.ts';
import { shop } from './shop-catalog.ts';

export function reading(sql: string, context: MySqlContext = shop): MySqlReading {
  const text = toByteString(Buffer.from(sql));
  try {
    return analyse(parseText(text, context), text, context);
  } catch (error) {
    if (error instanceof RefusedError) return { kind: 'refused', refusal: error.refusal };
    throw error;
  }
}

export function statement(sql: string, context?: MySqlContext): MySqlStatement {
  const read = reading(sql, context);
  if (read.kind === 'refused') throw new Error(`refused: ${read.refusal.message}`);
  const [first] = read.statements;
  if (first === undefined) throw new Error('there is no statement');
  return first;
}

export function refusal(sql: string, context?: MySqlContext): Refusal {
  const read = reading(sql, context);
  if (read.kind !== 'refused') throw new Error(`not refused: ${sql}`);
  return read.refusal;
}

const short = ({ table, column }: BaseColumn): string => `${table}.${column}`;

export function accesses(sql: string, context?: MySqlContext): string[] {
  return statement(sql, context).accesses.map(({ privilege, object, columns }) => {
    const name = object.signature === undefined ? object.name : `${object.name}(${object.signature})`;
    const list = typeof columns === 'string' ? columns : columns.toSorted().join(',');
    return `${privilege} ${object.schema === 'shop' ? '' : `${object.schema}.`}${name} ${list}`;
  });
}

export function lineage(from: Lineage): string {
  return from.kind === 'copy' || from.kind === 'derived'
    ? `${from.kind} ${from.columns.map(short).join(',')}`
    : from.kind;
}

export function output(sql: string, context?: MySqlContext): string[] {
  return (statement(sql, context).output ?? []).map((column) => `${column.name}: ${lineage(column.lineage)}`);
}

export function positions(sql: string, context?: MySqlContext): string[] {
  return statement(sql, context).positions.map(({ kind, column }) => `${kind} ${short(column)}`);
}

export function writes(sql: string, context?: MySqlContext): string[] {
  return statement(sql, context).writes.map(
    ({ target, from }) => `${target === undefined ? '-' : short(target)} <- ${lineage(from)}`,
  );
}
