import { describe, expect, test } from 'vitest';
import { DEFAULT_MODE } from '../../../../src/sql/mysql/index.ts';
import { hazards, MARIADB, read, refusalOf } from './utility-shop.ts';

describe('SET as clients send it', () => {
  // mysqldump, Connector/J, mysql2, PyMySQL, Django, Rails, SQLAlchemy, go-sql-driver, Knex.
  test.each([
    'SET NAMES utf8mb4',
    "SET NAMES 'utf8mb4' COLLATE 'utf8mb4_unicode_ci'",
    'SET NAMES latin1',
    'SET CHARACTER SET utf8',
    'SET autocommit=0',
    'SET AUTOCOMMIT = 1',
    'SET autocommit = ON',
    'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED',
    'SET TRANSACTION READ ONLY',
    "SET sql_mode='STRICT_TRANS_TABLES'",
    'SET SESSION sql_mode = ANSI',
    "SET sql_mode = CONCAT(@@sql_mode, ',STRICT_ALL_TABLES')",
    "SET @@SESSION.sql_mode = CONCAT(CONCAT(@@sql_mode, ',STRICT_ALL_TABLES'), ',NO_AUTO_VALUE_ON_ZERO'), @@SESSION.sql_auto_is_null = 0, @@SESSION.wait_timeout = 2147483",
    'SET character_set_results = NULL',
    "SET character_set_results=NULL, autocommit=1, sql_mode='STRICT_TRANS_TABLES'",
    'SET SQL_AUTO_IS_NULL = 0',
    "SET time_zone = '+00:00'",
    'SET TIME_ZONE=@OLD_TIME_ZONE',
    'SET @OLD_SQL_MODE=@@SQL_MODE, SQL_MODE=\'NO_AUTO_VALUE_ON_ZERO\'',
    'SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT',
    'SET CHARACTER_SET_CLIENT=@OLD_CHARACTER_SET_CLIENT',
    'SET @saved_cs_client = @@character_set_client',
    'SET character_set_client = utf8mb4',
    'SET FOREIGN_KEY_CHECKS=0',
    'SET @OLD_UNIQUE_CHECKS=@@UNIQUE_CHECKS, UNIQUE_CHECKS=0',
    'SET SESSION group_concat_max_len = 1000000',
    'SET SQL_SAFE_UPDATES=1, SQL_SELECT_LIMIT=1000, MAX_JOIN_SIZE=1000000',
    'SET SESSION information_schema_stats_expiry=0',
    'SET default_storage_engine=InnoDB',
    'SET profiling = 0',
    'SET SESSION net_write_timeout=600, SESSION net_read_timeout=600',
    'SET collation_connection = utf8mb4_general_ci',
    'SET lc_time_names = DEFAULT',
    'SET timestamp = DEFAULT',
  ])('%s', (text) => {
    const statement = read(text);
    expect(hazards(statement)).toEqual([]);
    expect(statement).toMatchObject({ kind: 'set', secretText: false });
    expect(statement.accesses).toEqual([]);
    expect(statement.printed).toMatch(/^SET /);
  }); // prettier-ignore

  test.each([
    ['SET NAMES utf8mb4', 'names', true],
    ["SET sql_mode='', wait_timeout=1", 'sql_mode', true],
    ['SET wait_timeout=1, autocommit=0, sql_notes=0', 'autocommit', true],
    ['SET wait_timeout=1', 'wait_timeout', false],
    ['SET sql_notes=0, wait_timeout=1', 'sql_notes, wait_timeout', false],
    ['SET character_set_results=NULL, autocommit=1', 'character_set_results, autocommit', true],
  ])('%s sets %s, followed: %s', (text, name, tracked) => {
    expect(read(text).effect).toEqual({ kind: 'set', name, tracked, local: false });
  });

  test('a user variable is a place that nobody masks', () => {
    const statement = read('SET @x = (SELECT email FROM customers LIMIT 1), @y := 1');
    expect(statement.effect).toEqual({ kind: 'none' });
    expect(statement.writes[0]).toMatchObject({ target: undefined, from: { columns: [{ table: 'customers', column: 'email' }] } });
  }); // prettier-ignore

  test('and so is a system variable', () => {
    const statement = read('SET SESSION sql_select_limit = (SELECT ASCII(email) FROM customers LIMIT 1)');
    expect(statement.writes[0]).toMatchObject({ target: undefined, from: { kind: 'derived' } });
  });
});

