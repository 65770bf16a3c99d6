/** Statements with what a real server said of them, and a context to read them in. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { makeCatalog } from '../../src/sql/catalog/snapshot.ts';
import type { ServerFacts } from '../../src/sql/catalog/catalog.ts';
import { DEFAULT_MODE, type MySqlContext } from '../../src/sql/mysql/context.ts';

export interface Entry {
  /** The test of the server's own suite that it is from. */
  readonly file: string;
  readonly sql: string;
  /** The server's error, 0 for none. 1064 alone says that it doesn't parse. */
  readonly code: number;
  readonly msg?: string;
}

export const SYNTAX_ERROR = 1064;
export const NO_SUCH_TABLE = 1146;

export function readCorpus(file: string): Entry[] {
  const bytes = readFileSync(file);
  const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString();
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Entry);
}

/** The servers that the corpora were tried on, with an empty schema: what is read without looking up a name. */
const SERVERS: Readonly<Record<ServerFacts['flavor'], ServerFacts>> = {
  mysql: { flavor: 'mysql', version: 90704, lowerCaseTableNames: 0 },
  mariadb: { flavor: 'mariadb', version: 110809, lowerCaseTableNames: 0 },
};

export function contextOf(flavor: ServerFacts['flavor']): MySqlContext {
  const server = SERVERS[flavor];
  const catalog = makeCatalog(
    {
      serverVersion: server.version,
      database: 'test',
      schemas: ['test'],
      relations: [],
      functions: [],
      operators: [],
      types: [],
      server,
    },
    0,
  );
  return { catalog, server, database: 'test', mode: DEFAULT_MODE, charset: 'utf8mb4', multiStatements: false };
}
