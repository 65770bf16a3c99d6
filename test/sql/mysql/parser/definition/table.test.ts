import { describe, expect, test } from 'vitest';
import { refusalOf, type Flavor } from '../statements.ts';
import { definitionOf, shown } from './shown.ts';

const create = (text: string, flavor: Flavor = 'mysql'): string => shown(`CREATE TABLE t ${text}`, flavor).text;

describe('CREATE TABLE', () => {
  test.each([
    ['(a INT)', '( `a` INT )'],
    ['(`a b` bigint(20) unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY)', '( `a b` BIGINT ( 20 ) UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY )'],
    ["(comment VARCHAR(255) CHARSET utf8mb4 COLLATE utf8mb4_bin DEFAULT 'x' COMMENT 'y')",
      "( `comment` VARCHAR ( 255 ) CHARACTER SET `utf8mb4` COLLATE `utf8mb4_bin` DEFAULT 'x' COMMENT 'y' )"],
    ['(a DECIMAL(10, 2) DEFAULT -1.5, b DOUBLE PRECISION, c BIT(1) DEFAULT b\'0\', d YEAR)',
      '( `a` DECIMAL ( 10 , 2 ) DEFAULT - 1.5 , `b` DOUBLE PRECISION , `c` BIT ( 1 ) DEFAULT bit 0 , `d` YEAR )'],
    ["(a ENUM('x', 'y') NOT NULL, b SET('z') CHARACTER SET latin1)", "( `a` ENUM ( 'x' , 'y' ) NOT NULL , `b` SET ( 'z' ) CHARACTER SET `latin1` )"],
    ['(a DATETIME(6) DEFAULT NOW(6) ON UPDATE CURRENT_TIMESTAMP(6), b TIMESTAMP NULL DEFAULT NULL)',
      '( `a` DATETIME ( 6 ) DEFAULT CURRENT_TIMESTAMP ( 6 ) ON UPDATE CURRENT_TIMESTAMP ( 6 ) , `b` TIMESTAMP NULL DEFAULT NULL )'],
    ["(a JSON DEFAULT (json_array()), b CHAR(36) DEFAULT (uuid()), c TEXT DEFAULT (_utf8mb4'x'))",
      '( `a` JSON DEFAULT ( {expression} ) , `b` CHAR ( 36 ) DEFAULT ( {expression} ) , `c` TEXT DEFAULT ( {expression} ) )'],
    ["(a VARCHAR(9) DEFAULT _latin1'a' 'b', b DATE DEFAULT DATE '2020-01-01', c NATIONAL VARCHAR(3), d LONG VARCHAR)",
      "( `a` VARCHAR ( 9 ) DEFAULT _latin1 'a' 'b' , `b` DATE DEFAULT DATE '2020-01-01' , `c` NATIONAL VARCHAR ( 3 ) , `d` LONG VARCHAR )"],
    ['(a INT, b INT GENERATED ALWAYS AS (a + 1) STORED, c INT AS (a) VIRTUAL NOT NULL)',
      '( `a` INT , `b` INT GENERATED ALWAYS AS ( {expression} ) STORED , `c` INT AS ( {expression} ) VIRTUAL NOT NULL )'],
    ['(a INT, PRIMARY KEY (a), UNIQUE INDEX u (a(10) DESC), KEY (a) USING BTREE, FULLTEXT KEY f (a) WITH PARSER ngram, INDEX x ((a + 1)))',
      '( `a` INT , PRIMARY KEY ( `a` ) , UNIQUE INDEX `u` ( `a` ( 10 ) DESC ) , KEY ( `a` ) USING BTREE , FULLTEXT KEY `f` ( `a` ) WITH PARSER `ngram` , INDEX `x` ( ( {expression} ) ) )'],
    ['(a INT, CONSTRAINT c CHECK (a > 0) NOT ENFORCED, CHECK (a < 9))',
      '( `a` INT , CONSTRAINT `c` CHECK ( {expression} ) NOT ENFORCED , CHECK ( {expression} ) )'],
    ["(a INT) ENGINE=InnoDB AUTO_INCREMENT=5 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci COMMENT='c', ROW_FORMAT=DYNAMIC",
      "( `a` INT ) ENGINE = `InnoDB` AUTO_INCREMENT = 5 CHARACTER SET = `utf8mb4` COLLATE = `utf8mb4_0900_ai_ci` COMMENT = 'c' ROW_FORMAT = DYNAMIC"],
    ['(a INT) PARTITION BY RANGE (a) (PARTITION p0 VALUES LESS THAN (10), PARTITION p1 VALUES LESS THAN MAXVALUE ENGINE InnoDB)',
      '( `a` INT ) PARTITION BY RANGE ( {expression} ) ( PARTITION `p0` VALUES LESS THAN ( {expression} ) , PARTITION `p1` VALUES LESS THAN MAXVALUE ENGINE `InnoDB` )'],
    ['(a INT) PARTITION BY LINEAR KEY ALGORITHM=2 (a) PARTITIONS 4', '( `a` INT ) PARTITION BY LINEAR KEY ALGORITHM = 2 ( `a` ) PARTITIONS 4'],
    ['(a POINT NOT NULL SRID 4326, SPATIAL INDEX (a))', '( `a` POINT NOT NULL SRID 4326 , SPATIAL INDEX ( `a` ) )'],
    ['SELECT 1', 'AS {query}'],
    ['(a INT) ENGINE=MEMORY IGNORE AS (SELECT 1)', '( `a` INT ) ENGINE = `MEMORY` IGNORE AS {query}'],
    ['(SELECT 1)', 'AS {query}'],
  ])('t %s', (text, expected) => expect(create(text)).toBe(`CREATE TABLE <t> ${expected}`)); // prettier-ignore

  test('names every object in it', () => {
    const text =
      'CREATE TABLE IF NOT EXISTS shop.t (a INT REFERENCES x(id), CONSTRAINT f FOREIGN KEY g (a, b) REFERENCES other.y (c, d) MATCH FULL ON DELETE SET NULL ON UPDATE NO ACTION)';
    expect(shown(text)).toMatchObject({
      command: 'CREATE TABLE',
      targets: ['shop.t'],
      named: ['references x', 'references other.y'],
    });
    expect(shown('CREATE TABLE t LIKE shop.u')).toMatchObject({ targets: ['t'], named: ['like shop.u'] });
    expect(shown('CREATE TABLE t (LIKE u)').named).toStrictEqual(['like u']);
  });

  test('the query that fills it is read as any query is', () => {
    const { parts } = definitionOf('CREATE TABLE t (a INT) AS SELECT b FROM secret');
    expect(parts.at(-1)).toMatchObject({ kind: 'Selected', query: { body: { from: [{ table: { name: { text: 'secret' } } }] } } });
    expect(refusalOf('CREATE TABLE t AS SELECT 1 INTO @a').code).toBe('WW_SQL_NOT_UNDERSTOOD');
  }); // prettier-ignore

  test('says what is temporary and what replaces', () => {
    expect(definitionOf('CREATE TEMPORARY TABLE t (a INT)').temporary).toBe(true);
    expect(shown('CREATE OR REPLACE TABLE t (a INT)', 'mariadb').text).toBe('CREATE OR REPLACE TABLE <t> ( `a` INT )');
    expect(refusalOf('CREATE OR REPLACE TABLE t (a INT)').code).toBe('WW_SYNTAX_ERROR');
  });

  test.each([
    ['(a UUID DEFAULT uuid(), b INET6)', '( `a` UUID DEFAULT {expression} , `b` INET6 )'],
    ['(a TEXT COMPRESSED CHECK (json_valid(a)), KEY (a) IGNORED)', '( `a` TEXT COMPRESSED CHECK ( {expression} ) , KEY ( `a` ) IGNORED )'],
    ['(v VECTOR(3) NOT NULL, VECTOR INDEX (v) M=6 DISTANCE=cosine)', '( `v` VECTOR ( 3 ) NOT NULL , VECTOR INDEX ( `v` ) `M` = 6 `DISTANCE` = `cosine` )'],
    ['(a INT) ENGINE=Aria PAGE_CHECKSUM=1 TRANSACTIONAL=0', '( `a` INT ) ENGINE = `Aria` PAGE_CHECKSUM = 1 TRANSACTIONAL = 0'],
  ])('t %s, on MariaDB', (text, expected) => expect(create(text, 'mariadb')).toBe(`CREATE TABLE <t> ${expected}`)); // prettier-ignore
});