describe('what the server is to tell of its session', () => {
  test.each([
    ["SET autocommit=1, session_track_schema=1, session_track_system_variables='*'", 'SET @@SESSION.`autocommit` = 1', 'autocommit'],
    ['SET SESSION session_track_gtids = OWN_GTID, @@SESSION.sql_notes = 0', 'SET @@SESSION.`sql_notes` = 0', 'sql_notes'],
  ])('%s goes on without it', (text, printed, name) => {
    const statement = read(text);
    expect(hazards(statement)).toEqual([]);
    expect(statement.printed).toBe(printed);
    expect(statement.effect).toMatchObject({ kind: 'set', name });
  }); // prettier-ignore

  // MariaDB reports what is set without a scope to nobody: behind `SET @@sql_mode = 'NO_BACKSLASH_ESCAPES'` a string would end elsewhere.
  test.each([
    ["SET @@sql_mode = 'NO_BACKSLASH_ESCAPES'", "SET @@SESSION.`sql_mode` = 'NO_BACKSLASH_ESCAPES'"],
    ['SET @@character_set_client = latin1, @a = 1', 'SET @@SESSION.`character_set_client` = `latin1`, @`a` = 1'],
    // The next transaction's alone.
    ["SET @@transaction_isolation = 'SERIALIZABLE'", "SET @@`transaction_isolation` = 'SERIALIZABLE'"],
  ])('%s is sent as %s', (text, printed) => {
    expect(read(text, { server: MARIADB }).printed).toBe(printed);
    expect(read(text, { server: MARIADB }).effect).toMatchObject({ kind: 'set' });
  });

  test.each(['SET session_track_schema = ON', 'SET @@session.session_track_system_variables = DEFAULT'])(
    '%s is taken, and nothing of it goes on',
    (text) => expect(read(text)).toMatchObject({ kind: 'set', printed: '', hazards: [], effect: { kind: 'none' } }),
  );

  test('a value that is worked out is judged all the same', () => {
    expect(read('SET session_track_schema = (SELECT COUNT(email) FROM customers)').writes).toHaveLength(1);
  });

  test('for all sessions it is refused', () => {
    expect(hazards(read('SET GLOBAL session_track_schema = ON'))).not.toEqual([]);
  });
});

describe('sql_mode, where the client has more of it than the server', () => {
  const mode = { ...DEFAULT_MODE, ansiQuotes: true, pipesAsConcat: true };
  test.each([
    ["SET sql_mode = CONCAT(@@sql_mode, ',STRICT_ALL_TABLES')", true],
    ['SELECT @@SESSION.sql_mode', true],
    ['SELECT @@GLOBAL.sql_mode', false],
    ["SET sql_mode = ''", false],
  ])('%s is read with all of it: %s', (text, added) => {
    const { printed } = read(text, { mode });
    expect(printed.includes('ANSI_QUOTES') && printed.includes('PIPES_AS_CONCAT')).toBe(added);
    expect(read(text).printed).not.toContain('ANSI_QUOTES');
  });
});

