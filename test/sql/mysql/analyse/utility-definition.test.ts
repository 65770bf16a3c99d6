import { describe, expect, test } from 'vitest';
import { hazards, MARIADB, positions, read, refusalOf, touched } from './utility-shop.ts';

describe('what a definition touches', () => {
  test.each([
    ['CREATE TABLE t (id INT PRIMARY KEY, a VARCHAR(10) DEFAULT (UPPER("x")), CHECK (id > 0))', 'CREATE TABLE', ['CREATE shop']],
    ['CREATE TABLE IF NOT EXISTS hr.t (id INT) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COMMENT="a"', 'CREATE TABLE', ['CREATE hr']],
    ['CREATE TABLE t (a INT, b INT AS (a + 1) STORED, KEY (a))', 'CREATE TABLE', ['CREATE shop']],
    ['CREATE TABLE t (c INT REFERENCES orders (id))', 'CREATE TABLE', ['CREATE shop', 'REFERENCES shop.orders']],
    ['CREATE TABLE t (c INT, FOREIGN KEY (c) REFERENCES hr.salaries (person) ON DELETE CASCADE)', 'CREATE TABLE', ['CREATE shop', 'REFERENCES hr.salaries']],
    ['CREATE TABLE t LIKE orders', 'CREATE TABLE', ['CREATE shop', 'SELECT shop.orders']],
    ['CREATE TABLE t AS SELECT id FROM orders', 'CREATE TABLE', ['CREATE shop', 'SELECT shop.orders']],
    ['CREATE VIEW v AS SELECT id FROM orders', 'CREATE VIEW', ['CREATE shop', 'SELECT shop.orders']],
    ['CREATE OR REPLACE VIEW open_orders AS SELECT id FROM orders', 'CREATE VIEW', ['CREATE shop', 'ALTER shop.open_orders', 'SELECT shop.orders']],
    ['ALTER VIEW open_orders AS SELECT id FROM orders', 'ALTER VIEW', ['ALTER shop.open_orders', 'SELECT shop.orders']],
    ['CREATE INDEX i ON orders (status)', 'CREATE INDEX', ['ALTER shop.orders']],
    ['CREATE UNIQUE INDEX i ON hr.salaries (person)', 'CREATE INDEX', ['ALTER hr.salaries']],
    ['DROP INDEX i ON orders', 'DROP INDEX', ['ALTER shop.orders']],
    ['ALTER TABLE orders ADD COLUMN note TEXT', 'ALTER TABLE', ['ALTER shop.orders']],
    ['ALTER TABLE orders ADD CONSTRAINT FOREIGN KEY (customer_id) REFERENCES customers (id)', 'ALTER TABLE', ['ALTER shop.orders', 'REFERENCES shop.customers']],
    ['ALTER TABLE orders RENAME TO hr.orders', 'ALTER TABLE', ['ALTER shop.orders', 'CREATE hr', 'DROP shop.orders']],
    ['RENAME TABLE orders TO old_orders, hr.salaries TO pay', 'RENAME TABLE', ['ALTER shop.orders', 'DROP shop.orders', 'ALTER hr.salaries', 'DROP hr.salaries', 'CREATE shop']],
    ['RENAME TABLE orders TO spare, hr.salaries TO orders, spare TO hr.salaries', 'RENAME TABLE', ['ALTER shop.orders', 'DROP shop.orders', 'ALTER hr.salaries', 'DROP hr.salaries', 'CREATE shop', 'CREATE hr']],
    ['DROP TABLE orders, hr.salaries', 'DROP TABLE', ['DROP shop.orders', 'DROP hr.salaries']],
    ['DROP TABLE IF EXISTS nothing', 'DROP TABLE', ['DROP shop.nothing']],
    ['DROP VIEW open_orders', 'DROP VIEW', ['DROP shop.open_orders']],
    ['TRUNCATE TABLE orders', 'TRUNCATE TABLE', ['TRUNCATE shop.orders']],
    ['CREATE DATABASE analytics', 'CREATE DATABASE', ['CREATE analytics']],
    ['DROP DATABASE hr', 'DROP DATABASE', ['DROP hr']],
    ['DROP DATABASE IF EXISTS nothing', 'DROP DATABASE', ['DROP nothing']],
    ['ALTER DATABASE shop CHARACTER SET utf8mb4', 'ALTER DATABASE', ['ALTER shop']],
  ])('%s', (text, command, wanted) => {
    const statement = read(text);
    expect(hazards(statement)).toEqual([]);
    expect(statement).toMatchObject({ command, readOnly: false, effect: { kind: 'ddl' }, output: undefined });
    expect(touched(statement)).toEqual(wanted);
    expect(statement.printed).not.toBe('');
  }); // prettier-ignore

  test('TRUNCATE is of a kind of its own', () => {
    expect(read('TRUNCATE orders').kind).toBe('truncate');
    expect(read('DROP TABLE orders').kind).toBe('ddl');
  });

  test('REFERENCES is asked for the columns that are named', () => {
    const access = read('CREATE TABLE t (c INT REFERENCES orders (ID))').accesses.find(({ privilege }) => privilege === 'REFERENCES');
    expect(access?.columns).toEqual(['id']);
  }); // prettier-ignore

  test('CREATE OR REPLACE TABLE takes away what was there', () => {
    expect(touched(read('CREATE OR REPLACE TABLE orders (a INT)', { server: MARIADB }))).toEqual([
      'CREATE shop', 'DROP shop.orders',
    ]); // prettier-ignore
  });

  test.each([
    ['ALTER TABLE nothing ADD COLUMN a INT', 1146],
    ['TRUNCATE nothing', 1146],
    ['CREATE INDEX i ON nothing (a)', 1146],
    ['RENAME TABLE nothing TO something', 1146],
    ['DROP TABLE nothing', 1051],
    ['DROP VIEW nothing', 1051],
    ['CREATE TABLE nothing.t (a INT)', 1049],
    ['CREATE TABLE t LIKE nothing', 1146],
    ['CREATE VIEW v AS SELECT missing FROM orders', 1054],
    ['ALTER DATABASE nothing CHARACTER SET utf8mb4', 1049],
  ])('%s is the error that the server gives', (text, mysql) => {
    expect(refusalOf(text)).toMatchObject({ code: 'WW_NAME_UNKNOWN', mysql });
  });

  test('without a database a name needs one', () => {
    expect(refusalOf('CREATE TABLE t (a INT)', { database: undefined })).toMatchObject({ mysql: 1046 });
  });
});

