// The server's errors, as far as they may be shown when masked columns are near. An error's text can quote any value, so what stays is
// chosen, not what goes.

import type { Err } from './messages/index.ts';

/** Errors that retries rest on: of the transaction or the connection, never of a value. Number and SQLSTATE stay; the words are ours. */
const SAFE_TEXTS: ReadonlyMap<number, string> = new Map([
  [1053, 'the server ends the connection'],
  [1158, 'the connection failed'],
  [1159, 'the connection failed'],
  [1160, 'the connection failed'],
  [1161, 'the connection failed'],
  [1205, 'a lock was not to be had in time; run the transaction again'],
  [1206, 'there are more locks than the server has room for'],
  [1213, 'the transaction met a deadlock; run it again'],
  [1290, 'the server runs with an option that keeps it from this'],
  [1317, 'the statement was cancelled'],
  [1568, 'the statement may not run inside a transaction'],
  [1792, 'the transaction is read-only'],
  [1836, 'the server is read-only'],
  [1969, 'the statement took too long'],
  [3024, 'the statement took too long'],
  [3572, 'a lock was not to be had'],
]);

/** Errors whose text names tables, columns and keys, and never what a row holds, as long as the server itself wrote them. */
const NAMING: ReadonlySet<number> = new Set([
  1044, 1046, 1048, 1049, 1050, 1051, 1052, 1054, 1060, 1061, 1064, 1066, 1068, 1072, 1091, 1109, 1110, 1111, 1136, 1140, 1142, 1143, 1146, 1147,
  1176, 1222, 1235, 1241, 1242, 1248, 1250, 1305, 1318, 1356, 1364, 1406, 1451, 1452, 3819, 4025,
]); // prettier-ignore

const DUPLICATE = 1062;
const WITHHELD = 1105;

export interface ShownError {
  readonly number: number;
  readonly sqlState: string;
  readonly message: string;
}

/** One fixed number and text, for a statement that touches a masked column. */
export function withheldError({ number, sqlState }: Err, decisionId: string): ShownError {
  const safe = SAFE_TEXTS.get(number);
  const id = `(WW_MASKED_ERROR, decision ${decisionId})`;
  if (safe !== undefined) return { number, sqlState: sqlState ?? 'HY000', message: `${safe} ${id}` };
  const hint = 'Check the values and types that you gave, or leave the masked columns out to see the error.';
  return {
    number: WITHHELD,
    sqlState: 'HY000',
    message: `the statement failed; the reason is withheld because the statement touches masked columns. ${hint} ${id}`,
  };
}

/** For a statement whose table has masked columns: what may quote a row goes. Undefined: the error may be shown as it is. */
export function errorWithoutDetail(error: Err): ShownError | undefined {
  const { number } = error;
  const sqlState = error.sqlState ?? 'HY000';
  if (SAFE_TEXTS.has(number) || NAMING.has(number)) return undefined;
  if (number === DUPLICATE) return { number, sqlState, message: `Duplicate entry${keyOf(error)}` };
  return {
    number,
    sqlState,
    message: 'the statement failed; the reason is withheld because its table has masked columns',
  };
}

/** The key's name stands last in the message; before it stands what was entered. */
function keyOf({ message }: Err): string {
  const text = Buffer.from(message.buffer, message.byteOffset, message.byteLength).toString('utf8');
  const name = /for key '([\w.$-]{1,200})'$/.exec(text)?.[1];
  return name === undefined ? '' : ` for key '${name}'`;
}
