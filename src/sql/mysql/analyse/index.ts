/**
 * From the trees of a text to Statements: names resolved as the server resolves them, every access, every column's lineage, and the text that goes
 * upstream. Pure and synchronous; knows no connection, nobody who asks and no rule. What it does not understand is refused.
 */
import { RefusedError } from '../../../core/errors.ts';
import type { ByteString } from '../bytes.ts';
import type { MySqlContext } from '../context.ts';
import type { ParsedStatement } from '../parser/index.ts';
import type { MySqlReading, MySqlStatement } from '../statement.ts';
import type { Hole } from '../skeleton.ts';
import { notSupportedBehind, tooComplex } from './refuse.ts';
import { readStatement } from './statement.ts';

/** A text is judged whole: one refused statement refuses all. `holes`: literals that are printed as marks. */
export function analyse(
  parsed: readonly ParsedStatement[],
  _text: ByteString,
  context: MySqlContext,
  holes?: readonly Hole[],
): MySqlReading {
  try {
    const statements: MySqlStatement[] = [];
    for (const one of parsed) {
      statements.push(readBehind(statements, () => readStatement(context, one, holes)));
    }
    return { kind: 'statements', statements };
  } catch (error) {
    if (error instanceof RefusedError) return { kind: 'refused', refusal: error.refusal };
    // The stack of plain code: nothing is left in a bad state.
    if (error instanceof RangeError) return { kind: 'refused', refusal: tooComplex().refusal };
    throw error;
  }
}

/** What is unknown behind a definition in the same text may be what it defines: that can't be judged, and the reader is told so. */
function readBehind(before: readonly MySqlStatement[], read: () => MySqlStatement): MySqlStatement {
  try {
    return read();
  } catch (error) {
    const defining = before.find(({ effect }) => effect.kind === 'ddl');
    if (defining === undefined || !(error instanceof RefusedError) || error.refusal.code !== 'WW_NAME_UNKNOWN')
      throw error;
    const { message, offset } = error.refusal;
    throw notSupportedBehind(message, defining.command, offset);
  }
}
