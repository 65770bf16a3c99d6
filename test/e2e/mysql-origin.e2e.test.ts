/**
 * The real servers say which columns a result has, what their values are, where they come from and which privileges a statement needs; our reading
 * of the same text must say the same. What is sent is what we print.
 */
import type { Connection, FieldPacket, QueryResult } from 'mysql2/promise';
import { createConnection } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Access } from '../../src/core/action.ts';
import { RefusedError } from '../../src/core/errors.ts';
import { decodeMySqlCatalog, MYSQL_CATALOG_QUERIES } from '../../src/sql/catalog/mysql-query.ts';
import type { TextRows } from '../../src/sql/catalog/mysql-query.ts';
import { makeCatalog } from '../../src/sql/catalog/snapshot.ts';
import { analyse } from '../../src/sql/mysql/analyse/index.ts';
import { toByteString } from '../../src/sql/mysql/bytes.ts';
import { DEFAULT_MODE } from '../../src/sql/mysql/context.ts';
import type { MySqlContext } from '../../src/sql/mysql/context.ts';
import { parseText } from '../../src/sql/mysql/parser/index.ts';
import type { MySqlReading, MySqlStatement } from '../../src/sql/mysql/statement.ts';
import { findMySqlServers, startMySql, type MySqlServer } from '../servers/mysql.ts';
import { DOUBTFUL, EXACT, EXACT_ON_MARIADB, EXACT_ON_MYSQL, REFUSED, TAGGED_SCHEMA } from './mysql-origin-cases.ts';
import { randomQueries } from './mysql-random-queries.ts';

/** Most of them name what isn't there, on both sides. */
const RANDOM = randomQueries(1_500, 20_261_123);

describe.each(findMySqlServers())('$flavor $version', (one) => {
  let server: MySqlServer;
  let client: Connection;
  let context: MySqlContext;

  beforeAll(async () => {
    server = await startMySql(one);
    client = await server.connect();
    await client.query(TAGGED_SCHEMA);
    // Grouping as loosely as the grammar allows: names are what is asked about.
    await client.query("SET SESSION sql_mode = ''");
    context = await contextOf(client);
  }, 60_000);
  afterAll(async () => {
    await client?.end();
    await server?.stop();
  });

  const own = one.flavor === 'mysql' ? EXACT_ON_MYSQL : EXACT_ON_MARIADB;
  describe.each([...EXACT, ...own])('%s', (sql) => {
    test('its columns are the server’s, and hold nothing but what was said', async () => {
      const read = statementOf(sql, context);
      const [asked, printed] = [await run(client, sql), await run(client, read.printed)];
      if (asked instanceof Error) throw asked;
      expect(printed).toMatchObject({ rows: asked.rows });
      compareColumns(read, asked, printed);
    });

    test('its accesses are enough, and none is needless', async () => {
      const read = statementOf(sql, context);
      expect(await asAsker(server, client, read, read.accesses)).toBe('it ran');
      for (const left of read.accesses) {
        const others = read.accesses.filter((access) => access !== left);
        const said = await asAsker(server, client, read, others);
        expect(`without ${left.privilege} on ${left.object.name}: ${said}`).toMatch(/denied/);
      }
    });
  });

  test.each(REFUSED)('%s is refused with the same number', async (sql) => {
    const theirs = await run(client, sql);
    const ours = readingOf(sql, context);
    expect(theirs).toBeInstanceOf(Error);
    if (ours.kind !== 'refused') throw new Error('it was not refused');
    expect(ours.refusal.mysql).toBe(theirs instanceof Error && 'errno' in theirs ? theirs.errno : undefined);
  });

  test.each(DOUBTFUL)('%s holds nothing but what was said, or is an error', async (sql) => {
    const read = readingOf(sql, context);
    if (read.kind === 'refused') return;
    const [statement] = read.statements;
    if (statement === undefined) throw new Error('there is no statement');
    expect(statement.printed).not.toBe('');
    const printed = await run(client, statement.printed);
    if (!(printed instanceof Error)) compareColumns(statement, undefined, printed, sql);
  });

  test('queries at random hold nothing but what was said', async () => {
    let accepted = 0;
    for (const sql of RANDOM) {
      const read = readingOf(sql, context);
      // Some that we refuse bring servers down.
      if (read.kind === 'refused') continue;
      const asked = await run(client, sql);
      if (asked instanceof Error) continue;
      const [statement] = read.statements;
      if (statement === undefined) throw new Error('there is no statement');
      accepted++;
      compareColumns(statement, asked, await run(client, statement.printed), sql);
    }
    expect(accepted).toBeGreaterThan(150);
  }, 120_000);
});