describe('What reaches out of the table is not understood', () => {
  test.each([
    ['(a INT) ENGINE=MERGE UNION=(b)', "near 'MERGE"],
    ['(a INT) ENGINE=FEDERATED', "near 'FEDERATED"],
    ["(a INT) ENGINE='CONNECT'", "near ''CONNECT"],
    ['(a INT) ENGINE=Spider', "near 'Spider"],
    ['(a INT) UNION=(b)', "near 'UNION"],
    ["(a INT) CONNECTION='mysql://a@b/c'", "near 'CONNECTION"],
    ["(a INT) DATA DIRECTORY='/etc'", "near 'DATA"],
    ["(a INT) INDEX DIRECTORY='/etc'", "near 'INDEX"],
    ['(a INT) TABLESPACE s', "near 'TABLESPACE"],
    ['(a INT) SECONDARY_ENGINE=x', "near 'SECONDARY_ENGINE"],
    ["(a INT) ENGINE_ATTRIBUTE='{}'", "near 'ENGINE_ATTRIBUTE"],
    ["(a INT ENGINE_ATTRIBUTE '{}')", "near 'ENGINE_ATTRIBUTE"],
    ['(a INT) nobody_knows=1', "near 'nobody_knows"],
    ['(a INT whatever)', "near 'whatever"],
    ["(a INT) PARTITION BY HASH (a) (PARTITION p DATA DIRECTORY='/etc')", "near 'DATA"],
    ['(a INT) PARTITION BY SYSTEM_TIME', "near 'SYSTEM_TIME"],
    ['(a INT) WITH SYSTEM VERSIONING', "near 'WITH SYSTEM"],
    ['(a INT, PERIOD FOR p (a, b))', "near 'PERIOD"],
    ['(a INT GENERATED ALWAYS AS ROW START)', "near 'ROW"],
    ['(a nonsense)', "near 'nonsense"],
    ['(a INT, CHECK (a IN (SELECT b FROM secret)))', "near 'a IN"],
    ['(a INT DEFAULT (SELECT b FROM secret))', ''],
    ['(a INT) START TRANSACTION', "near 'START"],
  ])('%s', (text, place) => {
    const refusal = refusalOf(`CREATE TABLE t ${text}`, 'mariadb');
    expect(refusal.message).toContain(place);
    expect(['WW_SQL_NOT_UNDERSTOOD', 'WW_SYNTAX_ERROR']).toContain(refusal.code);
    if (place !== '') expect(refusal.code).toBe('WW_SQL_NOT_UNDERSTOOD');
  }); // prettier-ignore

  test.each([
    'CREATE TABLE', 'CREATE TABLE t (', 'CREATE TABLE t ()', 'CREATE TABLE t (a)', 'CREATE TABLE t (a INT,)', 'CREATE TABLE t (a INT DEFAULT)', 'CREATE TABLE t (a INT) ENGINE',
    'CREATE TABLE t (a VARCHAR())', 'CREATE TABLE t (PRIMARY KEY)', 'CREATE TABLE t (a INT DEFAULT b)', 'CREATE TABLE t (a INT ON UPDATE 1)', 'CREATE TABLE t LIKE',
    'CREATE TABLE t (FOREIGN KEY (a))', 'CREATE TABLE t (a INT) AUTO_INCREMENT=a', 'CREATE TABLE t (a ENUM())', 'CREATE TABLE t (a INT) AS', 'CREATE TABLE a.b.c (a INT)',
  ])('%s', (text) => expect(['WW_SYNTAX_ERROR', 'WW_SQL_NOT_UNDERSTOOD']).toContain(refusalOf(text).code)); // prettier-ignore
});
