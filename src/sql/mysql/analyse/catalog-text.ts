/** Texts that the catalog keeps (views, generated columns): the server's own canonical spelling, whatever the session's modes are. */
import type { ByteString } from '../bytes.ts';
import { toByteString } from '../bytes.ts';
import { DEFAULT_MODE } from '../context.ts';
import { tokenize } from '../lexer/index.ts';
import { Cursor } from '../parser/cursor.ts';
import type { Reading } from './reading.ts';
import { notUnderstood, tooComplex } from './refuse.ts';

/** Longest text that is read, in bytes. */
const MAX_TEXT = 200_000;

/** `parse` takes all of it. Throws RefusedError where it doesn't. */
export function readText<T>(text: string, reading: Reading, parse: (cursor: Cursor) => T): T {
  const bytes: ByteString = toByteString(Buffer.from(text, 'utf8'));
  if (bytes.length > MAX_TEXT) throw tooComplex();
  const context = { ...reading.context, mode: DEFAULT_MODE, charset: 'utf8mb4' as const, multiStatements: false };
  const cursor = new Cursor(tokenize(bytes, context), bytes, context);
  const value = parse(cursor);
  if (cursor.peek().type !== 'end') throw notUnderstood('what the catalog holds', cursor.offset);
  return value;
}