async function contextOf(client: Connection): Promise<MySqlContext> {
  const results: TextRows[] = [];
  for (const sql of MYSQL_CATALOG_QUERIES) {
    const [rows] = await client.query({ sql, rowsAsArray: true, typeCast: (field) => field.string() });
    results.push(rows as unknown as TextRows);
  }
  const data = decodeMySqlCatalog(results);
  if (data.server === undefined) throw new Error('the catalog does not know its server');
  const catalog = makeCatalog(data, 0);
  return { catalog, server: data.server, database: 'tagged', mode: DEFAULT_MODE, charset: 'utf8mb4', multiStatements: false };
} // prettier-ignore

function readingOf(sql: string, context: MySqlContext): MySqlReading {
  const text = toByteString(Buffer.from(sql));
  try {
    return analyse(parseText(text, context), text, context);
  } catch (error) {
    if (error instanceof RefusedError) return { kind: 'refused', refusal: error.refusal };
    throw error;
  }
}

function statementOf(sql: string, context: MySqlContext): MySqlStatement {
  const read = readingOf(sql, context);
  if (read.kind === 'refused') throw new Error(`refused: ${read.refusal.message}`);
  const [statement] = read.statements;
  if (statement === undefined) throw new Error('there is no statement');
  return statement;
}

interface Answer {
  readonly rows: readonly (readonly unknown[])[] | undefined;
  readonly fields: readonly FieldPacket[];
}

/** In a transaction that is rolled back. */
async function run(client: Connection, sql: string): Promise<Answer | Error> {
  await client.query('START TRANSACTION');
  try {
    const [rows, fields]: [QueryResult, FieldPacket[]] = await client.query({ sql, rowsAsArray: true });
    return { rows: Array.isArray(rows) ? (rows as readonly (readonly unknown[])[]) : undefined, fields: fields ?? [] };
  } catch (error) {
    if (error instanceof Error) return error;
    throw error;
  } finally {
    await client.query('ROLLBACK');
  }
}

/** `asked`: what the text as it was written gave; undefined where the servers read it otherwise. */
function compareColumns(read: MySqlStatement, asked: Answer | undefined, printed: Answer | Error, sql = ''): void {
  if (printed instanceof Error) throw new Error(`${read.printed}: ${printed.message}`);
  const output = read.output ?? [];
  expect({ sql, width: output.length }).toEqual({ sql, width: printed.fields.length });
  const names = printed.fields.map(({ name }, index) => read.labels[index] ?? name);
  if (asked !== undefined) expect({ sql, names }).toEqual({ sql, names: asked.fields.map(({ name }) => name) });
  for (const [index, { lineage, origin }] of output.entries()) {
    const field = printed.fields[index];
    if (origin !== undefined && field?.orgTable !== undefined && field.orgTable !== '') {
      expect({ sql, named: `${field.orgTable}.${field.orgName}` }).toEqual({ sql, named: `${origin.table}.${origin.column}` });
    }
    const columns = lineage.kind === 'copy' || lineage.kind === 'derived' ? lineage.columns : [];
    const known = new Set(columns.map(({ schema, table, column }) => `<${schema === 'other' ? 'other' : table}.${column}>`));
    for (const row of printed.rows ?? []) {
      const tags = String(row[index]).toLowerCase().match(/<\w+\.\w+>/g) ?? [];
      expect({ sql, from: tags.filter((tag) => !known.has(tag)) }).toEqual({ sql, from: [] });
    }
  }
} // prettier-ignore

/** What the server says to an account that has these privileges alone: `it ran`, or its error. */
async function asAsker(server: MySqlServer, client: Connection, read: MySqlStatement, accesses: readonly Access[]): Promise<string> {
  await client.query("DROP USER IF EXISTS asker; CREATE USER asker IDENTIFIED BY 'asker'; GRANT SHOW DATABASES ON *.* TO asker");
  for (const access of accesses) await client.query(grant(access));
  const asker = await createConnection({ host: server.host, port: server.port, user: 'asker', password: 'asker' });
  try {
    // Without any privilege in it, it can't be chosen, and the statement says so itself.
    await asker.query('USE tagged').catch(() => undefined);
    await asker.query("SET SESSION sql_mode = ''");
    const answer = await run(asker, read.printed);
    return answer instanceof Error ? answer.message : 'it ran';
  } finally {
    await asker.end();
  }
} // prettier-ignore

function grant({ privilege, object, columns }: Access): string {
  const name = `\`${object.schema}\`.\`${object.name}\``;
  if (object.kind === 'function') return `GRANT EXECUTE ON FUNCTION ${name} TO asker`;
  if (columns === 'all') return `GRANT ${privilege} ON ${name} TO asker`;
  const list = columns === 'any' ? [object.name === 'v3' ? 'a' : 'id'] : columns;
  return `GRANT ${privilege} (${list.map((column) => `\`${column}\``).join(', ')}) ON ${name} TO asker`;
}
