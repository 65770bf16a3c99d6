/** Names of things: qualified, and what may stand where an alias is looked for. Knows reserved words; doesn't know what a name stands for. */
import type { Name, QualifiedName } from '../ast/index.ts';
import { decodeText } from '../charset.ts';
import type { Cursor } from './cursor.ts';

/** `name`, `schema.name`, and `.name`, which is `name`. */
export function parseQualifiedName(cursor: Cursor): QualifiedName {
  const { offset: start } = cursor;
  // The server's grammar has it for ODBC, on the names of tables alone.
  if (cursor.takeOperator('.')) return qualified(undefined, cursor.name(), start);
  const first = cursor.name();
  return cursor.takeOperator('.') ? qualified(first, cursor.name(), start) : qualified(undefined, first, start);
}

/** `AS alias`, or an alias alone, where the next token can be one and isn't among `notHere` (upper case), words that go on with the grammar. */
export function parseAlias(cursor: Cursor, notHere: readonly string[] = []): Name | undefined {
  const written = cursor.takeWords('AS');
  if (cursor.isWord(...notHere) && written) throw cursor.unexpected();
  return written || (cursor.isName && !cursor.isWord(...notHere)) ? cursor.name() : undefined;
}

/** A name that may also be written as a string: `SELECT 1 AS 'a'`, COLLATE 'name', CONVERT(… USING 'utf8mb4'). */
export function nameOrText(cursor: Cursor): Name {
  const token = cursor.peek();
  if (token.type !== 'string') return cursor.name();
  cursor.next();
  return {
    kind: 'Name',
    text: decodeText(token.value, cursor.context.charset),
    start: token.start,
    end: token.end,
  };
}

/** `(a, b)`, at least one. */
export function parseNames(cursor: Cursor): Name[] {
  return cursor.parenthesised(() => cursor.list(() => cursor.name()));
}

function qualified(schema: Name | undefined, name: Name, start: number): QualifiedName {
  return { kind: 'QualifiedName', schema, name, start, end: name.end };
}
