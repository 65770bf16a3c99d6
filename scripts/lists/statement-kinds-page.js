/** The page docs/statement-kinds.md as text: a test compares the file with it. */
import { STATEMENTS } from '../../src/sql/postgres/lists/utility/index.js';
const HEAD = `# What each Postgres statement asks for

SELECT, INSERT, UPDATE, DELETE and MERGE ask for SELECT, INSERT, UPDATE and DELETE on the columns that they touch. Everything else is below, by
the name of its node in the server's own grammar. "Refused" means whatever the rules grant; a statement that is not here is refused too.
What an expression or a query inside calls and reads is asked for besides. This page is written by \`scripts/lists/statement-kinds.ts\`.

| Node | Kind | Asks for |
|---|---|---|
`;
export function statementKinds() {
    const rows = Object.entries(STATEMENTS)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, { kind, means }]) => `| ${name} | ${kind} | ${means.replaceAll('|', '\\|')} |\n`);
    return HEAD + rows.join('');
}
