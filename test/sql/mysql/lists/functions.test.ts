import { describe, expect, test } from 'vitest';
import { builtIn } from '../../../../src/sql/mysql/lists/index.ts';
import { FUNCTIONS } from '../../../../src/sql/mysql/lists/data/functions.ts';
import { isSorted } from '../../../../src/sql/mysql/lists/functions.ts';
import type { ServerFacts } from '../../../../src/sql/catalog/catalog.ts';

const MYSQL: ServerFacts = { flavor: 'mysql', version: 90704, lowerCaseTableNames: 0 };
const MYSQL_8: ServerFacts = { flavor: 'mysql', version: 80036, lowerCaseTableNames: 0 };
const MARIADB: ServerFacts = { flavor: 'mariadb', version: 110809, lowerCaseTableNames: 0 };

describe("the servers' own functions", () => {
  test.each(Object.entries(FUNCTIONS))('somebody has sorted every one of %s', (_, text) => {
    const names = text.split('\n').filter((name) => name !== '');
    expect(names.length).toBeGreaterThan(400);
    expect(names.filter((name) => !isSorted(name))).toEqual([]);
  });

  test.each([
    ['CONCAT', MYSQL, 'safe'],
    ['JSON_EXTRACT', MYSQL, 'safe'],
    ['ST_DISTANCE', MARIADB, 'safe'],
    ['COALESCE', MARIADB, 'safe'],
    ['NOW', MYSQL, 'environment'],
    ['LAST_INSERT_ID', MARIADB, 'environment'],
    ['CONNECTION_ID', MYSQL, 'environment'],
    ['MD5', MYSQL_8, 'safe'],
    ['SLEEP', MYSQL, 'refused'],
    ['BENCHMARK', MARIADB, 'refused'],
    ['LOAD_FILE', MARIADB, 'refused'],
    ['GET_LOCK', MYSQL, 'granted'],
    ['ROW_COUNT', MYSQL, 'refused'],
    ['NAME_CONST', MYSQL, 'refused'],
    ['NEXTVAL', MARIADB, 'refused'],
    ['MASTER_GTID_WAIT', MARIADB, 'refused'],
    ['INTERNAL_TABLE_ROWS', MYSQL, 'refused'],
    ['WAIT_UNTIL_SQL_THREAD_AFTER_GTIDS', MYSQL_8, 'refused'],
  ] as const)('%s is %s', (name, server, wanted) => {
    const found = builtIn(name, server);
    expect(found?.class).toBe(wanted);
    expect(found?.hazard === undefined).toBe(wanted !== 'refused');
  });

  test.each([
    ['SYS_EXEC', MYSQL],
    ['NEXTVAL', MYSQL],
    ['UUID_TO_BIN', MARIADB],
    ['sleep', MYSQL],
    ['CONSTRUCTOR', MYSQL],
    ['__PROTO__', MYSQL],
    // Words of the grammar that take brackets are none.
    ['CAST', MYSQL],
    ['DISTINCT', MARIADB],
  ] as const)('%s is none, so that only a stored function can be meant', (name, server) => {
    expect(builtIn(name, server)).toBeUndefined();
  });

  test('a function that only some versions have may as well be a stored one', () => {
    expect(builtIn('UUID_V7', MARIADB)?.everyVersion).toBe(false);
    expect(builtIn('VECTOR_DIM', MYSQL)?.everyVersion).toBe(false);
    expect(builtIn('MD5', MYSQL)?.everyVersion).toBe(false);
    expect(builtIn('CONCAT', MYSQL)?.everyVersion).toBe(true);
    expect(builtIn('CONCAT', MARIADB)?.everyVersion).toBe(true);
  });

  test.each([
    ['COUNT', 'aggregate'],
    ['GROUP_CONCAT', 'aggregate'],
    ['ROW_NUMBER', 'window'],
    ['LAG', 'window'],
    ['UPPER', 'scalar'],
  ] as const)('%s is of the role %s', (name, role) => {
    expect(builtIn(name, MYSQL)?.role).toBe(role);
  });

  test.each(['CONCAT', 'REPEAT', 'JSON_EXTRACT', 'NULLIF', 'STR_TO_DATE', 'POW', 'ELT', 'UNHEX'])(
    '%s is not total: by its value it raises, warns, is NULL or allocates',
    (name) => expect(builtIn(name, MYSQL)?.total).toBe(false),
  );
});
