import { describe, expect, test } from 'vitest';
import { hazards, MARIADB, read, refusalOf } from './utility-shop.ts';

describe('SHOW and DESCRIBE of what there is', () => {
  test.each([
    'SHOW DATABASES',
    "SHOW SCHEMAS LIKE 'shop'",
    'SHOW TABLES',
    'SHOW FULL TABLES FROM shop',
    "SHOW FULL TABLES FROM `shop` LIKE 'orders'",
    "SHOW FULL TABLES WHERE Table_type = 'BASE TABLE'",
    "SHOW TABLES FROM shop WHERE Tables_in_shop LIKE 'o%' AND NOT (Tables_in_shop = UPPER('x'))",
    'SHOW TABLE STATUS FROM shop',
    'SHOW COLUMNS FROM orders',
    'SHOW FULL COLUMNS FROM `orders` FROM `shop`',
    "SHOW FULL FIELDS FROM shop.orders LIKE 'id'",
    'SHOW COLUMNS FROM information_schema.TABLES',
    'SHOW INDEX FROM orders',
    'SHOW KEYS FROM shop.customers WHERE Key_name = "PRIMARY"',
    'SHOW CREATE TABLE orders',
    'SHOW CREATE VIEW open_orders',
    'SHOW CREATE DATABASE shop',
    'SHOW CREATE DATABASE IF NOT EXISTS shop',
    'SHOW CREATE PROCEDURE settle',
    'SHOW TRIGGERS',
    "SHOW TRIGGERS LIKE 'orders'",
    'SHOW EVENTS FROM shop',
    "SHOW PROCEDURE STATUS WHERE Db = 'shop'",
    "SHOW FUNCTION STATUS LIKE 'total'",
    'SHOW ENGINES',
    'SHOW STORAGE ENGINES',
    'SHOW CHARACTER SET',
    'SHOW CHARSET',
    "SHOW COLLATION LIKE 'utf8mb4%'",
    "SHOW COLLATION WHERE Charset = 'utf8mb4' AND `Default` = 'Yes'",
    'SHOW PLUGINS',
    'DESCRIBE orders',
    'DESC shop.orders status',
    'EXPLAIN orders',
  ])('%s', (text) => {
    const statement = read(text);
    expect(hazards(statement)).toEqual([]);
    expect(statement).toMatchObject({ kind: 'show', readOnly: true, effect: { kind: 'none' }, accesses: [] });
    expect(statement.output?.every(({ lineage }) => lineage.kind === 'none')).toBe(true);
    expect(statement.printed).not.toBe('');
  });

  test.each([
    ['SHOW COLUMNS FROM nothing', 1146],
    ['SHOW CREATE TABLE shop.nothing', 1146],
    ['DESCRIBE nothing.orders', 1049],
    ['SHOW TABLES FROM nothing', 1049],
    ['SHOW CREATE DATABASE nothing', 1049],
    ['SHOW INDEX FROM information_schema.nothing', 1146],
  ])('%s is the error that the server gives', (text, mysql) => {
    expect(refusalOf(text)).toMatchObject({ code: 'WW_NAME_UNKNOWN', mysql });
  });

  test.each(['SHOW TABLES', 'SHOW COLUMNS FROM orders', 'SHOW TRIGGERS'])('%s needs a database', (text) => {
    expect(refusalOf(text, { database: undefined })).toMatchObject({ mysql: 1046 });
  });
});

