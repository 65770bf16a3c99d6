import { describe, expect, test } from 'vitest';
import { lexed, MARIADB } from './shown.ts';

/** What the servers were asked, as in lexer.test.ts. */
describe('comments', () => {
  test.each([
    ['1 -- x\n+1', '1:integer + 1:integer'],
    ['1 --\x01x\n+1', '1:integer + 1:integer'],
    ['1 --\x7fx\n+1', '1:integer + 1:integer'],
    ['1 --x', '1:integer - - x'],
    ['1 --', '1:integer'],
    ['1--1', '1:integer - - 1:integer'],
    ['1 # x\n+1', '1:integer + 1:integer'],
    ['1 # x\r+1', '1:integer'],
    ['1 -- x\r+1', '1:integer'],
    ['1 # x\0\n+1', 'WW_SYNTAX_ERROR'],
    ['1 /* x */+1', '1:integer + 1:integer'],
    ['1 /* \0 */+1', '1:integer + 1:integer'],
    ['1/**/+1', '1:integer + 1:integer'],
    ['1/***/+1', '1:integer + 1:integer'],
    ['1 /*/ */+1', '1:integer + 1:integer'],
    ['1 /*/+1', 'WW_SYNTAX_ERROR'],
    ['1 /* /* x */ */+1', '1:integer * / + 1:integer'],
    ['1 /* x', 'WW_SYNTAX_ERROR'],
    ["1 + /* ' */ 2", '1:integer + 2:integer'],
    ['1 */ 2', '1:integer * / 2:integer'],
  ])('%j is cut as the servers cut it', (text, tokens) => {
    expect(lexed(text)).toBe(tokens);
    expect(lexed(text, MARIADB)).toBe(tokens);
  });
});

describe('an executable comment', () => {
  test.each([
    ['of a version to come is blank', '1 /*!99999 +1 */', '1:integer'],
    ['that is blank hides one comment in it', '1 /*!999999 /* */ +1 */ +2', '1:integer + 2:integer'],
    ['that is blank may not open one without closing it', '1 /*!999999 /* +1 */', 'WW_SYNTAX_ERROR'],
    ['that is blank must be closed', '1 /*!99999 +1', 'WW_SYNTAX_ERROR'],
    ['that is run must be closed', '1 /*! +1', 'WW_SYNTAX_ERROR'],
    ['with nothing in it is nothing', '1 /*!50000 */', '1:integer'],
    ['that holds a comment is refused', '1 /*! /* */ */', 'WW_SQL_NOT_UNDERSTOOD'],
    ['is told by its words, not by what its strings look like', "SET @a = /*! '*/' */ 1", 'WW_SQL_NOT_UNDERSTOOD'],
    ['that hides a table is refused', 'SELECT 1 FROM a /*!50000 JOIN secret */', 'WW_SQL_NOT_UNDERSTOOD'],
    ['that hides a union is refused', '1 /*!UNION SELECT card FROM c*/', 'WW_SQL_NOT_UNDERSTOOD'],
    ['may not hold a second statement', '/*!40101 SET NAMES utf8; DROP TABLE t */', 'WW_SQL_NOT_UNDERSTOOD'],
    ['may be a SET at a beginning alone', 'SELECT 1 /*!40101 SET NAMES utf8 */', 'WW_SQL_NOT_UNDERSTOOD'],
  ])('%s', (_, text, tokens) => {
    expect(lexed(text)).toBe(tokens);
    expect(lexed(text, MARIADB)).toBe(tokens);
  });

  const RUN = 'SQL_NO_CACHE';

  test.each([
    ['/*! SQL_NO_CACHE */', RUN, RUN],
    ['/*!SQL_NO_CACHE*/', RUN, RUN],
    ['/*!90704 SQL_NO_CACHE */', RUN, ''],
    ['/*!90705 SQL_NO_CACHE */', '', ''],
    ['/*!50699 SQL_NO_CACHE */', RUN, RUN],
    ['/*!50700 SQL_NO_CACHE */', RUN, ''],
    ['/*!99999 SQL_NO_CACHE */', '', ''],
    ['/*!100000 SQL_NO_CACHE */', '', RUN],
    ['/*!101119 SQL_NO_CACHE */', '', RUN],
    ['/*!101120 SQL_NO_CACHE */', '', ''],
    ['/*!050000 SQL_NO_CACHE */', RUN, RUN],
    // Without white space behind it the sixth digit is no part of the version for MySQL.
    ['/*!050000SQL_NO_CACHE*/', 'WW_SQL_NOT_UNDERSTOOD', RUN],
    ['/*M! SQL_NO_CACHE */', '', RUN],
    ['/*M!50700 SQL_NO_CACHE */', '', RUN],
    ['/*M!101120 SQL_NO_CACHE */', '', ''],
    ['/*m! SQL_NO_CACHE */', '', ''],
  ])('%s is run by whose version it names', (text, mysql, mariadb) => {
    expect(lexed(text)).toBe(mysql);
    expect(lexed(text, MARIADB)).toBe(mariadb);
  });

  test.each([
    '/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;',
    '/*!50503 SET NAMES utf8mb4 */;',
    '/*!40103 SET @OLD_TIME_ZONE=@@TIME_ZONE */;',
    "/*!40103 SET TIME_ZONE='+00:00' */;",
    '/*!40014 SET @OLD_UNIQUE_CHECKS=@@UNIQUE_CHECKS, UNIQUE_CHECKS=0 */;',
    '/*!40014 SET @OLD_FOREIGN_KEY_CHECKS=@@FOREIGN_KEY_CHECKS, FOREIGN_KEY_CHECKS=0 */;',
    "/*!40101 SET @OLD_SQL_MODE=@@SQL_MODE, SQL_MODE='NO_AUTO_VALUE_ON_ZERO' */;",
    '/*!40111 SET @OLD_SQL_NOTES=@@SQL_NOTES, SQL_NOTES=0 */;',
    '/*M!100616 SET @OLD_NOTE_VERBOSITY=@@NOTE_VERBOSITY, NOTE_VERBOSITY=0 */;',
    '/*M!999999\\- enable the sandbox mode */ ',
    "CREATE DATABASE /*!32312 IF NOT EXISTS*/ `shop` /*!40100 DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_ai_ci */ /*!80016 DEFAULT ENCRYPTION='N' */;",
    '/*!40000 ALTER TABLE `orders` DISABLE KEYS */;',
    '/*!40000 ALTER TABLE `orders` ENABLE KEYS */;',
    'SHOW /*!50002 FULL*/ TABLES',
    'CREATE TABLE t (a INT)\n/*!50100 PARTITION BY HASH (a)\nPARTITIONS 4 */',
    '/*!40000 DROP DATABASE IF EXISTS `shop`*/;',
    '/*!50001 DROP VIEW IF EXISTS `v`*/;',
    '/*!50001 CREATE ALGORITHM=UNDEFINED */\n/*!50013 DEFINER=`root`@`localhost` SQL SECURITY DEFINER */\n/*!50001 VIEW `v` AS select 1 AS `1` */;',
    'SELECT /*!40001 SQL_NO_CACHE */ * FROM `orders`',
    'START TRANSACTION /*!40100 WITH CONSISTENT SNAPSHOT */',
    'CREATE TABLE t (a INT /*!80023 INVISIBLE */)',
  ])('that a dump tool sends is read: %s', (text) => {
    expect(lexed(text)).not.toContain('WW_');
    expect(lexed(text, MARIADB)).not.toContain('WW_');
  });
});