describe('where values go, and what masks would not follow', () => {
  test('a table made of a query holds what the query gives', () => {
    const { writes } = read('CREATE TABLE copy AS SELECT email AS mail, 1 FROM customers');
    expect(writes[0]).toMatchObject({
      target: { schema: 'shop', table: 'copy', column: 'mail' },
      from: { kind: 'copy', columns: [{ table: 'customers', column: 'email' }] },
    });
  });

  test('a view counts as written away', () => {
    const { writes } = read('CREATE VIEW v AS SELECT email FROM customers');
    expect(writes[0]).toMatchObject({ target: undefined, from: { columns: [{ column: 'email' }] } });
  });

  test.each([
    ['ALTER TABLE customers RENAME COLUMN email TO note', ['ddl customers.email']],
    ['ALTER TABLE customers CHANGE email note TEXT', ['ddl customers.email']],
    ['ALTER TABLE customers MODIFY EMAIL VARCHAR(3)', ['ddl customers.email']],
    ['ALTER TABLE customers DROP COLUMN email', ['ddl customers.email']],
    ['ALTER TABLE customers ADD COLUMN low TEXT AS (LOWER(email))', ['ddl customers.email']],
    ['ALTER TABLE customers ADD CHECK (email LIKE "a%")', ['ddl customers.email']],
    ['ALTER TABLE customers ADD UNIQUE KEY (email)', ['ddl customers.email']],
    ['CREATE INDEX i ON customers (email(3))', ['ddl customers.email']],
    ['CREATE UNIQUE INDEX i ON customers ((LOWER(card)))', ['ddl customers.card']],
    ['CREATE TABLE t (c INT REFERENCES customers (email))', ['ddl customers.email']],
    ['ALTER TABLE customers RENAME TO c2', ['ddl customers.id', 'ddl customers.email', 'ddl customers.card']],
    ['RENAME TABLE customers TO c2', ['ddl customers.id', 'ddl customers.email', 'ddl customers.card']],
    ['ALTER TABLE customers CONVERT TO CHARACTER SET latin1', ['ddl customers.id', 'ddl customers.email', 'ddl customers.card']],
    ['ALTER TABLE customers ADD COLUMN email2 TEXT', []],
    ['ALTER TABLE customers ADD COLUMN a INT, ADD KEY (a)', []],
  ])('%s', (text, wanted) => {
    expect(positions(read(text))).toEqual(wanted);
  }); // prettier-ignore
});

describe('a definition that reaches out of the tables', () => {
  test.each([
    ["CREATE TABLE t (a INT) ENGINE=FEDERATED CONNECTION='mysql://u:p@h/d/t'", 'parser'],
    ['CREATE TABLE t (a INT) ENGINE=CONNECT', 'parser'],
    ['ALTER TABLE orders ENGINE = Spider', 'parser'],
    ["CREATE TABLE t (a INT) DATA DIRECTORY='/tmp'", 'parser'],
    ['CREATE TABLE t (a INT) ENGINE=MERGE UNION=(customers)', 'parser'],
    ['ALTER TABLE orders DISCARD TABLESPACE', 'parser'],
    ['ALTER TABLE orders IMPORT TABLESPACE', 'parser'],
    ['CREATE DEFINER=root@localhost VIEW v AS SELECT 1', 'parser'],
    ['CREATE TABLE mysql.t (a INT)', 'not_supported'],
    ['DROP TABLE mysql.user', 'not_supported'],
    ['DROP DATABASE mysql', 'not_supported'],
    ['CREATE DATABASE sys', 'not_supported'],
    ['CREATE TABLE t (a INT DEFAULT (SLEEP(1)))', 'not_supported'],
  ])('%s', (text, kind) => {
    if (kind === 'parser') expect(refusalOf(text).code).toBe('WW_SQL_NOT_UNDERSTOOD');
    else expect(hazards(read(text))[0]).toMatch(/^not_supported: /);
  });

  test.each(['CREATE DEFINER=CURRENT_USER VIEW v AS SELECT 1', 'CREATE DEFINER=CURRENT_USER() SQL SECURITY DEFINER VIEW v AS SELECT 1', 'CREATE ALGORITHM=MERGE SQL SECURITY INVOKER VIEW v AS SELECT 1', 'ALTER TABLE orders ENGINE=InnoDB', 'CREATE TABLE t (engine INT, `connection` INT, directory INT)'])(
    '%s keeps to them',
    (text) => expect(hazards(read(text))).toEqual([]),
  ); // prettier-ignore

  test.each(['CREATE TEMPORARY TABLE t (a INT)', 'DROP TEMPORARY TABLE t', 'CREATE TEMPORARY TABLE t AS SELECT email FROM customers'])(
    '%s is not supported, and the hint says what to write',
    (text) => expect(refusalOf(text)).toMatchObject({ code: 'WW_NOT_SUPPORTED', hint: expect.stringContaining('WITH') }),
  ); // prettier-ignore
});
