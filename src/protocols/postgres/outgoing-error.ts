// The server's errors and notices, as far as they may be shown when masked columns are near. An error's text can quote
// any value, so what stays is chosen, not what goes.

import { Writer } from '../../bytes/writer.ts';
import type { Run } from './line.ts';
import { encodeReport, errorField, type Report } from './messages/index.ts';

/** Errors that speak of the transaction or the connection, never of a value: they keep their code and text, for retries rest on them. */
const SAFE_CODES: ReadonlySet<string> = new Set([
  '40001',
  '40P01',
  '53300',
  '55P03',
  '57014',
  '57P01',
  '57P02',
  '57P03',
  '57P05',
]);

/** Those, and the whole class 25: what a transaction's state does not allow. */
function isSafe(code: string): boolean {
  return SAFE_CODES.has(code) || code.startsWith('25');
}

/** Fields that name things and never hold a value of a row. */
const NAMING_FIELDS: readonly string[] = [
  errorField.severity,
  errorField.severityUnlocalized,
  errorField.code,
  errorField.message,
  errorField.position,
];

/** Raised by code inside the database, with words of its own. */
function isRaisedByCode(code: string): boolean {
  return (
    code.startsWith('P0') || code.startsWith('22') || code === '38000' || code.startsWith('39') || code.startsWith('XX')
  );
}

/** One fixed code and text, for a statement that touches a masked column. */
export function withheldError(report: Report, run: Run): Buffer {
  const code = report.fields.get(errorField.code) ?? '';
  const severity = report.fields.get(errorField.severityUnlocalized) ?? 'ERROR';
  if (isSafe(code)) return encode(report.kind, kept(report));
  return encode(
    report.kind,
    new Map([
      [errorField.severity, severity],
      [errorField.severityUnlocalized, severity],
      [errorField.code, '22000'],
      [errorField.message, 'the statement failed; the reason is withheld because the statement touches masked columns'],
      [errorField.detail, `WW_MASKED_ERROR, decision ${run.permit.id}`],
      [errorField.hint, 'Check the values and types that you gave, or leave the masked columns out to see the error.'],
    ]),
  );
}

/** Code and text stay; what quotes rows (DETAIL, CONTEXT, the inner query) goes. */
export function withoutDetail(report: Report, code: string): Buffer {
  const fields = kept(report);
  if (isRaisedByCode(code) && !isSafe(code)) {
    fields.set(errorField.message, 'the statement failed; the reason is withheld because its table has masked columns');
  }
  for (const field of [errorField.schema, errorField.table, errorField.column, errorField.constraint]) {
    const value = report.fields.get(field);
    if (value !== undefined) fields.set(field, value);
  }
  return encode(report.kind, fields);
}

function kept(report: Report): Map<string, string> {
  const fields = new Map<string, string>();
  for (const field of NAMING_FIELDS) {
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