describe('SET that is refused', () => {
  test.each([
    ['SET GLOBAL max_connections = 1', 'for all sessions'],
    ['SET @@GLOBAL.sql_mode = ""', 'for all sessions'],
    ['SET PERSIST wait_timeout = 1', 'for all sessions'],
    ['SET GLOBAL TRANSACTION READ ONLY', 'for all sessions'],
    ['SET wait_timeout = 1, GLOBAL wait_timeout = 1', 'for all sessions'],
    ['SET NAMES gbk', 'utf8mb4, utf8mb3, latin1 or ascii'],
    ['SET NAMES binary', 'utf8mb4, utf8mb3, latin1 or ascii'],
    ['SET CHARACTER SET sjis', 'utf8mb4, utf8mb3, latin1 or ascii'],
    ['SET character_set_client = gbk', 'utf8mb4, utf8mb3, latin1 or ascii'],
    ["SET character_set_client = CONCAT('gb', 'k')", 'utf8mb4, utf8mb3, latin1 or ascii'],
    ['SET character_set_results = binary', 'utf8mb4, utf8mb3, latin1 or ascii'],
    ['SET character_set_results = ucs2', 'utf8mb4, utf8mb3, latin1 or ascii'],
    ["SET sql_mode = 'ORACLE'", 'grammar'],
    ["SET sql_mode = 'STRICT_ALL_TABLES,MSSQL'", 'grammar'],
    ['SET sql_mode = oracle', 'grammar'],
    ['SET sql_log_bin = 0', 'logs'],
    ["SET optimizer_switch = 'derived_merge=off'", 'planned'],
    ['SET optimizer_trace = "enabled=on"', 'trace'],
    ['SET sql_auto_is_null = 1', 'it stays at 0'],
    ['SET sql_auto_is_null = @x', 'it stays at 0'],
    ['SET completion_type = CHAIN', 'it stays at 0'],
    ['SET completion_type = DEFAULT', 'it stays at 0'],
    ['SET timestamp = 1', 'it stays at 0'],
    ['SET default_storage_engine = FEDERATED', 'it stays at innodb'],
    ['SET last_insert_id = 5', 'later statement'],
    ['SET pseudo_thread_id = 5', 'who the server takes'],
    ['SET anything_new = 5', 'not on the list'],
    ['SET some_component.secret = 5', 'component'],
    ['SET @@rand_seed1 = 1', 'predictable'],
    ['SET resultset_metadata = NONE', 'it stays at 1'],
  ])('%s', (text, why) => {
    const statement = read(text);
    expect(statement.hazards[0]).toMatchObject({ kind: 'setting' });
    expect(statement.hazards[0]?.what).toContain(why);
  });

  test('a table or column that the value names has to be there', () => {
    expect(refusalOf('SET @x = nothing')).toMatchObject({ mysql: 1054 });
    expect(refusalOf('SET @x = (SELECT 1 FROM nothing)')).toMatchObject({ mysql: 1146 });
  });
});

describe("Wirewall's own settings", () => {
  test.each([
    ["SET @wirewall_token = 'abc'", 'token', 'abc', true],
    ["SET @WireWall_Intent := 'answer-ticket'", 'intent', 'answer-ticket', false],
    ["SET @`wirewall_reason` = 'because it''s so'", 'reason', "because it's so", false],
    ["SET @wirewall_reason = 'größer'", 'reason', 'größer', false],
  ])('%s is answered by us', (text, name, value, secretText) => {
    const statement = read(text);
    expect(statement).toMatchObject({ kind: 'own', effect: { kind: 'own', name, value }, secretText, printed: '' });
    expect(statement.hazards).toEqual([]);
  });

  test.each([
    "SET @wirewall_token = 'a', @x = 1",
    "SET @x = 1, @wirewall_intent = 'a'",
    "SET @wirewall_token = CONCAT('a', 'b')",
    'SET @wirewall_token = @x',
    "SET @wirewall_admin = 'yes'",
    "SET autocommit = 1, @wirewall_token = 'a'",
  ])('%s is half ours, and refused', (text) => {
    const statement = read(text);
    expect(statement.effect.kind).not.toBe('own');
    expect(statement.hazards[0]).toMatchObject({ kind: 'setting' });
  });

  test.each(['SELECT @wirewall_token', 'SET @x = @wirewall_token', 'DO @`wirewall_token`'])('%s shows it to nobody', (text) => {
    expect(hazards(read(text))[0]).toContain('wirewall_token');
  }); // prettier-ignore

  test('a token is a secret even where it is refused', () => {
    expect(read("SET @x = 1, @wirewall_token = 'a'").secretText).toBe(true);
  });

  test('on MariaDB the same', () => {
    expect(read("SET @wirewall_token = 'abc'", { server: MARIADB }).effect).toMatchObject({ kind: 'own' });
  });
});
