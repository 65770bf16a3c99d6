import { describe, expect, test } from 'vitest';
import { parse, tree } from './statements.ts';

describe('A statement that is refused by its first words', () => {
  test.each([
    ['GRANT SELECT ON *.* TO a', 'GRANT', 'administration'],
    ["CREATE USER a IDENTIFIED BY 'secret'", 'CREATE USER', 'administration'],
    ["SET PASSWORD FOR a = 'secret'", 'SET PASSWORD', 'administration'],
    ['SET DEFAULT ROLE a TO b', 'SET DEFAULT ROLE', 'administration'],
    ['SET ROLE NONE', 'SET ROLE', 'administration'],
    ['SET RESOURCE GROUP a', 'SET RESOURCE GROUP', 'administration'],
    ['FLUSH TABLES', 'FLUSH', 'administration'],
    ['ANALYZE TABLE t', 'ANALYZE TABLE', 'administration'],
    ['ANALYZE LOCAL TABLE t', 'ANALYZE LOCAL', 'administration'],
    ['EXPLAIN FOR CONNECTION 5', 'EXPLAIN FOR CONNECTION', 'administration'],
    ['EXPLAIN FORMAT=JSON FOR CONNECTION 5', 'EXPLAIN FOR CONNECTION', 'administration'],
    ['LOCK INSTANCE FOR BACKUP', 'LOCK INSTANCE FOR BACKUP', 'administration'],
    ["LOAD DATA INFILE '/etc/passwd' INTO TABLE t", 'LOAD DATA', 'file'],
    ["IMPORT TABLE FROM 'a'", 'IMPORT TABLE', 'file'],
    ["PREPARE s FROM 'SELECT 1'", 'PREPARE', 'opaque'],
    ["EXECUTE IMMEDIATE 'SELECT 1'", 'EXECUTE', 'opaque'],
    ['DROP PREPARE s', 'DROP PREPARE', 'opaque'],
    ['HANDLER t OPEN', 'HANDLER', 'not_supported'],
    ["XA START 'a'", 'XA', 'not_supported'],
    ['GET DIAGNOSTICS @a = NUMBER', 'GET DIAGNOSTICS', 'not_supported'],
    ['CREATE PROCEDURE p() BEGIN SELECT 1; SELECT 2; END', 'CREATE PROCEDURE', 'routine'],
    ['CREATE DEFINER=`root`@`localhost` TRIGGER a BEFORE INSERT ON t FOR EACH ROW SET @x = 1', 'CREATE TRIGGER', 'routine'],
    ["CREATE DEFINER = 'root'@'%' EVENT e ON SCHEDULE EVERY 1 DAY DO SELECT 1", 'CREATE EVENT', 'routine'],
    ['CREATE OR REPLACE DEFINER=CURRENT_USER() FUNCTION f() RETURNS INT RETURN 1', 'CREATE FUNCTION', 'routine'],
    ["CREATE AGGREGATE FUNCTION f RETURNS INT SONAME 'a.so'", 'CREATE FUNCTION', 'routine'],
    ['DROP FUNCTION IF EXISTS f', 'DROP FUNCTION', 'routine'],
    ['ALTER DEFINER=a@b EVENT e DISABLE', 'ALTER EVENT', 'routine'],
    ['CREATE SEQUENCE s', 'CREATE SEQUENCE', 'not_supported'],
    ['CREATE OR REPLACE SPATIAL REFERENCE SYSTEM 4120 NAME "a"', 'CREATE SPATIAL REFERENCE SYSTEM', 'administration'],
    ['RENAME USER a TO b', 'RENAME USER', 'administration'],
  ])('%s', (text, command, why) => expect(tree(text)).toStrictEqual({ kind: 'Unread', command, why })); // prettier-ignore

  test.each([
    ['SET STATEMENT max_statement_time = 1 FOR SELECT 1', 'SET STATEMENT', 'not_supported'],
    ['BEGIN NOT ATOMIC SELECT 1; END', 'BEGIN NOT ATOMIC', 'routine'],
    ['IF 1 THEN SELECT 1; END IF', 'IF', 'routine'],
    ['KILL USER a', 'KILL', 'administration'],
  ])('%s, on MariaDB', (text, command, why) =>
    expect(tree(text, 'mariadb')).toStrictEqual({ kind: 'Unread', command, why }),
  );

  test('takes the rest of the text with it, whatever it says', () => {
    const text = 'SELECT 1; CREATE TRIGGER a BEFORE INSERT ON t FOR EACH ROW BEGIN DELETE FROM u; END; DROP TABLE t';
    expect(parse(text).map(({ node, end }) => [node.kind, end])).toStrictEqual([['Query', 8], ['Unread', text.length]]);
  }); // prettier-ignore
});
