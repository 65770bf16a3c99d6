import { describe, expect, it } from 'vitest';
import { Reader } from '../../../src/bytes/reader.ts';
import { REFUSAL_CODES, type RefusalCode } from '../../../src/core/codes.ts';
import type { Refusal } from '../../../src/core/refusal.ts';
import { encodeDiagnostics, encodeDiagnosticsCount } from '../../../src/protocols/mysql/diagnostics.ts';
import { decodeErr, decodeOk } from '../../../src/protocols/mysql/messages/index.ts';
import {
  encodeAnswered,
  encodeRefusal,
  errOf,
  MAX_MESSAGE_BYTES,
  refusalMessage,
} from '../../../src/protocols/mysql/refusal.ts';
import { sqlStateOf } from '../../../src/protocols/mysql/sql-state.ts';
import { capabilitiesOf, DEPRECATE, Driver, newRun, PLAIN, recorded } from './answers-driver.ts';
import { arrived, messagesOf } from './streams.ts';

const style = { explain: false, hintInMessage: false };
const refused: Refusal = {
  code: 'WW_COLUMN_NOT_GRANTED',
  message: 'column "ssn" of shop.customers is not granted to support-bot',
  hint: 'Select only these columns: id, name.',
  decisionId: '01939f7e-0000-7000-8000-000000000001',
  evidence: { rule: { file: 'rules/a.yaml', line: 3 }, grant: 'SELECT (ssn) ON shop.customers' },
};

