import { beforeAll, describe, expect, test } from 'vitest';
import { RefusedError } from '../../../src/core/errors.ts';
import type { Refusal } from '../../../src/core/refusal.ts';
import { loadParser, parse, retiredParsers } from '../../../src/sql/postgres/parse.ts';

beforeAll(loadParser);

function refusal(text: string): Refusal {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof RefusedError) return error.refusal;
    throw error;
  }
  throw new Error('the text was parsed');
}

describe('the parser', () => {
  test.each(['', ' ', ';', '-- nothing'])('takes %j for an empty text', (text) => {
    expect(parse(text).stmts).toEqual([]);
  });

  test('gives one entry for each statement, with byte offsets', () => {
    const { stmts } = parse("SELECT 'é'; SELECT 2");
    expect(stmts).toHaveLength(2);
    expect(stmts?.[1]).toMatchObject({ stmt_location: 13 });
  });

  test.each([
    ['SELEC 1', 'syntax error at or near "SELEC"', 0],
    ["SELECT 'abc", 'unterminated quoted string at or near "\'abc"', 7],
    ["SELECT 'é😀' FROM WHERE", 'syntax error at or near "WHERE"', 21],
    ['SELECT 1 FROM', 'syntax error at end of input', 13],
  ])('says of %j what the server says, at the byte it means', (text, message, offset) => {
    expect(refusal(text)).toEqual({ code: 'WW_SYNTAX_ERROR', message, offset });
  });

  test("gives a broken encoding the server's own code", () => {
    expect(refusal(String.raw`SELECT E'\xff'`)).toMatchObject({ code: 'WW_SYNTAX_ERROR', sqlState: '22021' });
  });

  test('shortens what it quotes of the text', () => {
    expect(refusal(`SELECT '${'x'.repeat(10_000)}`).message.length).toBeLessThan(400);
  });
});

/** These pass by `measure`, as no caller may do: the parser must come through all the same. */
describe('a text that overflows the parser', () => {
  const overflows = [
    `SELECT 1${'+1'.repeat(20_000)}`,
    `SELECT 1${'::int'.repeat(20_000)}`,
    `SELECT ${'('.repeat(50_000)}`,
  ];

  test.each(overflows)('is refused as too complex, and the next one is read by a fresh instance', async (text) => {
    const before = retiredParsers();
    expect(refusal(text).code).toBe('WW_TOO_COMPLEX');
    expect(retiredParsers()).toBe(before + 1);
    expect(parse('SELECT 1').stmts).toHaveLength(1);
    await loadParser();
  });

  test('leaves a refusal, not a crash, when no instance is left, and a parser again after a moment', async () => {
    await loadParser();
    expect(refusal(overflows[0] ?? '').code).toBe('WW_TOO_COMPLEX');
    expect(refusal(overflows[0] ?? '').code).toBe('WW_TOO_COMPLEX');
    expect(refusal('SELECT 1')).toMatchObject({ code: 'WW_INTERNAL', hint: 'Run the statement again in a moment.' });
    await loadParser();
    expect(parse('SELECT 1').stmts).toHaveLength(1);
  });
});
