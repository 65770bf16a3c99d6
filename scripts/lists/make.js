/**
 * Makes src/sql/postgres/lists/data/ from real servers of every supported version. Run: node scripts/lists/make.ts
 * (WIREWALL_TEST_POSTGRES_BINARIES names a folder with the versions that npm ci doesn't bring).
 */
import { writeFileSync } from 'node:fs';
import { readServer, VERSIONS } from './facts.js';
import { functionLines, operatorLists } from './make-functions.js';
import { WRITTEN_EXTENSIONS } from './review-functions.js';
const DATA = new URL('../../src/sql/postgres/lists/data/', import.meta.url);
const servers = [];
for (const version of VERSIONS)
    servers.push({ version, facts: await readServer(version) });
const all = servers.map(({ facts }) => facts);
const functions = all.flatMap((facts) => facts.functions);
const lines = functionLines(functions);
for (const [name, written] of Object.entries(WRITTEN_EXTENSIONS))
    lines.set(name, [...(lines.get(name) ?? []), ...written].sort());
const extensions = [...lines.keys()].filter((name) => name !== '').sort();
const operators = operatorLists(all.flatMap((facts) => facts.operators), functions);
write('functions.ts', 'Functions of pg_catalog', { FUNCTIONS: lines.get('') ?? [] });
write('extensions.ts', 'Functions of extensions: each line starts with the extension', {
    EXTENSION_FUNCTIONS: extensions.flatMap((name) => (lines.get(name) ?? []).map((line) => `${name}|${line}`)),
});
write('operators.ts', 'Operators of pg_catalog', { OPERATORS: operators.safe });
write('relations.ts', 'Relations of pg_catalog and information_schema', {
    RELATIONS: unique(all.flatMap((facts) => facts.relations.map((relation) => `${relation.schema}.${relation.name}`))),
});
write('settings.ts', 'Settings, who may change each, and what they hold', {
    SETTINGS: unique(all.flatMap((facts) => facts.settings.map(({ name, context, type }) => `${name.toLowerCase()} ${context} ${type}`))),
});
for (const fault of operators.unsafe)
    console.log(`operator not listed: ${fault}`);
function unique(values) {
    return [...new Set(values)].sort();
}
function write(file, what, lists) {
    const versions = `${VERSIONS[0]} to ${VERSIONS.at(-1)}`;
    const parts = Object.entries(lists).map(([name, values]) => {
        if (values.some((value) => /[`\\$]/.test(value)))
            throw new Error(`"${file}" would need escaping`);
        return `export const ${name} = \`\n${values.join('\n')}\n\`;\n`;
    });
    writeFileSync(new URL(file, DATA), `/** ${what}, PostgreSQL ${versions}. Made by scripts/lists/make.ts: don't edit, mend scripts/lists/review-*.ts and run it again. */\n${parts.join('\n')}`);
}