describe('a refusal on this wire', () => {
  it('is an ERR packet with the number, its SQLSTATE, and all that the agent is told', () => {
    const bytes = encodeRefusal(refused, 1, style, 'utf8mb4');
    const [only] = messagesOf(bytes);
    expect(only?.sequence).toBe(1);
    expect(decodeErr(arrived(bytes))).toEqual({
      kind: 'Err',
      number: 1143,
      sqlState: '42000',
      message: Buffer.from(
        'column "ssn" of shop.customers is not granted to support-bot. Select only these columns: id, name. ' +
          '(WW_COLUMN_NOT_GRANTED, decision 01939f7e-0000-7000-8000-000000000001)',
      ),
    });
  });

  it("takes the server's own number where the refusal has one, and the SQLSTATE that goes with it", () => {
    const err = errOf(
      { code: 'WW_NAME_UNKNOWN', mysql: 1054, message: "Unknown column 'x' in 'field list'" },
      style,
      'utf8mb4',
    );
    expect([err.number, err.sqlState, err.message.toString()]).toEqual([
      1054,
      '42S22',
      "Unknown column 'x' in 'field list'. (WW_NAME_UNKNOWN)",
    ]);
  });

  it('tells the rule and the missing grant only where the listener says so', () => {
    const told = (explain: boolean): string => refusalMessage(refused, { ...style, explain }, 'utf8mb4').toString();
    expect(told(false)).not.toContain('rules/a.yaml');
    expect(told(true)).toMatch(
      /Rule rules\/a\.yaml:3\. It would be allowed by: SELECT \(ssn\) ON shop\.customers\. \(WW_/,
    );
  });

  it.each([
    ['a long message', { ...refused, message: 'é'.repeat(600) }],
    ['a long hint', { ...refused, hint: '表'.repeat(600) }],
    ['long both', { ...refused, message: 'x'.repeat(509), hint: 'y'.repeat(10_000) }],
  ])('fits in what clients keep, with code and id whole and no character cut: %s', (_, refusal) => {
    const message = refusalMessage(refusal, style, 'utf8mb4');
    expect(message.length).toBeLessThanOrEqual(MAX_MESSAGE_BYTES);
    expect(message.length).toBeGreaterThan(MAX_MESSAGE_BYTES - 5);
    const text = new TextDecoder('utf-8', { fatal: true }).decode(message);
    expect(text).toMatch(/\.\.\. \(WW_COLUMN_NOT_GRANTED, decision 01939f7e-0000-7000-8000-000000000001\)$/);
  });

  it('is in the character set of the client, and has no NUL, at which clients stop', () => {
    const refusal = { code: 'WW_INTERNAL', message: 'é→\0x' } as const;
    expect(refusalMessage(refusal, style, 'latin1').toString('latin1')).toBe('é??x. (WW_INTERNAL)');
    expect(refusalMessage(refusal, style, 'ascii').toString('latin1')).toBe(
      '????x. (WW_INTERNAL)'.replace('????', '???'),
    );
  });

  it('has an SQLSTATE of five digits or capitals for every code', () => {
    for (const code in REFUSAL_CODES)
      expect(sqlStateOf(REFUSAL_CODES[code as RefusalCode].mysql)).toMatch(/^[0-9A-Z]{5}$/);
  });
});

describe('what was answered by us', () => {
  it('is an OK that says the status of the session, without changes of it', () => {
    for (const capabilities of [PLAIN, capabilitiesOf('track')]) {
      const bytes = encodeAnswered(1, 0x4003, capabilities);
      const [only] = messagesOf(bytes);
      expect(decodeOk(new Reader(only?.payload ?? Buffer.alloc(0)), capabilities)).toMatchObject({
        affectedRows: 0n,
        status: 3,
        state: undefined,
      });
    }
  });
});

describe('SHOW WARNINGS behind a refusal', () => {
  const context = { sequence: 1, collation: 45, status: 2 };

  it.each([
    ['plain', PLAIN],
    ['deprecate', DEPRECATE],
    ['track+deprecate', capabilitiesOf('track+deprecate')],
  ])('is a result set that a client can read to its end: %s', (_, capabilities) => {
    const rows: string[][] = [];
    const read = (bytes: Buffer): void => {
      const driver = new Driver({ upstream: capabilities });
      const row = (cells: readonly (Buffer | null)[]): void => void rows.push(cells.map(String));
      driver.expect({ kind: 'query', ours: true, row }).push(bytes);
      expect(driver.answers.idle).toBe(true);
      const shown = new Driver({ upstream: capabilities }).expect({ kind: 'query', run: newRun() }).push(bytes);
      expect(shown.out).toEqual(bytes);
    };
    read(encodeDiagnostics(errOf(refused, style, 'utf8mb4'), { ...context, capabilities }));
    read(encodeDiagnostics(undefined, { ...context, capabilities }));
    read(encodeDiagnosticsCount('warnings', 1, { ...context, capabilities }));
    read(encodeDiagnosticsCount('errors', 0, { ...context, capabilities }));
    expect(rows).toEqual([['Error', '1143', expect.stringContaining('WW_COLUMN_NOT_GRANTED')], ['1'], ['0']]);
  });

  it.each(recorded.filter(({ name, mode }) => /^show (errors )?count$/.test(name) && !mode.includes('track')))(
    'counts in the very bytes of $server, $mode: $name',
    ({ name, mode, bytes }) => {
      const what = name === 'show count' ? 'warnings' : 'errors';
      const counted = { ...context, capabilities: capabilitiesOf(mode) };
      expect(encodeDiagnosticsCount(what, what === 'warnings' ? 1 : 0, counted)).toEqual(bytes);
    },
  );

  it.each(recorded.filter(({ name, server }) => name === 'show warnings' && server === 'mysql-9.7'))(
    'has the columns of $server, $mode',
    ({ mode, bytes }) => {
      const collation = messagesOf(bytes)[1]?.payload.readUInt16LE(15) ?? 0;
      const ours = encodeDiagnostics(undefined, { ...context, collation, capabilities: capabilitiesOf(mode) });
      expect(messagesOf(ours).slice(0, 2)).toEqual(messagesOf(bytes).slice(0, 2));
      expect(messagesOf(ours)[3]).toEqual(messagesOf(bytes)[3]);
    },
  );
});