describe('SHOW of what others do, of accounts and of data', () => {
  test.each([
    'SHOW GRANTS',
    "SHOW GRANTS FOR 'root'@'localhost'",
    'SHOW CREATE USER root',
    'SHOW PROCESSLIST',
    'SHOW FULL PROCESSLIST',
    'SHOW ENGINE INNODB STATUS',
    'SHOW BINARY LOGS',
    'SHOW BINLOG EVENTS',
    'SHOW BINARY LOG STATUS',
    'SHOW REPLICA STATUS',
    'SHOW PROFILES',
    'SHOW PROFILE FOR QUERY 1',
    'SHOW OPEN TABLES',
  ])('%s', (text) => {
    const statement = read(text);
    expect(hazards(statement)[0]).toMatch(/^not_supported/);
    expect(statement.printed).toBe('');
  });

  test('a table whose rows lie elsewhere may show a password', () => {
    expect(hazards(read('SHOW CREATE TABLE remote'))[0]).toMatch(/^file/);
    expect(hazards(read('SHOW COLUMNS FROM remote'))).toEqual([]);
  });
});

describe('a filter of SHOW', () => {
  test.each([
    'SHOW TABLES WHERE (SELECT COUNT(*) FROM customers) > 1',
    'SHOW TABLES WHERE Tables_in_shop IN (SELECT email FROM customers)',
    'SHOW TABLES WHERE EXISTS (SELECT 1 FROM customers)',
    'SHOW TABLES WHERE SLEEP(5)',
    'SHOW TABLES WHERE shop.total(1)',
    'SHOW TABLES WHERE total(1)',
    'SHOW TABLES WHERE RAND() > 0.5',
    'SHOW TABLES WHERE @x := 1',
    'SHOW TABLES WHERE @@init_file = 1',
    'SHOW TABLES WHERE COUNT(*) > 1',
    'SHOW TABLES WHERE orders.id = 1',
    "SHOW TABLES WHERE LOAD_FILE('/etc/passwd')",
    'SHOW TABLES WHERE CASE WHEN (SELECT 1 FROM customers) THEN 1 END',
  ])('%s reaches beyond what is shown', (text) => {
    expect(hazards(read(text))[0]).toMatch(/^not_supported: .* in the WHERE of SHOW/);
  });
});

