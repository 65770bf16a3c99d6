/**
 * Compares src/sql/mysql/parser/reserved.ts with a real server: tries each of its keywords as an alias of a table. Changes nothing; prints where
 * the list is wrong. Run: node scripts/lists/mysql-words.ts mysql://root@127.0.0.1:3306/mysql …
 */
import { createConnection } from 'mysql2/promise';
import type { Connection, RowDataPacket } from 'mysql2/promise';
import type { ServerFacts } from '../../src/sql/catalog/catalog.ts';
import { isReserved } from '../../src/sql/mysql/parser/reserved.ts';

const SYNTAX_ERROR = 1064;

for (const address of process.argv.slice(2)) {
  const connection = await createConnection(address);
  const facts = await factsOf(connection);
  const words = await keywordsOf(connection);
  const wrong: string[] = [];
  for (const word of words) {
    const reserved = await isRefused(connection, word);
    if (reserved !== isReserved(word, facts)) wrong.push(`${word} is ${reserved ? 'reserved' : 'a name'}`);
  }
  console.log(`${facts.flavor} ${facts.version}: ${words.length} keywords, ${wrong.length} wrong`);
  for (const line of wrong) console.log(`  ${line}`);
  await connection.end();
}

async function factsOf(connection: Connection): Promise<ServerFacts> {
  const [rows] = await connection.query<RowDataPacket[]>('SELECT VERSION() AS version');
  const text = String(rows[0]?.['version']);
  const [major = 0, minor = 0, patch = 0] = text.split(/[.-]/).map(Number);
  const flavor = text.includes('MariaDB') ? 'mariadb' : 'mysql';
  return { flavor, version: major * 10_000 + minor * 100 + patch, lowerCaseTableNames: 0 };
}

async function keywordsOf(connection: Connection): Promise<string[]> {
  const [rows] = await connection.query<RowDataPacket[]>('SELECT word AS word FROM information_schema.keywords');
  return [...new Set(rows.map((row) => String(row['word'])))].filter((word) => /^[A-Z]/.test(word)).sort();
}

/** Prepared and not run: what it says beyond its syntax doesn't matter. */
async function isRefused(connection: Connection, word: string): Promise<boolean> {
  try {
    await connection.query(`PREPARE tried FROM ${connection.escape(`SELECT 1 FROM t AS ${word}`)}`);
    return false;
  } catch (error) {
    return error instanceof Error && 'errno' in error && error.errno === SYNTAX_ERROR;
  }
}
