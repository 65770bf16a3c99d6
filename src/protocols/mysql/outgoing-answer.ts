// What of the server's OK and ERR packets a client is shown where masked columns are near: counts and texts that tell of values are not.

import type { Err, Ok } from './messages/index.ts';
import { encodeWire, type WireCharset } from './messages/index.ts';
import { errorWithoutDetail, withheldError, type ShownError } from './outgoing-error.ts';
import type { Run } from './run.ts';

export function shownError(error: Err, run: Run, charset: WireCharset): Err {
  if (run.errors === 'verbatim') return error;
  const shown = run.errors === 'withheld' ? withheldError(error, run.permit.id) : errorWithoutDetail(error);
  return shown === undefined ? error : { ...error, ...encoded(shown, charset) };
}

function encoded({ number, sqlState, message }: ShownError, charset: WireCharset) {
  return { number, sqlState, message: encodeWire(message, charset) };
}

/** `Rows matched: 1  Changed: 0  Warnings: 0` */
const UPDATED = /^Rows matched: (\d+) {2}Changed: \d+ {2}Warnings: \d+$/;

/**
 * An UPDATE that sets a column to the value that it has changes nothing, and its count would say so: rows that matched are counted as changed.
 * Warnings are about values.
 */
export function shownOk(ok: Ok, run: Run): Ok {
  if (run.errors === 'verbatim') return ok;
  const quiet = { ...ok, warnings: 0 };
  if (run.errors !== 'withheld') return quiet;
  const info = Buffer.from(ok.info).toString('latin1');
  const matched = UPDATED.exec(info)?.[1];
  if (matched === undefined) return { ...quiet, info: new Uint8Array(0) };
  return {
    ...quiet,
    affectedRows: BigInt(matched),
    info: Buffer.from(`Rows matched: ${matched}  Changed: ${matched}  Warnings: 0`),
  };
}
