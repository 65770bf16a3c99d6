// The server's errors and notices, as far as they may be shown when masked columns are near. An error's text can quote
// any value, so what stays is chosen, not what goes.

import { Writer } from '../../bytes/writer.ts';
import type { Run } from './line.ts';
import { encodeReport, errorField, type Report } from './messages/index.ts';

/**
 * Errors that retries rest on: of the transaction or the connection, never of a value. The code stays; the words are ours
 * where a masked column is touched, since code inside the database can raise any of these with words of its own.
 */
const SAFE_TEXTS: ReadonlyMap<string, string> = new Map([
  ['25001', 'the statement may not run inside a transaction'],
  ['25006', 'the transaction is read-only'],
  ['25P01', 'the statement may only run inside a transaction'],
  ['25P02', 'the transaction has failed; statements are ignored until it ends'],
  ['25P03', 'the transaction was idle for too long'],
  ['25P04', 'the transaction took too long'],
  ['40001', 'the transaction could not be serialized; run it again'],
  ['40P01', 'the transaction met a deadlock; run it again'],
  ['53300', 'the server has too many connections'],
  ['55P03', 'a lock was not to be had'],
  ['57014', 'the statement was cancelled'],
  ['57P01', 'the server ends the connection'],
  ['57P02', 'the server crashed and ends the connection'],
  ['57P03', 'the server takes no connections now'],
  ['57P05', 'the session was idle for too long'],
]);

/** Fields that name things and never hold a value of a row, as long as the server itself wrote the message. */
const NAMING_FIELDS: readonly string[] = [
  errorField.severity,
  errorField.severityUnlocalized,
  errorField.code,
  errorField.message,
  errorField.position,
];

/**
 * Whether code inside the database may have chosen the words: a function or trigger stands in the context, or the class of
 * the error is one that quotes what was computed (PostgreSQL docs, appendix A: 22, 38, 39, P0, XX).
 */
function maySpeakOfValues({ fields }: Report): boolean {
  if (fields.has(errorField.where) || fields.get(errorField.routine) === 'exec_stmt_raise') return true;
  return /^(?:22|38|39|P0|XX)/.test(fields.get(errorField.code) ?? 'XX');
}

/** One fixed code and text, for a statement that touches a masked column. */
export function withheldError(report: Report, run: Run): Buffer {
  const code = report.fields.get(errorField.code) ?? '';
  const severity = report.fields.get(errorField.severityUnlocalized) ?? 'ERROR';
  const safe = SAFE_TEXTS.get(code);
  const fields = new Map([
    [errorField.severity as string, severity],
    [errorField.severityUnlocalized, severity],
    [errorField.code, safe === undefined ? '22000' : code],
    [
      errorField.message,
      safe ?? 'the statement failed; the reason is withheld because the statement touches masked columns',
    ],
    [errorField.detail, `WW_MASKED_ERROR, decision ${run.permit.id}`],
  ]);
  if (safe === undefined) {
    fields.set(
      errorField.hint,
      'Check the values and types that you gave, or leave the masked columns out to see the error.',
    );
  }
  return encode(report.kind, fields);
}

/** For a statement whose table has masked columns: code and text stay; what quotes rows (DETAIL, CONTEXT, the inner query) goes. */
export function errorWithoutDetail(report: Report): Buffer {
  const fields = kept(report);
  if (maySpeakOfValues(report)) {
    fields.set(
      errorField.message,
      SAFE_TEXTS.get(report.fields.get(errorField.code) ?? '') ??
        'the statement failed; the reason is withheld because its table has masked columns',
    );
  }
  return encode(report.kind, fields);
}

/** A notice for such a statement; undefined: it is not shown. */
export function noticeWithoutDetail(report: Report): Buffer | undefined {
  return maySpeakOfValues(report) ? undefined : encode(report.kind, kept(report));
}

function kept(report: Report): Map<string, string> {
  const fields = new Map<string, string>();
  for (const field of [
    ...NAMING_FIELDS,
    errorField.schema,
    errorField.table,
    errorField.column,
    errorField.constraint,
  ]) {
    const value = report.fields.get(field);
    if (value !== undefined) fields.set(field, value);
  }
  return fields;
}

function encode(kind: Report['kind'], fields: ReadonlyMap<string, string>): Buffer {
  const out = new Writer();
  encodeReport({ kind, fields }, out);
  return out.take();
}
