/** Trees in one line each, with every operator in parentheses, so that a test is a table of texts. */
import { RefusedError } from '../../../../src/core/errors.ts';
import { makeCatalog } from '../../../../src/sql/catalog/snapshot.ts';
import { DEFAULT_MODE } from '../../../../src/sql/mysql/context.ts';
import type { LexicalMode, MySqlContext } from '../../../../src/sql/mysql/context.ts';
import type { Query, SelectItem } from '../../../../src/sql/mysql/ast/index.ts';
import { tokenize } from '../../../../src/sql/mysql/lexer/index.ts';
import { Cursor } from '../../../../src/sql/mysql/parser/cursor.ts';
import { parseQuery } from '../../../../src/sql/mysql/parser/query.ts';
import { shownExpression, shownQuery } from './tree-text.ts';

const NOTHING = { schemas: [], relations: [], functions: [], types: [], operators: [] };

export const MYSQL: MySqlContext = {
  catalog: makeCatalog({ serverVersion: 90_704, database: 'd', ...NOTHING }, 0),
  server: { flavor: 'mysql', version: 90_704, lowerCaseTableNames: 0 },
  database: 'd',
  mode: DEFAULT_MODE,
  charset: 'utf8mb4',
  multiStatements: false,
};
export const MARIADB: MySqlContext = {
  ...MYSQL,
  server: { flavor: 'mariadb', version: 101_119, lowerCaseTableNames: 0 },
};

export function inMode(context: MySqlContext, mode: Partial<LexicalMode>): MySqlContext {
  return { ...context, mode: { ...context.mode, ...mode } };
}

export function parsed(bytes: string, context: MySqlContext): Query {
  const cursor = new Cursor(tokenize(bytes, context), bytes, context);
  const query = parseQuery(cursor);
  if (cursor.peek().type !== 'end') throw cursor.unexpected();
  return query;
}

function bytesOf(text: string): string {
  return Buffer.from(text).toString('latin1');
}

/** The tree of a query, or the code with which it is refused. */
export function query(text: string, context = MYSQL): string {
  return codeOr(() => shownQuery(parsed(bytesOf(text), context)));
}

/** The tree of an expression, as `SELECT expression` has it. */
export function expression(text: string, context = MYSQL): string {
  return codeOr(() => {
    const item = onlyItem(parsed(bytesOf(`SELECT ${text}`), context));
    if (item.kind === 'Star' || item.alias !== undefined) throw new Error('no expression alone');
    return shownExpression(item.expression);
  });
}

/** What `SELECT expression` is called, where the node doesn't tell. */
export function label(text: string, context = MYSQL): string | undefined {
  return labelOfBytes(bytesOf(text), context);
}

export function labelOfBytes(bytes: string, context = MYSQL): string | undefined {
  const item = onlyItem(parsed(`SELECT ${bytes}`, context));
  return item.kind === 'Star' ? undefined : item.label;
}

function onlyItem(read: Query): SelectItem {
  const [item] = read.body.kind === 'Select' ? read.body.items : [];
  if (item === undefined) throw new Error('no SELECT');
  return item;
}

export function codeOr(read: () => string): string {
  try {
    return read();
  } catch (error) {
    if (error instanceof RefusedError) return error.refusal.code;
    throw error;
  }
}
