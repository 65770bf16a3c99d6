/**
 * From the parser's tree to Statements: names resolved as the server resolves them, every access, every column's lineage. Pure and
 * synchronous; knows no connection, nobody who asks and no rule. What it does not understand is refused.
 */
import type { ParseResult } from '@pgsql/types';
import type { NameContext } from '../../catalog/catalog.ts';
import type { Analysis, Statement } from '../../statement.ts';
import { RefusedError } from '../../../core/errors.ts';
import { notSupportedBehind, notUnderstood, tooComplex } from './refuse.ts';
import { readStatement } from './statement.ts';

/** Statements in one text; beyond it the text is refused. */
const MAX_STATEMENTS = 10_000;

/** What is unknown behind a definition in the same text may be what it defines: that can't be judged, and the reader is told so. */
function readBehind(before: readonly Statement[], read: () => Statement): Statement {
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

/** A text is judged whole: one refused statement refuses all. Empty statements between semicolons are not in the tree. */
export function analyse(tree: ParseResult, text: string, context: NameContext): Analysis {
  try {
    const raw = tree.stmts ?? [];
    if (raw.length > MAX_STATEMENTS) throw tooComplex();
    const length = Buffer.byteLength(text);
    const statements: Statement[] = [];
    for (const { stmt, stmt_location: start = 0, stmt_len } of raw) {
      if (stmt === undefined) throw notUnderstood('an empty statement', start);
      const end = stmt_len === undefined || stmt_len === 0 ? length : start + stmt_len;
      statements.push(readBehind(statements, () => readStatement(context, stmt, { start, end })));
    }
    return { kind: 'statements', statements };
  } catch (error) {
    if (error instanceof RefusedError) return { kind: 'refused', refusal: error.refusal };
    // The stack of plain code, not the parser's: nothing is left in a bad state.
    if (error instanceof RangeError) return { kind: 'refused', refusal: tooComplex().refusal };
    throw error;
  }
}
