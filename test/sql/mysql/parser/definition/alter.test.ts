import { describe, expect, test } from 'vitest';
import { refusalOf, type Flavor } from '../statements.ts';
import { shown } from './shown.ts';

const alter = (text: string, flavor: Flavor = 'mysql'): string => shown(`ALTER TABLE t ${text}`, flavor).text;

describe('ALTER TABLE', () => {
  test.each([
    ['ADD a INT', 'ADD `a` INT'],
    ['ADD COLUMN a INT NOT NULL DEFAULT 0 AFTER b, ADD c INT FIRST', 'ADD COLUMN `a` INT NOT NULL DEFAULT 0 AFTER `b` , ADD `c` INT FIRST'],
    ['ADD (a INT, KEY (a))', 'ADD ( `a` INT , KEY ( `a` ) )'],
    ['ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES u (b) ON DELETE CASCADE', 'ADD CONSTRAINT `f` FOREIGN KEY ( `a` ) REFERENCES <u> ( `b` ) ON DELETE CASCADE'],
    ['ADD UNIQUE `u` (`a`), ADD FULLTEXT f (b)', 'ADD UNIQUE `u` ( `a` ) , ADD FULLTEXT `f` ( `b` )'],
    ['DROP a, DROP COLUMN b, DROP PRIMARY KEY, DROP INDEX i, DROP FOREIGN KEY f, DROP CHECK c',
      'DROP `a` , DROP COLUMN `b` , DROP PRIMARY KEY , DROP INDEX `i` , DROP FOREIGN KEY `f` , DROP CHECK `c`'],
    ['CHANGE a b VARCHAR(3) NULL, MODIFY COLUMN c INT', 'CHANGE `a` `b` VARCHAR ( 3 ) NULL , MODIFY COLUMN `c` INT'],
    ['ALTER a SET DEFAULT 1, ALTER COLUMN b DROP DEFAULT, ALTER c SET DEFAULT (1 + 1), ALTER INDEX i INVISIBLE',
      'ALTER `a` SET DEFAULT 1 , ALTER COLUMN `b` DROP DEFAULT , ALTER `c` SET DEFAULT ( {expression} ) , ALTER INDEX `i` INVISIBLE'],
    ['RENAME u', 'RENAME TO <u>'],
    ['RENAME AS shop.u', 'RENAME TO <shop.u>'],
    ['RENAME COLUMN a TO b, RENAME KEY i TO j', 'RENAME COLUMN `a` TO `b` , RENAME KEY `i` TO `j`'],
    ['CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_bin', 'CONVERT TO CHARACTER SET `utf8mb4` COLLATE `utf8mb4_bin`'],
    ["ENGINE=InnoDB ROW_FORMAT=DYNAMIC, ADD a INT, COMMENT 'x', ALGORITHM=INPLACE, LOCK=NONE",
      "ENGINE = `InnoDB` ROW_FORMAT = DYNAMIC , ADD `a` INT , COMMENT 'x' , ALGORITHM = INPLACE , LOCK = NONE"],
    ['DISABLE KEYS', 'DISABLE KEYS'],
    ['ORDER BY a DESC, b, ADD c INT', 'ORDER BY `a` DESC , `b` , ADD `c` INT'],
    ['EXCHANGE PARTITION p WITH TABLE shop.u WITHOUT VALIDATION', 'EXCHANGE PARTITION `p` WITH TABLE <shop.u> WITHOUT VALIDATION'],
    ['ADD PARTITION (PARTITION p VALUES IN (1, NULL))', 'ADD PARTITION ( PARTITION `p` VALUES IN ( {expression} , {expression} ) )'],
    ['TRUNCATE PARTITION ALL', 'TRUNCATE PARTITION ALL'],
    ['DROP PARTITION p, q', 'DROP PARTITION `p` , `q`'],
    ['REORGANIZE PARTITION p INTO (PARTITION q VALUES LESS THAN (1))', 'REORGANIZE PARTITION `p` INTO ( PARTITION `q` VALUES LESS THAN ( {expression} ) )'],
    ['ADD a INT PARTITION BY HASH (a) PARTITIONS 2', 'ADD `a` INT PARTITION BY HASH ( {expression} ) PARTITIONS 2'],
    ['REMOVE PARTITIONING', 'REMOVE PARTITIONING'],
  ])('t %s', (text, expected) => expect(alter(text)).toBe(`ALTER TABLE <t> ${expected}`)); // prettier-ignore

  test.each([
    ['ADD COLUMN IF NOT EXISTS a INT, DROP COLUMN IF EXISTS b, MODIFY IF EXISTS c INT', 'ADD COLUMN IF NOT EXISTS `a` INT , DROP COLUMN IF EXISTS `b` , MODIFY IF EXISTS `c` INT'],
    ['ADD INDEX IF NOT EXISTS i (a), DROP CONSTRAINT IF EXISTS c, ALTER INDEX i IGNORED', 'ADD INDEX IF NOT EXISTS `i` ( `a` ) , DROP CONSTRAINT IF EXISTS `c` , ALTER INDEX `i` IGNORED'],
  ])('t %s, on MariaDB', (text, expected) => expect(alter(text, 'mariadb')).toBe(`ALTER TABLE <t> ${expected}`)); // prettier-ignore

  test.each([
    ['DROP a, MODIFY b INT, RENAME COLUMN c TO d, ALTER e DROP DEFAULT', ['a', 'b', 'c', 'e']],
    ['CHANGE a b INT', ['a']],
    ['CHANGE a a INT', ['a']],
    ['ADD KEY (a, b(3)), ADD FOREIGN KEY (c) REFERENCES u (x)', ['a', 'b', 'c']],
    ['ADD CHECK (length(a) > b)', ['b', 'a']],
    ['ADD a INT, ADD KEY (A)', []],
    ['ADD a INT AS (b + 1) VIRTUAL', ['b']],
    ['ADD x INT AFTER a', []],
    ['ADD KEY ((lower(a)))', ['a']],
  ])('t %s names columns that are there', (text, columns) => expect(shown(`ALTER TABLE t ${text}`).columns).toStrictEqual(columns)); // prettier-ignore

  test.each([
    'DISCARD TABLESPACE', 'IMPORT TABLESPACE', 'UNION=(a)', "CONNECTION='a'", "DATA DIRECTORY='/a'", 'SECONDARY_LOAD', 'ENGINE=FEDERATED', 'TABLESPACE=x',
    'ADD SYSTEM VERSIONING', 'DROP SYSTEM VERSIONING', 'ADD PERIOD FOR SYSTEM_TIME (a, b)', 'CONVERT PARTITION p TO TABLE u', 'CONVERT TABLE u TO PARTITION p',
    'whatever', 'ADD a INT whatever', 'NOWAIT ADD a INT', 'ADD a INT, whatever=1',
  ])('t %s is not understood', (text) => expect(refusalOf(`ALTER TABLE t ${text}`, 'mariadb').code).toBe('WW_SQL_NOT_UNDERSTOOD')); // prettier-ignore

  test.each([
    'ADD',
    'DROP',
    'ADD a',
    'CHANGE a INT',
    'RENAME',
    'RENAME COLUMN a b',
    'ADD a INT,',
    'ADD KEY',
    'EXCHANGE PARTITION p',
    'ALTER a',
    '(a INT)',
  ])('t %s is no change', (text) =>
    expect(['WW_SYNTAX_ERROR', 'WW_SQL_NOT_UNDERSTOOD']).toContain(refusalOf(`ALTER TABLE t ${text}`).code),
  );
});
