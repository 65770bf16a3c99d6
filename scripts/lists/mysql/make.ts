/**
 * Makes src/sql/mysql/lists/data/ from real servers. Run: node scripts/lists/mysql/make.ts HOST:PORT=BINARY …, one for each server whose
 * root needs no password; the binary may be left out when the help tables are filled.
 */
import { writeFileSync } from 'node:fs';
import { createConnection } from 'mysql2/promise';
import { NO_FUNCTIONS, readServer, type MySqlFacts } from './facts.ts';

const DATA = new URL('../../../src/sql/mysql/lists/data/', import.meta.url);

/** Of the other system schemas everything else is closed, so that its columns needn't be known. */
const READ_BY_DRIVERS = /^performance_schema\.(session|global)_(variables|status)$/;

const servers: MySqlFacts[] = [];
for (const argument of process.argv.slice(2)) {
  const [address = '', binary] = argument.split('=');
  const [host = '127.0.0.1', port = ''] = address.split(':');
  const connection = await createConnection({ host, port: Number(port), user: 'root' });
  servers.push(await readServer(connection, binary));
  await connection.end();
}

write('functions.ts', "The servers' own functions", 'FUNCTIONS', (facts) =>
  facts.functions.map(({ name }) => name).filter((name) => !NO_FUNCTIONS.test(name)),
);
write('relations.ts', 'System relations and their columns', 'RELATIONS', (facts) =>
  facts.relations
    .filter(({ schema, name }) => schema === 'information_schema' || READ_BY_DRIVERS.test(`${schema}.${name}`))
    .map(({ schema, name, columns }) => `${schema}.${name} ${columns.join(' ')}`),
);
write('variables.ts', 'System variables: `s` where a session may set its own value', 'VARIABLES', (facts) =>
  facts.variables.map(({ name, session }) => (session ? `${name} s` : name)),
);

/** `mariadb 10.11`: what a list is called by. */
function nameOf({ flavor, version }: MySqlFacts): string {
  return `${flavor} ${version.split('.').slice(0, 2).join('.')}`;
}

function write(file: string, what: string, name: string, linesOf: (facts: MySqlFacts) => string[]): void {
  const lists = servers.map((facts) => {
    const lines = linesOf(facts);
    if (lines.some((line) => /[`\\$]{2}|[`\\]/.test(line))) throw new Error(`"${file}" would need escaping`);
    return `  '${nameOf(facts)}': \`\n${lines.join('\n')}\n\`,`;
  });
  const made =
    "Made by scripts/lists/mysql/make.ts: don't edit, mend the script or the reviewed lists and run it again.";
  writeFileSync(new URL(file, DATA), `/** ${what}. ${made} */\nexport const ${name} = {\n${lists.join('\n')}\n};\n`);
}
