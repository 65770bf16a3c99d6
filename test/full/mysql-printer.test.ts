/** That the servers read a printed expression as the tree has it: each pair of operators, against a text that has all parentheses. */
import { array, assert, asyncProperty, constantFrom, letrec, oneof, tuple } from 'fast-check';
import type { Connection } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Expression } from '../../src/sql/mysql/ast/index.ts';
import { print } from '../../src/sql/mysql/printer/index.ts';
import { bytes, MARIADB, MYSQL, printed } from '../sql/mysql/printer/printed.ts';
import { EXPRESSIONS, ON_MARIADB, ON_MYSQL, STATEMENTS } from '../sql/mysql/printer/statements.ts';
import { leaf, pairs, TEMPLATES, type Told } from '../sql/mysql/printer/trees.ts';
import { findMySqlServers, startMySql, type MySqlFlavor, type MySqlServer } from '../servers/mysql.ts';

/** How many expressions one SELECT asks for. */
const AT_ONCE = 40;
/** Each of six values with each. */
const ROWS = 216;

describe.for(findMySqlServers())('$flavor $version', (wanted) => {
  let server: MySqlServer;
  let connection: Connection;
  /** Expressions that gave rows, not the same error in both texts. */
  let answered = 0;

  beforeAll(async () => {
    server = await startMySql(wanted);
    connection = await server.connect();
    await connection.query("SET SESSION sql_mode = ''");
    await connection.query('SET NAMES utf8mb4');
    await connection.query('CREATE DATABASE IF NOT EXISTS ww_printer');
    await connection.query('USE ww_printer');
    await connection.query('DROP TABLE IF EXISTS v, t');
    await connection.query('CREATE TABLE v (n BIGINT)');
    await connection.query('INSERT INTO v VALUES (NULL), (0), (1), (2), (3), (20240203)');
    await connection.query('CREATE TABLE t AS SELECT x.n AS a, y.n AS b, z.n AS c FROM v x, v y, v z');
  });
  afterAll(async () => {
    await connection?.query('DROP DATABASE ww_printer');
    await connection?.end();
    await server?.stop();
  });

  const answer = (expressions: readonly string[]): Promise<unknown> =>
    answerTo(`SELECT ${expressions.map((text, at) => `${text} AS c${at}`).join(', ')} FROM t`);

  /** Rows, what was changed, or the error's number. */
  async function answerTo(sql: string): Promise<unknown> {
    try {
      const [rows] = await connection.query({ sql, rowsAsArray: true });
      // Of an OK packet its counts; how many warnings there were is asked for apart.
      return 'info' in rows ? [rows.affectedRows, rows.insertId, rows.info] : rows;
    } catch (error) {
      return error instanceof Error && 'errno' in error ? error.errno : error;
    }
  }

  /** The texts of those that give other values when they are printed. */
  async function misread(told: readonly Told[]): Promise<string[]> {
    const printed = told.map(({ tree }) => printExpression(tree, server.flavor));
    const ours = await answer(printed);
    const theirs = await answer(told.map(({ text }) => text));
    if (Array.isArray(ours) && ours.length === ROWS && JSON.stringify(ours) === JSON.stringify(theirs)) {
      answered += told.length;
      return [];
    }
    const [first] = told;
    if (told.length === 1 && first !== undefined) {
      return JSON.stringify(ours) === JSON.stringify(theirs) && ours !== 1064 ? [] : [`${first.text}: ${printed[0]}`];
    }
    const halves = [told.slice(0, told.length / 2), told.slice(told.length / 2)];
    return [...(await misread(halves[0] ?? [])), ...(await misread(halves[1] ?? []))];
  }

  it('reads each operator within each other one as the tree has it', async () => {
    const all = pairs();
    const wrong: string[] = [];
    for (let at = 0; at < all.length; at += AT_ONCE) wrong.push(...(await misread(all.slice(at, at + AT_ONCE))));
    expect(wrong).toEqual([]);
    expect(answered).toBeGreaterThan(5000);
  });

  it('answers to what is printed as to the text itself, with the same warnings', async () => {
    // A fixed time, since the two texts run one after the other.
    await connection.query('SET timestamp = 1700000000');
    await connection.query(
      'CREATE TABLE IF NOT EXISTS s AS SELECT a, b, a AS x, b AS y, c AS d, c AS e FROM t LIMIT 9',
    );
    const context = server.flavor === 'mysql' ? MYSQL : MARIADB;
    const own = server.flavor === 'mysql' ? ON_MYSQL : ON_MARIADB;
    const texts = [
      ...EXPRESSIONS.map(([text]) => `select ${text} from t`),
      ...STATEMENTS.map(([text]) => text),
      ...own.map(([text]) => text),
    ];
    for (const text of texts.filter(
      (one) => !/^(?:kill|use|lock|unlock|begin|start|set|show session|explain|analyze|commit|rollback)/.test(one),
    )) {
      await connection.query('START TRANSACTION');
      const [theirs, warned] = [await answerTo(text), await answerTo('SHOW WARNINGS')];
      await connection.query('ROLLBACK');
      await connection.query('START TRANSACTION');
      const [ours, warnedAgain] = [await answerTo(printed(bytes(text), context)), await answerTo('SHOW WARNINGS')];
      await connection.query('ROLLBACK');
      expect([ours, codes(warnedAgain)], text).toEqual([theirs, codes(warned)]);
      expect(ours === 1064 && theirs !== 1064, text).toBe(false);
    }
  });

  it('reads expressions of several levels as the tree has it', async () => {
    const { told } = letrec<{ told: Told }>((tie) => ({
      told: oneof(
        { maxDepth: 4, depthIdentifier: 'told' },
        constantFrom('a', 'b', 'c').map(leaf),
        tuple(constantFrom(...TEMPLATES), tie('told'), tie('told'), tie('told')).map(([template, ...operands]) =>
          template.fill(...operands.slice(0, template.holes)),
        ),
      ),
    }));
    await assert(
      asyncProperty(array(told, { minLength: 1, maxLength: 10 }), async (list) => {
        expect(await misread(list)).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});

/** Warnings of spellings that will go: the print has its own, `OR` for `||`. N'…' has a code for itself. */
const DEPRECATED: readonly unknown[] = [1287, 3720];

/** Codes alone: a warning's text shows the expression. */
function codes(warnings: unknown): unknown {
  if (!Array.isArray(warnings)) return warnings;
  return warnings
    .map((row: unknown): unknown => (Array.isArray(row) ? row[1] : row))
    .filter((code) => !DEPRECATED.includes(code));
}

/** By way of DO, which holds nothing else. */
function printExpression(tree: Expression, flavor: MySqlFlavor): string {
  const text = print(
    { kind: 'Do', expressions: [tree], start: 0, end: 0 },
    { charset: 'utf8mb4', server: { flavor, version: 0, lowerCaseTableNames: 0 }, schemaOf: () => undefined },
  );
  return text.slice('DO '.length);
}
