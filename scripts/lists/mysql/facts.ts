/**
 * What real MySQL and MariaDB servers have of their own: functions, system relations with their columns, variables. Reads servers that run
 * already; judges nothing.
 *
 * No server lists its functions whole. Every word that could name one (help topics, keywords, SQL_FUNCTIONS on MariaDB, and the words in the
 * server's binary where it is given) is called: a server that doesn't know it says 1305.
 */
import { readFileSync } from 'node:fs';
import type { Connection } from 'mysql2/promise';

export interface FunctionFact {
  /** Upper case. */
  readonly name: string;
  /** `grammar`: the word is part of the grammar, so that a call of another form than `name()` may be needed. */
  readonly form: 'native' | 'grammar';
}

export interface RelationFact {
  readonly schema: string;
  readonly name: string;
  readonly columns: readonly string[];
}

export interface VariableFact {
  readonly name: string;
  /** Whether a session has a value of its own to set. */
  readonly session: boolean;
}

export interface MySqlFacts {
  readonly flavor: 'mysql' | 'mariadb';
  readonly version: string;
  readonly functions: readonly FunctionFact[];
  readonly relations: readonly RelationFact[];
  readonly variables: readonly VariableFact[];
}

/** Words of the grammar that stand before `(` and are no functions: operators, modifiers of SELECT, units, and what the tree has nodes for. */
export const NO_FUNCTIONS =
  /^(ALL|BINARY|CAST|CHARACTER|CONVERT|DEFAULT|DISTINCT|DISTINCTROW|HIGH_PRIORITY|NOT|ROW|SQL_\w+|STRAIGHT_JOIN|UNIQUE|VALUES?)$/;

/** 1630: MariaDB's for a word that is a keyword elsewhere. */
const UNKNOWN_FUNCTION: readonly number[] = [1305, 1630];
const SYNTAX_ERROR = 1064;
/** A database for unqualified calls: without one every unknown function is error 1046. */
const PROBE_DATABASE = 'wirewall_lists_probe';

/**
 * `connection`: of an account that may make a database. `binary`: path of the server's program; without it, functions that neither help,
 * keywords nor `more` name stay unknown.
 */
export async function readServer(
  connection: Connection,
  binary: string | undefined,
  more: readonly string[] = [],
): Promise<MySqlFacts> {
  const version = await cell(connection, 'SELECT @@version');
  const flavor = /mariadb/i.test(version) ? 'mariadb' : 'mysql';
  const candidates = await wordsOf(connection, flavor, binary);
  await connection.query(`CREATE DATABASE IF NOT EXISTS ${PROBE_DATABASE}`);
  await connection.query(`USE ${PROBE_DATABASE}`);
  const functions: FunctionFact[] = [];
  for (const name of new Set([...candidates, ...more])) {
    const fact = await probe(connection, name);
    if (fact !== undefined) functions.push(fact);
  }
  await connection.query(`DROP DATABASE ${PROBE_DATABASE}`);
  const relations = await relationsOf(connection);
  const variables = await variablesOf(connection, flavor);
  functions.sort((a, b) => (a.name < b.name ? -1 : 1));
  return { flavor, version, functions, relations, variables };
}

async function wordsOf(connection: Connection, flavor: string, binary: string | undefined): Promise<string[]> {
  const words = new Set<string>();
  const add = (text: string): void => {
    for (const word of text.toUpperCase().match(/\b[A-Z][A-Z0-9_]*\b/g) ?? []) words.add(word);
  };
  for (const name of await column(connection, 'SELECT name FROM mysql.help_topic')) add(name);
  for (const word of await column(connection, 'SELECT word FROM information_schema.keywords')) add(word);
  if (flavor === 'mariadb') {
    for (const name of await column(connection, 'SELECT `function` FROM information_schema.sql_functions')) add(name);
  }
  if (binary !== undefined) {
    // Names of functions stand alone in the program's read-only data, in the case of the source.
    for (const found of readFileSync(binary, 'latin1').matchAll(/(?<=\0)[A-Z][A-Z0-9_]{1,40}(?=\0)/gi)) {
      words.add(found[0].toUpperCase());
    }
  }
  return [...words].sort();
}

