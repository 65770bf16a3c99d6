/** That the servers cut texts as the lexer does: each text, against its tokens written so that nothing can be taken for anything else. */
import { array, assert, asyncProperty, constantFrom, tuple } from 'fast-check';
import type { Connection } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RefusedError } from '../../src/core/errors.ts';
import { serverKind, toByteString } from '../../src/sql/mysql/index.ts';
import { tokenize } from '../../src/sql/mysql/lexer/index.ts';
import type { LexerContext } from '../../src/sql/mysql/lexer/index.ts';
import { findMySqlServers, startMySql, type MySqlServer } from '../servers/mysql.ts';
import { RECORDED } from '../sql/mysql/lexer/recorded.ts';
import { MYSQL } from '../sql/mysql/lexer/shown.ts';
import { written } from '../sql/mysql/lexer/written.ts';

const SYNTAX_ERROR = 1064;
/** What the servers take and we don't: an empty alias, and operators of which MySQL loses a half. */
const STRICTER = new Set(['``', '!!1', '!>1']);
/** A source for all names of a digit first that the texts below make. */
const SOURCE = ' FROM (SELECT 1 AS a, 2 AS e1, 3 AS `1a`, 4 AS `0x`) AS t';
const PIECES = [
  '1', '0', 'e', 'E', '+', '-', '.', '.', ' ', ' ', 'x', '0x', '0b', 'b', 'n', 'N', 'X', "'", "'", '"', '`', '`', 'a', 't',
  '@', '@@', '$', '_', '_utf8mb4', '\\', '/', '*', '/*', '*/', '!', '#', '--', '-- ', '\n', '\r', '\t', '=', '<', '>', '&',
  '|', '(', ')', ',', '%', '^', '~', '4D', '5', 'f', 'null', ' as ', 'count(', 'pi()', 'é', '\0', '\x01', '/*!', '/*!50000',
] as const; // prettier-ignore

const MODES = [
  ['', {}],
  ['ANSI_QUOTES,IGNORE_SPACE', { ansiQuotes: true, ignoreSpace: true }],
  ['NO_BACKSLASH_ESCAPES', { noBackslashEscapes: true }],
] as const;

describe.for(findMySqlServers())('$flavor $version', (wanted) => {
  let server: MySqlServer;
  let connection: Connection;
  let context: LexerContext;

  beforeAll(async () => {
    server = await startMySql(wanted);
    connection = await server.connect();
    await connection.query('SET NAMES utf8mb4');
    const [rows] = await connection.query({ sql: 'SELECT VERSION() AS version' });
    const version = String(Array.isArray(rows) && 'version' in (rows[0] ?? {}) ? Object.values(rows[0] ?? {})[0] : '');
    context = { ...MYSQL, server: { ...serverKind(version), lowerCaseTableNames: 0 } };
  });
  afterAll(async () => {
    await connection?.end();
    await server?.stop();
  });

  /** Rows, or the error's number, in a session of the mode. */
  async function answer(sql: string, mode: string): Promise<unknown> {
    await connection.query(`SET SESSION sql_mode = '${mode}'`);
    try {
      const [rows] = await connection.query({ sql, rowsAsArray: true });
      return JSON.stringify(rows);
    } catch (error) {
      return error instanceof Error && 'errno' in error ? error.errno : error;
    }
  }

  /** What is wrong with how we cut it; undefined for nothing. */
  async function misread(
    text: string,
    [sqlMode, flags]: (typeof MODES)[number] = MODES[0],
  ): Promise<string | undefined> {
    const sql = `SELECT ${text}`;
    let ours: string;
    try {
      const mode = { ...context.mode, ...flags };
      ours = written(tokenize(toByteString(Buffer.from(sql)), { ...context, mode }));
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      if (error.refusal.code !== 'WW_SYNTAX_ERROR') return undefined;
      return typeof (await answer(sql, sqlMode)) === 'number' ? undefined : `${text}: no error`;
    }
    const theirs = await answer(sql, sqlMode);
    // The words of a syntax error may make another error where they are taken apart.
    if (theirs === SYNTAX_ERROR) return typeof (await answer(ours, '')) === 'number' ? undefined : `${text}: ${ours}`;
    return theirs === (await answer(ours, '')) ? undefined : `${text}: ${ours}`;
  }

  it('cuts every recorded text as we do', async () => {
    const wrong: (string | undefined)[] = [];
    for (const [text] of Object.values(RECORDED).flat()) if (!STRICTER.has(text)) wrong.push(await misread(text));
    expect(wrong.filter((one) => one !== undefined)).toEqual([]);
  });

  it('cuts any text as we do, in each mode', async () => {
    const texts = tuple(array(constantFrom(...PIECES), { minLength: 1, maxLength: 7 }), constantFrom('', SOURCE));
    await assert(
      asyncProperty(texts, constantFrom(...MODES), async ([pieces, source], mode) => {
        const text = pieces.join('');
        if (!/``|![!<=>]/.test(text)) expect(await misread(text + source, mode)).toBeUndefined();
      }),
      { numRuns: 3_000 },
    );
  });
});