describe('an optimizer hint', () => {
  test.each([
    ['is dropped behind SELECT', 'SELECT /*+ BKA(t) MAX_EXECUTION_TIME(1000) */ 1', 'SELECT 1:integer'],
    ['is dropped behind white space', 'SELECT\n\t/*+ QB_NAME(`qb`) */ 1', 'SELECT 1:integer'],
    ['must be closed', 'SELECT /*+ BKA(t) 1', 'WW_SYNTAX_ERROR'],
    ['that sets a variable is refused', 'SELECT /*+ set_var(sql_mode=0) */ 1', 'WW_SQL_NOT_UNDERSTOOD'],
    ['that moves the thread is refused', 'INSERT /*+ RESOURCE_GROUP(g) */ t', 'WW_SQL_NOT_UNDERSTOOD'],
    ['whose end may be in quotes is refused', 'SELECT /*+ BKA(`a*/b`) */ 1', 'WW_SQL_NOT_UNDERSTOOD'],
    ['elsewhere is a comment', 'SELECT 1 /*+ SET_VAR(a=1) */', 'SELECT 1:integer'],
    ['behind a comment is a comment', 'SELECT /**/ /*+ SET_VAR(a=1) */ 1', 'SELECT 1:integer'],
    ['behind a name is a comment', '`SELECT` /*+ SET_VAR(a=1) */ 1', '«SELECT» 1:integer'],
  ])('%s', (_, text, tokens) => {
    expect(lexed(text)).toBe(tokens);
  });

  test('is a comment on MariaDB before 12, and read from then on', () => {
    const text = 'SELECT /*+ SET_VAR(a=1) */ 1';
    expect(lexed(text, MARIADB)).toBe('SELECT 1:integer');
    const twelve = { ...MARIADB, server: { ...MARIADB.server, version: 120_002 } };
    expect(lexed(text, twelve)).toBe('WW_SQL_NOT_UNDERSTOOD');
  });
});
