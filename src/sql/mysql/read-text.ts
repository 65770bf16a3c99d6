/**
 * Text to MySqlReading, uncached, in this thread: tokens, tree, analysis, print. The one sequence that both the reader and its worker
 * run. What is the text's fault becomes a refused reading; anything else is thrown.
 */
import { freeze, readingOf } from '../reading.ts';
import { analyse } from './analyse/index.ts';
import type { ByteString } from './bytes.ts';
import type { MySqlContext } from './context.ts';
import { literalsDoNotMatter } from './literals.ts';
import { parseText } from './parser/index.ts';
import { SharedReading } from './shared-reading.ts';
import type { Hole } from './skeleton.ts';
import type { MySqlReading } from './statement.ts';

export function readText(text: ByteString, context: MySqlContext): MySqlReading {
  return freeze(readingOf<MySqlReading>(() => analyse(parseText(text, context), text, context)));
}

/** The same of a text whose skeleton has these holes: where no literal matters, what all texts of that skeleton share. */
export function readShape(
  text: ByteString,
  context: MySqlContext,
  holes: readonly Hole[],
): MySqlReading | SharedReading {
  const read = readingOf<MySqlReading | SharedReading>(() => {
    const parsed = parseText(text, context);
    const [only, ...others] = parsed;
    if (only === undefined || others.length > 0 || !literalsDoNotMatter(only.node, holes, context))
      return analyse(parsed, text, context);
    const shared = SharedReading.of(analyse(parsed, text, context, holes), holes);
    return shared ?? analyse(parsed, text, context);
  });
  return freeze(read);
}
