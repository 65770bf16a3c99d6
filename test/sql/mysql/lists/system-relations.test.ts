import { describe, expect, test } from 'vitest';
import type { ServerFacts } from '../../../../src/sql/catalog/catalog.ts';
import { RELATIONS } from '../../../../src/sql/mysql/lists/data/relations.ts';
import { systemRelation, systemSchema } from '../../../../src/sql/mysql/lists/index.ts';
import { isSortedRelation } from '../../../../src/sql/mysql/lists/system-relations.ts';

const MYSQL: ServerFacts = { flavor: 'mysql', version: 90704, lowerCaseTableNames: 0 };
const MARIADB: ServerFacts = { flavor: 'mariadb', version: 101119, lowerCaseTableNames: 0 };

function kindOf(schema: string, name: string, server = MYSQL): string | undefined {
  return systemRelation(schema, name, server)?.kind;
}

describe('system relations', () => {
  test.each(Object.entries(RELATIONS))('somebody has sorted every one of %s', (_, text) => {
    const names = text.split('\n').flatMap((line) => (line === '' ? [] : [line.split(' ')[0]?.split('.') ?? []]));
    expect(names.length).toBeGreaterThan(50);
    expect(names.filter(([schema = '', name = '']) => !isSortedRelation(schema, name))).toEqual([]);
  });

  test.each(['TABLES', 'COLUMNS', 'STATISTICS', 'KEY_COLUMN_USAGE', 'REFERENTIAL_CONSTRAINTS', 'ROUTINES', 'PARAMETERS', 'SCHEMATA', 'VIEWS'])(
    'information_schema.%s is open on both servers, in any case',
    (name) => {
      expect(kindOf('information_schema', name)).toBe('open');
      expect(kindOf('INFORMATION_SCHEMA', name.toLowerCase(), MARIADB)).toBe('open');
    },
  ); // prettier-ignore

  test.each([
    ['information_schema', 'COLUMN_STATISTICS', MYSQL],
    ['information_schema', 'processlist', MYSQL],
    ['information_schema', 'INNODB_TRX', MARIADB],
    ['information_schema', 'INNODB_FT_INDEX_TABLE', MYSQL],
    ['information_schema', 'INNODB_BUFFER_PAGE', MARIADB],
    ['information_schema', 'OPTIMIZER_TRACE', MARIADB],
    ['information_schema', 'PROFILING', MYSQL],
    ['information_schema', 'USER_VARIABLES', MARIADB],
    ['information_schema', 'USER_ATTRIBUTES', MYSQL],
    ['mysql', 'user', MYSQL],
    ['mysql', 'column_stats', MARIADB],
    ['mysql', 'nothing_of_the_kind', MARIADB],
    ['sys', 'statement_analysis', MYSQL],
    ['performance_schema', 'events_statements_history', MYSQL],
    ['PERFORMANCE_SCHEMA', 'Threads', MYSQL],
    ['performance_schema', 'nothing_of_the_kind', MYSQL],
  ] as const)('%s.%s is closed', (schema, name, server) => {
    expect(kindOf(schema, name, server)).toBe('closed');
  });

  test('what is not there is nobody’s', () => {
    expect(systemRelation('information_schema', 'nothing', MYSQL)).toBeUndefined();
    expect(systemRelation('shop', 'tables', MYSQL)).toBeUndefined();
    expect(systemSchema('MYSQL', MYSQL)).toBeUndefined();
    expect(systemSchema('MYSQL', { ...MYSQL, lowerCaseTableNames: 1 })).toBe('mysql');
  });

  test('values of variables and counters are open by name alone', () => {
    const variables = systemRelation('performance_schema', 'session_variables', MYSQL);
    const status = systemRelation('information_schema', 'SESSION_STATUS', MARIADB);
    if (variables?.kind !== 'open' || status?.kind !== 'open') throw new Error('both are open');
    expect(variables.closed).toEqual(new Set(['VARIABLE_VALUE']));
    expect(variables.fixedBy?.readable('sql_mode')).toBe(true);
    expect(variables.fixedBy?.readable('init_file')).toBe(false);
    expect(status.fixedBy?.readable('Threads_connected')).toBe(true);
    expect(status.fixedBy?.readable('Handler_read_next')).toBe(false);
  });

  test.each([
    [90704, true],
    [90500, false],
    [80036, false],
  ])('whether the columns on MySQL %i are exactly these: %s', (version, exact) => {
    const tables = systemRelation('information_schema', 'TABLES', { ...MYSQL, version });
    expect(tables).toMatchObject({ kind: 'open', exact });
  });
});
