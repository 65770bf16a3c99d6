import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { loadModule, parseSync } from 'libpg-query';
import { beforeAll, describe, expect, it } from 'vitest';
import { describeUtility } from '../../../../../src/sql/postgres/lists/index.js';
import { NOT_DESCRIBED, STATEMENTS } from '../../../../../src/sql/postgres/lists/utility/index.js';
import { EXAMPLES } from './examples.js';
beforeAll(() => loadModule());
function parsed(sql) {
    const [first] = Object.entries(parseSync(sql).stmts?.[0]?.stmt ?? {});
    if (first === undefined)
        throw new Error(`"${sql}" has no statement`);
    return first;
}
function described(sql) {
    const description = describeUtility(...parsed(sql));
    if (description === undefined)
        throw new Error(`"${sql}" is not described`);
    return description;
}
function asks({ objects, hazards }) {
    const touched = objects.map(({ privilege, kind, what, name, columns, missing }) => {
        const object = `${privilege} ${kind === 'other' ? what : kind} ${name.join('.')}`.trim();
        const listed = Array.isArray(columns) ? ` (${columns.join(', ')})` : '';
        return `${object}${listed}${missing === 'ok' ? '?' : ''}`;
    });
    return [...touched, ...hazards.map(({ kind }) => `!${kind}`)];
}
describe('statements other than those that read and write rows', () => {
    it('are described for every statement node of the grammar', () => {
        const types = createRequire(import.meta.url).resolve('@pgsql/types/types.d.ts');
        const nodes = [...readFileSync(types, 'utf8').matchAll(/^export interface (\w+Stmt) /gm)].map(([, name = '']) => name);
        expect(nodes.length).toBeGreaterThan(100);
        expect(nodes.filter((name) => !(name in STATEMENTS) && !(name in NOT_DESCRIBED))).toEqual([]);
    });
    it('each have an example here', () => {
        const shown = new Set(EXAMPLES.map(([sql]) => parsed(sql)[0]));
        expect(Object.keys(STATEMENTS).filter((name) => !shown.has(name))).toEqual([]);
    });
    it.each(EXAMPLES)('%s', (sql, command, expected) => {
        const description = described(sql);
        expect([description.command, ...asks(description)]).toEqual([command, ...expected]);
    });
    it.each(['SELECT 1', 'INSERT INTO t VALUES (1)', 'UPDATE t SET a = 1', 'DELETE FROM t'])('leave %s to the analysis', (sql) => expect(describeUtility(...parsed(sql))).toBeUndefined());
    it.each(['constructor', '__proto__', 'toString', 'FutureStmt'])('do not know the node %s', (name) => {
        expect(describeUtility(name, {})).toBeUndefined();
    });
    it('ask for something or touch nothing but the session, never nothing at all by oversight', () => {
        const harmless = /^(BEGIN|COMMIT|SAVEPOINT|SET|RESET|SHOW|DISCARD|PREPARE|EXECUTE|DEALLOCATE|DECLARE|FETCH|MOVE|CLOSE|UNLISTEN|EXPLAIN|CALL)/;
        const silent = EXAMPLES.filter(([sql, , expected]) => expected.length === 0 && !harmless.test(sql));
        expect(silent).toEqual([]);
    });
});
describe('texts that hold secrets', () => {
    it.each([
        "CREATE ROLE bob PASSWORD 'x'",
        "ALTER USER bob WITH ENCRYPTED PASSWORD 'x'",
        "CREATE USER MAPPING FOR bob SERVER s OPTIONS (password 'x')",
        "ALTER SERVER s OPTIONS (SET password 'x')",
        "CREATE SUBSCRIPTION s CONNECTION 'password=x' PUBLICATION p",
        "ALTER DATABASE d SET app.jwt_secret = 'x'",
        "SET wirewall.token = 'x'",
        "SET wirewall.token = 'x', 'y'",
        "SET LOCAL WireWall.Token = 'x'",
        "ALTER SYSTEM SET primary_conninfo = 'password=x'",
    ])('%s', (sql) => expect(described(sql).secretText).toBe(true));
});
describe('what a statement does to the session', () => {
    it.each([
        ['SET search_path = a, b', { kind: 'set', name: 'search_path', tracked: true, local: false }],
        ['SET LOCAL search_path = a', { kind: 'set', name: 'search_path', tracked: true, local: true }],
        ['RESET ALL', { kind: 'set', name: 'all', tracked: true, local: false }],
        ["SET wirewall.reason = 'x'", { kind: 'own', name: 'reason', value: 'x' }],
        ["SET LOCAL wirewall.intent = 'x'", { kind: 'none' }],
        ['SET wirewall.intent TO DEFAULT', { kind: 'none' }],
        ['ROLLBACK TO a', { kind: 'transaction', verb: 'rollback_to' }],
        ['DISCARD TEMP', { kind: 'discard', what: 'temp' }],
        ['DEALLOCATE ALL', { kind: 'deallocate', name: undefined }],
        ['CLOSE ALL', { kind: 'close', name: undefined }],
        ['EXPLAIN EXECUTE p', { kind: 'execute', name: 'p' }],
        ['CREATE TEMP TABLE t (a int)', { kind: 'ddl' }],
    ])('%s', (sql, effect) => expect(described(sql).effect).toEqual(effect));
});
describe('what could show the values of a masked column', () => {
    it.each([
        ['CREATE UNIQUE INDEX ON customers (email)', 'email'],
        ['CREATE INDEX ON customers (id) INCLUDE (email)', 'email'],
        ['ALTER TABLE customers ADD UNIQUE (email)', 'email'],
        ['ALTER TABLE customers ALTER email TYPE int', 'email'],
        ['ALTER TABLE customers RENAME email TO note', 'email'],
        ['ALTER TABLE customers ADD EXCLUDE USING gist (email WITH =)', 'email'],
        ['CREATE TABLE t (a text REFERENCES customers (email))', 'email'],
        ['CREATE PUBLICATION p FOR TABLE customers (email)', 'email'],
    ])('%s uses the column', (sql, column) => {
        const used = described(sql).expressions.filter(({ node }) => JSON.stringify(node).includes(`"sval":"${column}"`));
        expect(used).toMatchObject([{ scope: { kind: 'relation', name: ['customers'] }, position: 'ddl' }]);
    });
    it.each([
        'ALTER TABLE shop.customers RENAME TO shown',
        'ALTER TABLE shop.customers SET SCHEMA public',
        'ALTER VIEW shop.customers RENAME TO shown',
        'ALTER TABLE shop.all_customers DETACH PARTITION shop.customers',
        'ALTER TABLE shop.customers NO INHERIT shop.all_customers',
        'ALTER TABLE shop.customers INHERIT public.open',
        'ALTER TABLE public.open ATTACH PARTITION shop.customers DEFAULT',
        'CREATE PUBLICATION p FOR TABLE shop.customers',
        'ALTER PUBLICATION p ADD TABLE shop.customers',
    ])('%s uses all columns', (sql) => {
        expect(described(sql).everyColumnOf).toEqual([{ name: ['shop', 'customers'], missing: 'must exist' }]);
    });
});
describe('EXPLAIN', () => {
    it.each([
        ['EXPLAIN SELECT 1', false],
        ['EXPLAIN ANALYZE SELECT 1', true],
        ['EXPLAIN (analyze) SELECT 1', true],
        ['EXPLAIN (ANALYZE 1) SELECT 1', true],
        ['EXPLAIN (ANALYZE OFF) SELECT 1', false],
        ['EXPLAIN (ANALYZE false, VERBOSE) SELECT 1', false],
        // The server takes the last one; whoever writes both wants to be misread.
        ['EXPLAIN (ANALYZE, ANALYZE false) SELECT 1', true],
    ])('%s runs its statement: %s', (sql, runs) => {
        expect(described(sql)).toMatchObject({ runs, readOnly: !runs, queries: [{ role: 'result' }] });
    });
});
