import { describe, expect, test } from 'vitest';
import { parse, refusalOf } from './statements.ts';

const kinds = (text: string): string[] => parse(text).map(({ node }) => node.kind);

describe('A text is cut into its statements', () => {
  test.each([
    ['SELECT 1', ['Query']],
    ['SELECT 1;', ['Query']],
    ['SELECT 1; SET @a = 1; COMMIT', ['Query', 'Set', 'Commit']],
    [';;; SELECT 1 ;; ; COMMIT;;', ['Query', 'Commit']],
    ['', []],
    [' ;; -- nothing\n /* at all */ ;', []],
    ["SELECT ';'; SELECT `;`", ['Query', 'Query']],
  ])('%j', (text, expected) => expect(kinds(text)).toStrictEqual(expected));

  test('each statement knows its place and counts its own parameters', () => {
    const text = ' SELECT ? ; UPDATE t SET a = ?, b = ? WHERE c = ?;';
    const all = parse(text);
    expect(all.map(({ start, end }) => text.slice(start, end))).toStrictEqual([
      'SELECT ?',
      'UPDATE t SET a = ?, b = ? WHERE c = ?',
    ]);
    expect(all.map(({ parameters }) => parameters)).toStrictEqual([1, 3]);
  });

  test('common tables before UPDATE and DELETE are counted once', () => {
    const [statement] = parse('WITH a AS (SELECT ?) UPDATE t, a SET t.x = ? WHERE t.y = ?');
    expect(statement?.parameters).toBe(3);
  });

  test('a second statement is a syntax error at its place where the client may send one alone', () => {
    const refusal = refusalOf('SELECT 1; SELECT 2', 'mysql', { multiStatements: false });
    expect(refusal).toMatchObject({ code: 'WW_SYNTAX_ERROR', offset: 10 });
    expect(refusal.message).toContain("near 'SELECT 2'");
    expect(parse('SELECT 1;;', 'mysql', { multiStatements: false })).toHaveLength(1);
  });

  test('what a server would not take for a statement is a syntax error', () => {
    for (const text of ['SELEC 1', 'DELIMITER //', 'SELECT 1 SELECT 2', 'foo', '1', "'a'", ')', 'COMMIT WORK NOW', 'TRUNCATE', '\\G', 'CREATE', 'CREATE OR', 'ALTER', 'DROP t']) {
      expect(refusalOf(text).code, text).toBe('WW_SYNTAX_ERROR');
    }
  }); // prettier-ignore

  test('a text of very many statements is refused before they are read', () => {
    expect(refusalOf('COMMIT;'.repeat(1001)).code).toBe('WW_TOO_COMPLEX');
    expect(parse('COMMIT;'.repeat(1000))).toHaveLength(1000);
  });

  test('the time that a text takes grows with its length, not with its square', () => {
    const rows = (count: number): string => `INSERT INTO t VALUES ${Array(count).fill("(1, 'a', NULL, ?)").join(', ')}`;
    const time = (text: string): number => {
      const before = performance.now();
      parse(text);
      return performance.now() - before;
    };
    time(rows(1000));
    const [small, large] = [Math.max(1, time(rows(1000))), time(rows(10_000))];
    expect(large / small).toBeLessThan(60);
    expect(parse(rows(10_000))[0]?.parameters).toBe(10_000);
  });
});
