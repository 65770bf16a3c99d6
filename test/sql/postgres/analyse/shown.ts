/** Statements in one line each, so that a test is a table. */
import type { BaseColumn, Lineage, Statement } from '../../../../src/sql/statement.ts';
import { analyse } from '../../../../src/sql/postgres/analyse/index.ts';
import { parse } from '../../../../src/sql/postgres/parse.ts';
import { shopContext } from './shop-catalog.ts';
import type { NameContext } from '../../../../src/sql/catalog/catalog.ts';
import type { Refusal } from '../../../../src/core/refusal.ts';

export function statement(sql: string, context: NameContext = shopContext): Statement {
  const analysis = analyse(parse(sql), sql, context);
  if (analysis.kind === 'refused') throw new Error(`refused: ${analysis.refusal.message}`);
  const [first] = analysis.statements;
  if (first === undefined) throw new Error('there is no statement');
  return first;
}

export function refusal(sql: string, context: NameContext = shopContext): Refusal {
  const analysis = analyse(parse(sql), sql, context);
  if (analysis.kind !== 'refused') throw new Error(`not refused: ${sql}`);
  return analysis.refusal;
}

const short = ({ table, column }: BaseColumn): string => `${table}.${column}`;

export function accesses(sql: string, context?: NameContext): string[] {
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

export function output(sql: string, context?: NameContext): string[] {
  return (statement(sql, context).output ?? []).map((column) => `${column.name}: ${lineage(column.lineage)}`);
}

export function positions(sql: string): string[] {
  return statement(sql).positions.map(({ kind, column }) => `${kind} ${short(column)}`);
}

export function writes(sql: string): string[] {
  return statement(sql).writes.map(
    ({ target, from }) => `${target === undefined ? '-' : short(target)} <- ${lineage(from)}`,
  );
}
