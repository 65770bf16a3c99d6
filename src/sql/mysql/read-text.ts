/**
 * Text to MySqlReading, uncached, in this thread: tokens, tree, analysis, print. The one sequence that both the reader and its worker
 * run. What is the text's fault becomes a refused reading; anything else is thrown.
 */
import { freeze, readingOf } from '../reading.ts';
import { analyse } from './analyse/index.ts';
import type { ByteString } from './bytes.ts';
import type { MySqlContext } from './context.ts';
import { parseText } from './parser/index.ts';
import type { MySqlReading } from './statement.ts';

export function readText(text: ByteString, context: MySqlContext): MySqlReading {
  return freeze(readingOf<MySqlReading>(() => analyse(parseText(text, context), text, context)));
}