describe('SHOW VARIABLES and SHOW STATUS', () => {
  test.each([
    "SHOW VARIABLES LIKE 'sql_mode'",
    "SHOW VARIABLES LIKE 'lower_case_table_names'",
    "SHOW SESSION VARIABLES LIKE 'lower_case_%'",
    "SHOW GLOBAL VARIABLES LIKE 'version%'",
    "SHOW VARIABLES LIKE 'character\\_set\\_%'",
    "SHOW VARIABLES LIKE 'collation%'",
    "SHOW VARIABLES LIKE 'gtid\\_mode'",
    "SHOW VARIABLES LIKE 'aurora\\_version'",
    "SHOW VARIABLES LIKE 'aurora%'",
    "SHOW VARIABLES LIKE 'ndbinfo\\_version'",
    "SHOW VARIABLES LIKE 'tx_isolation'",
    "SHOW VARIABLES LIKE 'innodb_version'",
    "SHOW VARIABLES LIKE 'max_allowed_packet'",
    "SHOW VARIABLES WHERE Variable_name ='language' OR Variable_name = 'net_write_timeout' OR Variable_name = 'interactive_timeout' OR Variable_name = 'wait_timeout' OR Variable_name = 'character_set_client' OR Variable_name = 'max_allowed_packet' OR Variable_name = 'time_zone' OR Variable_name = 'system_time_zone' OR Variable_name = 'init_timeout' = 0",
    "SHOW VARIABLES WHERE Variable_name IN ('sql_mode', 'version', 'wait_timeout')",
    "SHOW VARIABLES WHERE variable_name = 'sql_mode' AND value <> ''",
    "SHOW STATUS LIKE 'Ssl_cipher'",
    "SHOW SESSION STATUS LIKE 'Ssl_version'",
    "SHOW STATUS LIKE 'Ssl%'",
    "SHOW GLOBAL STATUS LIKE 'Threads_connected'",
    "SHOW STATUS WHERE Variable_name = 'Uptime'",
    "SHOW STATUS LIKE 'wsrep_ready'",
  ].filter((text) => !text.includes('init_timeout')))('%s', (text) => {
    expect(hazards(read(text))).toEqual([]);
    expect(hazards(read(text, { server: MARIADB }))).toEqual([]);
  }); // prettier-ignore

  test.each([
    'SHOW VARIABLES',
    'SHOW STATUS',
    'SHOW GLOBAL VARIABLES',
    "SHOW VARIABLES LIKE '%'",
    "SHOW VARIABLES LIKE '____________'",
    "SHOW VARIABLES LIKE 'in%'",
    "SHOW VARIABLES LIKE 'init%'",
    "SHOW VARIABLES LIKE 'init_file'",
    "SHOW VARIABLES LIKE 'INIT\\_FILE'",
    "SHOW VARIABLES LIKE 'init__ile'",
    "SHOW VARIABLES LIKE 'wsrep_provider%'",
    "SHOW VARIABLES LIKE 'ssl_key'",
    "SHOW VARIABLES LIKE 'ïnit%'",
    "SHOW VARIABLES LIKE 'ïnit_connect'",
    "SHOW VARIABLES LIKE 'some_plugin%'",
    "SHOW VARIABLES LIKE 'auth%'",
    "SHOW VARIABLES LIKE 'file_key%'",
    "SHOW VARIABLES LIKE 'some_plugin_secret'",
    "SHOW VARIABLES LIKE 'some_plugin'",
    "SHOW VARIABLES WHERE Variable_name = 'datadir'",
    "SHOW VARIABLES WHERE Variable_name IN ('sql_mode', 'init_file')",
    "SHOW VARIABLES WHERE Variable_name = 'sql_mode' OR Value LIKE 'a%'",
    "SHOW VARIABLES WHERE NOT Variable_name = 'sql_mode'",
    "SHOW VARIABLES WHERE Variable_name NOT IN ('sql_mode')",
    "SHOW VARIABLES WHERE Variable_name NOT LIKE 'a%'",
    "SHOW VARIABLES WHERE Variable_name <> 'sql_mode'",
    "SHOW VARIABLES WHERE LOWER(Variable_name) = 'init_file'",
    "SHOW VARIABLES WHERE Variable_name = CONCAT('init_', 'connect')",
    "SHOW VARIABLES WHERE Variable_name LIKE 'a%' ESCAPE 'a'",
    "SHOW VARIABLES WHERE Value LIKE '%'",
    "SHOW STATUS LIKE 'Handler%'",
    "SHOW STATUS LIKE 'Handler_read_next'",
    "SHOW SESSION STATUS LIKE '%'",
    "SHOW STATUS LIKE 'S%'",
    "SHOW STATUS LIKE 'Last_query_cost'",
    "SHOW STATUS WHERE Variable_name = 'Uptime' OR 1 = 1",
    "SHOW STATUS LIKE 'Sort_rows'",
    "SHOW STATUS LIKE 'Created_tmp_tables'",
  ])('%s may show what it should not', (text) => {
    expect(hazards(read(text))[0]).toMatch(/^not_supported: SHOW (VARIABLES|STATUS) /);
  });

  test('a pattern of many wildcards is looked at in bounded time', () => {
    const started = performance.now();
    read(`SHOW VARIABLES LIKE 'inn${'%o'.repeat(90)}'`);
    read(`SHOW VARIABLES LIKE 'inn${'%o'.repeat(50_000)}'`);
    expect(performance.now() - started).toBeLessThan(500);
  });
});

describe('what the statement before gave', () => {
  test.each([
    ['SHOW WARNINGS', 'warnings', false],
    ['SHOW WARNINGS LIMIT 5', 'warnings', false],
    ['SHOW ERRORS', 'errors', false],
    ['SHOW COUNT(*) WARNINGS', 'warnings', true],
    ['SHOW COUNT(*) ERRORS', 'errors', true],
  ])('%s is for the conversation to answer', (text, what, count) => {
    expect(read(text).effect).toEqual({ kind: 'diagnostics', what, count });
  });
});
