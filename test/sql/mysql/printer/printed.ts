/** A text printed again, as the tests of the printer want it: read by our own parser, in a session that each test may change. */
import { makeCatalog } from '../../../../src/sql/catalog/snapshot.ts';
import type { StatementNode } from '../../../../src/sql/mysql/ast/index.ts';
import { toByteString, type ByteString } from '../../../../src/sql/mysql/bytes.ts';
import { DEFAULT_MODE, type MySqlContext } from '../../../../src/sql/mysql/context.ts';
import { parseText } from '../../../../src/sql/mysql/parser/index.ts';
import { print, type PrintOptions } from '../../../../src/sql/mysql/printer/index.ts';

const catalog = makeCatalog(
  { serverVersion: 0, database: 'shop', schemas: ['shop'], relations: [], functions: [], operators: [], types: [] },
  0,
);

export const MYSQL: MySqlContext = {
  catalog,
  server: { flavor: 'mysql', version: 90704, lowerCaseTableNames: 0 },
  database: 'shop',
  mode: DEFAULT_MODE,
  charset: 'utf8mb4',
  multiStatements: false,
};

export const MARIADB: MySqlContext = {
  ...MYSQL,
  server: { flavor: 'mariadb', version: 110809, lowerCaseTableNames: 0 },
};

export function bytes(text: string): ByteString {
  return toByteString(Buffer.from(text));
}

export function tree(text: ByteString, context: MySqlContext = MYSQL): StatementNode {
  const [first, second] = parseText(text, context);
  if (first === undefined || second !== undefined) throw new Error('not one statement');
  return first.node;
}

export function optionsOf(context: MySqlContext): PrintOptions {
  return { charset: context.charset, server: context.server, schemaOf: () => undefined };
}

/** As bytes; in tests of plain ASCII that is the text. */
export function printed(text: ByteString, context: MySqlContext = MYSQL): ByteString {
  return print(tree(text, context), optionsOf(context));
}