async function probe(connection: Connection, name: string): Promise<FunctionFact | undefined> {
  const plain = await errorOf(connection, `SELECT ${name}() LIMIT 0`);
  if (UNKNOWN_FUNCTION.includes(plain)) return undefined;
  if (plain !== SYNTAX_ERROR) return { name, form: 'native' };
  return (await anyForm(connection, name)) ? { name, form: 'grammar' } : undefined;
}

async function anyForm(connection: Connection, name: string): Promise<boolean> {
  const forms = [
    '1', '*', '1, 1', '1, 1, 1', '1, 1, 1, 1', "1, 'a'", 'a', '1 AS CHAR', '1 USING utf8mb4', '1 IN 1', '1 FROM 1', 'DAY FROM 1', 'DAY, 1, 1', 'DATE, 1',
    '1, INTERVAL 1 DAY',
  ]; // prettier-ignore
  const calls = [
    ...forms.map((form) => `${name}(${form})`),
    ...['', '1', '1, 1'].map((form) => `${name}(${form}) OVER (ORDER BY 1)`),
    `${name}(1) OVER (PARTITION BY 1)`,
    ...['', '1'].map((form) => `${name}(${form}) WITHIN GROUP (ORDER BY 1) OVER ()`),
  ];
  for (const call of calls) {
    const code = await errorOf(connection, `SELECT ${call} LIMIT 0`);
    if (code !== SYNTAX_ERROR && !UNKNOWN_FUNCTION.includes(code)) return true;
  }
  return false;
}

async function relationsOf(connection: Connection): Promise<RelationFact[]> {
  const [rows] = await connection.query({
    sql: `SELECT LOWER(table_schema), table_name, column_name FROM information_schema.columns
          WHERE table_schema IN ('information_schema', 'performance_schema', 'mysql', 'sys') ORDER BY 1, 2, ordinal_position`,
    rowsAsArray: true,
  });
  const found = new Map<string, { schema: string; name: string; columns: string[] }>();
  for (const [schema = '', name = '', columnName = ''] of texts(rows)) {
    const key = `${schema}.${name}`;
    const relation = found.get(key) ?? { schema, name, columns: [] };
    relation.columns.push(columnName);
    found.set(key, relation);
  }
  return [...found.values()];
}

async function variablesOf(connection: Connection, flavor: string): Promise<VariableFact[]> {
  const all = new Set([
    ...(await column(connection, 'SHOW GLOBAL VARIABLES')),
    ...(await column(connection, 'SHOW SESSION VARIABLES')),
  ]);
  if (flavor === 'mariadb') {
    const [rows] = await connection.query({
      sql: "SELECT variable_name, variable_scope LIKE 'SESSION%' AND read_only = 'NO' FROM information_schema.system_variables",
      rowsAsArray: true,
    });
    for (const [name = ''] of texts(rows)) all.add(name.toLowerCase());
  }
  const facts: VariableFact[] = [];
  for (const name of [...all].map((one) => one.toLowerCase()).sort()) {
    facts.push({ name, session: await settable(connection, name) });
  }
  return facts;
}

/** 1229: it is a global variable; 1238: it is read only. The value is of no known type, so that nothing is set. */
async function settable(connection: Connection, name: string): Promise<boolean> {
  const dotted = name.split('.').map((part) => `\`${part}\``).join('.'); // prettier-ignore
  const code = await errorOf(connection, `SET SESSION ${dotted} = (SELECT 1, 2)`);
  return code !== 1229 && code !== 1238 && code !== 1193;
}

async function errorOf(connection: Connection, text: string): Promise<number> {
  try {
    await connection.query(text);
    return 0;
  } catch (error) {
    return error instanceof Error && 'errno' in error && typeof error.errno === 'number' ? error.errno : -1;
  }
}

async function column(connection: Connection, text: string): Promise<string[]> {
  const [rows] = await connection.query({ sql: text, rowsAsArray: true });
  return texts(rows).map(([first = '']) => first);
}

async function cell(connection: Connection, text: string): Promise<string> {
  return (await column(connection, text))[0] ?? '';
}

function texts(rows: unknown): string[][] {
  return Array.isArray(rows) ? rows.map((row: unknown) => (Array.isArray(row) ? row.map(String) : [])) : [];
}
