/** The lists against the servers that can be started here: a new minor or major version shows what nobody has decided about. */
import { describe, expect, it } from 'vitest';
import { NO_FUNCTIONS, readServer } from '../../../../scripts/lists/mysql/facts.ts';
import type { ServerFacts } from '../../../../src/sql/catalog/catalog.ts';
import { serverKind } from '../../../../src/sql/catalog/mysql-query.ts';
import { FUNCTIONS } from '../../../../src/sql/mysql/lists/data/functions.ts';
import { isSorted } from '../../../../src/sql/mysql/lists/functions.ts';
import { builtIn, systemRelation } from '../../../../src/sql/mysql/lists/index.ts';
import { isSortedRelation } from '../../../../src/sql/mysql/lists/system-relations.ts';
import { isSortedVariable } from '../../../../src/sql/mysql/lists/variables.ts';
import { findMySqlServers, startMySql } from '../../../servers/mysql.ts';

const KNOWN = Object.values(FUNCTIONS).flatMap((text) => text.split('\n').filter((name) => name !== ''));
const START_MS = 90_000;

/** Where none can be started, the one that the environment names; without that, the failure says what is missing. */
const found = findMySqlServers();
const SERVERS = found.length > 0 ? found : [{}];

describe.each(SERVERS)('$flavor $version', (wanted) => {
  it('has no function, relation or settable variable that nobody has sorted', { timeout: START_MS }, async () => {
    await using server = await startMySql(wanted);
    const connection = await server.connect();
    const facts = await readServer(connection, undefined, KNOWN);
    await connection.end();
    const kind: ServerFacts = { ...serverKind(facts.version), lowerCaseTableNames: 0 };

    const functions = facts.functions.map(({ name }) => name).filter((name) => !NO_FUNCTIONS.test(name));
    expect(functions.length).toBeGreaterThan(400);
    expect(functions.filter((name) => !isSorted(name))).toEqual([]);
    // A function that the server has and that we take for a stored one would be called without a grant on it.
    expect(functions.filter((name) => builtIn(name, kind) === undefined)).toEqual([]);
    // One that it doesn't have would be a stored one, and must not pass for the server's own.
    const has = new Set(functions);
    const claimed = KNOWN.filter((name) => builtIn(name, kind)?.everyVersion === true && !has.has(name));
    expect([...new Set(claimed)]).toEqual([]);

    const relations = facts.relations.filter(({ schema }) => schema === 'information_schema');
    expect(relations.filter(({ schema, name }) => !isSortedRelation(schema, name))).toEqual([]);
    const otherwise = relations.filter(({ schema, name, columns }) => {
      const known = systemRelation(schema, name, kind);
      return known?.kind === 'open' && known.exact && known.columns.join(' ') !== columns.join(' ');
    });
    expect(otherwise).toEqual([]);

    const settable = facts.variables.filter(({ session }) => session).map(({ name }) => name);
    expect(settable.filter((name) => !isSortedVariable(name))).toEqual([]);
  });
});
