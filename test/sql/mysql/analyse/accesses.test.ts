import { describe, expect, test } from 'vitest';
import { accesses, reading, refusal, statement, writes } from './shown.ts';
import { shop, shopOnMariaDb } from './shop-catalog.ts';

describe('accesses are those that the server would ask for', () => {
  test.each<[string, readonly string[]]>([
    ['SELECT id FROM customers', ['SELECT customers id']],
    ['SELECT COUNT(*) FROM customers', ['SELECT customers any']],
    ['SELECT 1 FROM customers, orders', ['SELECT customers any', 'SELECT orders any']],
    ['TABLE hr.salaries', ['SELECT hr.salaries employee,id,salary,ssn']],
    ['SELECT name FROM customers WHERE email IS NULL', ['SELECT customers email,name']],
    ['SELECT contact_email FROM customer_contacts', ['SELECT customer_contacts contact_email']],
    ['WITH customers AS (SELECT 1 AS email) SELECT email FROM customers', []],
    ['WITH customers AS (SELECT id FROM customers) SELECT * FROM customers', ['SELECT customers id']],
    ['WITH salaries AS (SELECT 1) SELECT ssn FROM hr.salaries', ['SELECT hr.salaries ssn']],
    ['WITH unused AS (SELECT ssn FROM hr.salaries) SELECT 1', ['SELECT hr.salaries ssn']],
    ['SELECT 1 WHERE FALSE AND EXISTS (SELECT ssn FROM hr.salaries)', ['SELECT hr.salaries ssn']],
    ['VALUES ROW((SELECT ssn FROM hr.salaries LIMIT 1))', ['SELECT hr.salaries ssn']],
    [
      'SELECT 1 FROM orders ORDER BY (SELECT MAX(salary) FROM hr.salaries)',
      ['SELECT orders any', 'SELECT hr.salaries salary'],
    ],
    [
      'SELECT 1 FROM orders GROUP BY (SELECT MAX(salary) FROM hr.salaries)',
      ['SELECT orders any', 'SELECT hr.salaries salary'],
    ],
    ['SELECT 1 FROM orders o JOIN hr.salaries s ON s.id = o.id', ['SELECT orders id', 'SELECT hr.salaries id']],
    ['SELECT secret FROM hidden', ['SELECT hidden secret']],
    ['SELECT id FROM orders FOR UPDATE', ['SELECT orders id', 'UPDATE orders any']],
    [
      'SELECT o.id FROM orders o JOIN notes n ON TRUE FOR UPDATE OF n',
      ['SELECT orders id', 'SELECT notes any', 'UPDATE notes any'],
    ],
    ['SELECT s.id FROM (SELECT id FROM orders) s FOR UPDATE', ['SELECT orders id', 'UPDATE orders any']],
    ['SELECT id FROM orders LOCK IN SHARE MODE', ['SELECT orders id']],
    ["INSERT INTO notes VALUES (1, 2, 'a', 'b', NOW())", ['INSERT notes author,body,created_at,id,order_id']],
    ['INSERT INTO hidden VALUES (1, 2)', ['INSERT hidden id,shown']],
    ['INSERT INTO notes () VALUES ()', ['INSERT notes any']],
    ["INSERT INTO notes SET body = 'x'", ['INSERT notes body']],
    ['INSERT INTO notes (id, order_id) VALUES (1, id + 1)', ['INSERT notes id,order_id', 'SELECT notes id']],
    [
      'INSERT INTO notes (body) VALUES (DEFAULT), ((SELECT ssn FROM hr.salaries LIMIT 1))',
      ['SELECT hr.salaries ssn', 'INSERT notes body'],
    ],
    ['REPLACE INTO notes (id) VALUES (1)', ['INSERT notes id', 'DELETE notes all']],
    [
      'INSERT INTO notes (id, author) VALUES (1, ?) ON DUPLICATE KEY UPDATE body = VALUES(author)',
      ['INSERT notes author,id', 'SELECT notes author', 'UPDATE notes body'],
    ],
    [
      "INSERT INTO notes (id, author) VALUES (1, 'x') AS new (a, b) ON DUPLICATE KEY UPDATE body = b",
      ['INSERT notes author,id', 'SELECT notes author', 'UPDATE notes body'],
    ],
    [
      'INSERT INTO notes (id) SELECT id FROM orders ON DUPLICATE KEY UPDATE notes.body = orders.status',
      ['INSERT notes id', 'SELECT orders id,status', 'UPDATE notes body'],
    ],
    ["UPDATE notes SET body = 'x'", ['UPDATE notes body']],
    ['UPDATE notes SET body = author WHERE id = 1', ['UPDATE notes body', 'SELECT notes author,id']],
    ['UPDATE notes n, orders o SET n.body = o.status', ['UPDATE notes body', 'SELECT orders status']],
    ['UPDATE notes n, hr.salaries s SET n.body = 1', ['UPDATE notes body', 'SELECT hr.salaries any']],
    ['DELETE FROM notes WHERE id = 1', ['DELETE notes all', 'SELECT notes id']],
    ['DELETE FROM notes', ['DELETE notes all']],
    [
      'DELETE n FROM notes n JOIN orders o ON o.id = n.order_id',
      ['DELETE notes all', 'SELECT notes order_id', 'SELECT orders id'],
    ],
    ['DELETE FROM n USING notes n, hr.salaries', ['DELETE notes all', 'SELECT notes any', 'SELECT hr.salaries any']],
    ['SELECT order_total(1)', ['EXECUTE order_total(bigint) all']],
    ['SELECT ORDER_TOTAL(1)', ['EXECUTE order_total(bigint) all']],
    ['SELECT hr.raise_all(1)', ['EXECUTE hr.raise_all(int) all']],
    ['SELECT LOWER(name) FROM customers', ['SELECT customers name']],
    ['SELECT TABLE_NAME FROM information_schema.TABLES', []],
    ['SELECT INFORMATION_SCHEMA.COLUMNS.COLUMN_NAME FROM information_schema.columns AS COLUMNS', []],
    ["SELECT VARIABLE_VALUE FROM performance_schema.session_variables WHERE VARIABLE_NAME = 'version'", []],
    [
      'SELECT VARIABLE_VALUE FROM performance_schema.session_variables',
      ['SELECT performance_schema.session_variables VARIABLE_VALUE'],
    ],
    ['EXPLAIN DELETE FROM notes', ['DELETE notes all']],
  ])('%s', (sql, expected) => {
    expect(accesses(sql).toSorted()).toEqual(expected.toSorted());
  });

  test('names of tables are found in any case where the server finds them so', () => {
    const folded = { ...shop, server: { ...shop.server, lowerCaseTableNames: 1 as const } };
    expect(accesses('SELECT C.ID FROM Shop.Customers c', folded)).toEqual(['SELECT customers id']);
    expect(refusal('SELECT id FROM Customers').mysql).toBe(1146);
    expect(refusal('SELECT C.id FROM customers c').mysql).toBe(1054);
    expect(statement('SELECT C.id FROM Customers c', folded).printed).toBe(
      'SELECT `C`.`id` FROM `shop`.`customers` AS `c`'.replace('customers', 'Customers'),
    );
  });

  test('on MariaDB changes may return rows', () => {
    expect(accesses('DELETE FROM notes WHERE id = 1 RETURNING body', shopOnMariaDb).toSorted()).toEqual([
      'DELETE notes all',
      'SELECT notes body,id',
    ]);
    expect(accesses("INSERT INTO notes (body) VALUES ('x') RETURNING id", shopOnMariaDb).toSorted()).toEqual([
      'INSERT notes body',
      'SELECT notes id',
    ]);
  });
});

describe('writes say from where', () => {
  test.each<[string, readonly string[]]>([
    ['INSERT INTO notes (body) SELECT email FROM customers', ['notes.body <- copy customers.email']],
    ["INSERT INTO notes (body) VALUES ('x')", ['notes.body <- none']],
    [
      "INSERT INTO notes (body) VALUES ('x'), ((SELECT email FROM customers LIMIT 1))",
      ['notes.body <- copy customers.email'],
    ],
    ['INSERT INTO notes SET body = (SELECT email FROM customers LIMIT 1)', ['notes.body <- copy customers.email']],
    ['UPDATE customers SET phone = email', ['customers.phone <- copy customers.email']],
    ['UPDATE customers c, notes n SET n.body = c.email', ['notes.body <- copy customers.email']],
    [
      'INSERT INTO customer_contacts (contact_email) SELECT card_number FROM customers',
      ['customers.email <- copy customers.card_number'],
    ],
    ['SELECT email FROM customers LIMIT 1 INTO @a', ['- <- copy customers.email']],
    ['SELECT @a := email FROM customers', ['- <- copy customers.email']],
    ['SELECT LAST_INSERT_ID(phone) FROM customers', ['- <- copy customers.phone']],
    ['SET @a = (SELECT MAX(email) FROM customers)', ['- <- derived customers.email']],
    ['SELECT 1 FROM unreadable WHERE x = 1', ['- <- unknown']],
    [
      "INSERT INTO notes (id, body) VALUES (1, 'x') ON DUPLICATE KEY UPDATE body = (SELECT email FROM customers LIMIT 1)",
      ['notes.id <- none', 'notes.body <- none', 'notes.body <- copy customers.email'],
    ],
  ])('%s', (sql, expected) => {
    expect(writes(sql)).toEqual(expected);
  });
});

describe('what does not exist is refused with the number and in the words of the server', () => {
  test.each<[string, number, string]>([
    ['SELECT 1 FROM nowhere', 1146, "Table 'shop.nowhere' doesn't exist"],
    ['SELECT 1 FROM nowhere.at_all', 1049, "Unknown database 'nowhere'"],
    ['SELECT ssn FROM customers', 1054, "Unknown column 'ssn' in 'field list'"],
    ['SELECT id FROM customers WHERE ssn = 1', 1054, "Unknown column 'ssn' in 'where clause'"],
    ['SELECT email AS e FROM customers WHERE e = 1', 1054, "Unknown column 'e' in 'where clause'"],
    ['SELECT 1 AS a, a + 1', 1054, "Unknown column 'a' in 'field list'"],
    ['SELECT c.ssn FROM customers c', 1054, "Unknown column 'c.ssn' in 'field list'"],
    ['SELECT customers.id FROM customers c', 1054, "Unknown column 'customers.id' in 'field list'"],
    ['SELECT id FROM customers, orders', 1052, "Column 'id' in field list is ambiguous"],
    ['SELECT 1 FROM customers JOIN orders ON id = 1', 1052, "Column 'id' in on clause is ambiguous"],
    [
      'SELECT 1 FROM notes, customers JOIN orders ON orders.id = notes.id',
      1054,
      "Unknown column 'notes.id' in 'on clause'",
    ],
    ['SELECT 1 FROM customers, customers', 1066, "Not unique table/alias: 'customers'"],
    ['SELECT 1 FROM customers c, (SELECT c.id) s', 1054, "Unknown column 'c.id' in 'field list'"],
    [
      'SELECT id FROM customers UNION SELECT id, name FROM customers',
      1222,
      'The used SELECT statements have a different number of columns',
    ],
    ['SELECT 1 FROM customers ORDER BY 2', 1054, "Unknown column '2' in 'order clause'"],
    ['SELECT (SELECT x), id AS x FROM customers', 1247, "Reference 'x' not supported (forward reference in item list)"],
    ['SELECT id FROM customers HAVING name = 1', 1054, "Unknown column 'name' in 'having clause'"],
    ['SELECT nothing.* FROM customers', 1051, "Unknown table 'nothing'"],
    ['SELECT *', 1096, 'No tables used'],
    ['SELECT nothing(1)', 1305, 'FUNCTION shop.nothing does not exist'],
    ['SELECT hr.lower(1)', 1305, 'FUNCTION hr.lower does not exist'],
    ['SELECT archive()', 1305, 'FUNCTION shop.archive does not exist'],
    ['INSERT INTO notes (nope) VALUES (1)', 1054, "Unknown column 'nope' in 'field list'"],
    ['INSERT INTO notes (id, id) VALUES (1, 1)', 1110, "Column 'id' specified twice"],
    ['INSERT INTO notes (id) VALUES (1), (1, 2)', 1136, "Column count doesn't match value count at row 2"],
    ['INSERT INTO notes (id) SELECT 1, 2', 1136, "Column count doesn't match value count at row 1"],
    ['UPDATE notes SET nope = 1', 1054, "Unknown column 'nope' in 'field list'"],
    ['UPDATE notes, (SELECT 1 AS x) d SET d.x = 1', 1288, 'The target table d of the UPDATE is not updatable'],
    ['DELETE customers FROM customers c', 1109, "Unknown table 'customers' in MULTI DELETE"],
    ['SELECT 1 FROM (SELECT 1 AS a, 2 AS a) d', 1060, "Duplicate column name 'a'"],
    ['SELECT RANK() OVER w FROM customers', 3579, "Window name 'w' is not defined."],
    ['SELECT 1 FROM (SELECT 1, 2) d (a)', 1353, 'SELECT and column list have different column counts'],
  ])('%s', (sql, mysql, message) => {
    expect(refusal(sql)).toMatchObject({ code: 'WW_NAME_UNKNOWN', mysql, message });
  });

  test('no database is chosen', () => {
    const { database: _none, ...rest } = shop;
    const context = { ...rest, database: undefined };
    expect(refusal('SELECT 1 FROM customers', context)).toMatchObject({ mysql: 1046, message: 'No database selected' });
    expect(accesses('SELECT id FROM shop.customers', context)).toEqual(['SELECT customers id']);
  });

  test.each([
    ['SELECT emial FROM customers', 'Did you mean the column "email"?'],
    ['SELECT c.Nmae FROM customers c', 'Did you mean the column "name"?'],
    ['SELECT id FROM ordres', 'Did you mean the table "orders"?'],
    ['SELECT id FROM salaries', 'Did you mean the table "hr.salaries"?'],
  ])('%s says what may have been meant', (sql, hint) => {
    expect(refusal(sql).hint).toBe(hint);
  });

  test('names that only some foldings make one are not guessed about', () => {
    expect(refusal('SELECT `ıd` FROM (SELECT 1 AS id) d').code).toBe('WW_SQL_NOT_UNDERSTOOD');
    expect(refusal('SELECT id FROM (SELECT 1 AS `ıd`) d').code).toBe('WW_SQL_NOT_UNDERSTOOD');
    expect(statement('SELECT `GRÖSSE` FROM (SELECT 2 AS `grösse`) d').kind).toBe('select');
  });

  test('behind a definition in the same text it is told otherwise', () => {
    expect(refusal('CREATE TABLE shop.tags (id INT); INSERT INTO shop.tags VALUES (1)')).toMatchObject({
      code: 'WW_NOT_SUPPORTED',
      hint: 'Send the statements one at a time.',
    });
  });
});

describe('a statement as a whole', () => {
  test.each<[string, boolean]>([
    ['SELECT LOWER(name), NOW() FROM customers', true],
    ['EXPLAIN DELETE FROM notes', true],
    ['SELECT order_total(1)', false],
    ['SELECT 1 FROM orders FOR SHARE', false],
    ['SELECT @a := 1', false],
    ['SELECT 1 INTO @a', false],
    ['DELETE FROM notes WHERE id = 1', false],
  ])('%s is read-only: %s', (sql, expected) => {
    expect(statement(sql).readOnly).toBe(expected);
  });

  test.each<[string, boolean]>([
    ['DELETE FROM notes', true],
    ['DELETE FROM notes LIMIT 1', true],
    ['DELETE FROM notes WHERE id = 1', false],
    ['UPDATE notes SET id = 1', true],
    ['UPDATE notes, orders SET notes.id = 1', true],
    ['REPLACE INTO notes (id) VALUES (1)', false],
  ])('%s is without WHERE: %s', (sql, expected) => {
    expect(statement(sql).withoutWhere).toBe(expected);
  });

  test.each<[string, string]>([
    ["SELECT LOAD_FILE('/etc/passwd')", 'file'],
    ["SELECT email FROM customers INTO OUTFILE '/tmp/x'", 'file'],
    ["SELECT 1 INTO DUMPFILE '/tmp/x'", 'file'],
    ['SELECT SLEEP(1)', 'not_supported'],
    ["SELECT BENCHMARK(1000, MD5('x'))", 'not_supported'],
    ['SELECT @wirewall_token', 'setting'],
    ['SELECT @wirewall_intent := 1', 'setting'],
    ['SELECT 1 INTO @wirewall_reason', 'setting'],
    ['SELECT @@datadir', 'setting'],
  ])('%s is dangerous whatever the grants say, and has no text to send', (sql, kind) => {
    const { hazards, printed } = statement(sql);
    expect(hazards.map((hazard) => hazard.kind)).toContain(kind);
    expect(printed).toBe('');
  });

  test.each(['GET_LOCK', 'IS_FREE_LOCK', 'IS_USED_LOCK'])('%s is asked for by its name, and its arguments are told to all', (name) => {
    const { accesses, writes, calls, readOnly } = statement(`SELECT ${name}(email) FROM customers`);
    const object = { kind: 'function', schema: 'mysql', name: name.toLowerCase() };
    expect(accesses).toContainEqual(expect.objectContaining({ privilege: 'EXECUTE', object }));
    expect(writes).toMatchObject([{ target: undefined }]);
    expect(calls).toMatchObject([{ output: 0 }]);
    expect(readOnly).toBe(false);
  });

  test('parameters are counted, and where a call goes is told', () => {
    expect(statement('SELECT ? FROM orders WHERE id = ?').parameters).toBe(2);
    expect(statement('SELECT 1, order_total(1)').calls).toMatchObject([{ output: 1 }]);
    expect(statement('SELECT order_total(1) + 1').calls).toMatchObject([{ output: undefined }]);
  });

  test('is printed with every database, and aliases as they are', () => {
    expect(statement('DELETE n FROM notes n JOIN orders USING (id)').printed).toBe(
      'DELETE `n` FROM `shop`.`notes` AS `n` INNER JOIN `shop`.`orders` USING (`id`)',
    );
    expect(statement('DELETE notes FROM notes JOIN orders USING (id)').printed).toBe(
      'DELETE `shop`.`notes` FROM `shop`.`notes` INNER JOIN `shop`.`orders` USING (`id`)',
    );
    expect(statement('WITH orders AS (SELECT 1) SELECT order_total(1) FROM orders').printed).toBe(
      'WITH `wirewall with 1` AS (SELECT 1) SELECT `shop`.`order_total`(1) FROM `wirewall with 1` AS `orders`',
    );
  });

  test('gives every WITH query a name that nothing else has, under which no server takes it for another', () => {
    const nested = 'WITH w AS (SELECT 1 AS a), v AS (WITH w AS (SELECT 2 AS a) SELECT a FROM w) SELECT w.a, v.a FROM w, v, shop.orders';
    expect(statement(nested).printed).toBe(
      'WITH `wirewall with 1` AS (SELECT 1 AS `a`), `wirewall with 2` AS (WITH `wirewall with 3` AS (SELECT 2 AS `a`) SELECT `a` FROM `wirewall with 3` AS `w`)' +
        ' SELECT `w`.`a`, `v`.`a` FROM `wirewall with 1` AS `w`, `wirewall with 2` AS `v`, `shop`.`orders`',
    );
    expect(statement('EXPLAIN WITH w AS (SELECT 1 AS a) SELECT x.a FROM w AS x').printed).toContain('FROM `wirewall with 1` AS `x`');
    expect(statement('WITH RECURSIVE w AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM w WHERE n < 3) SELECT n FROM w').printed).toContain(
      'UNION ALL SELECT `n` + 1 FROM `wirewall with 1` AS `w`',
    );
  });

  test('in a stored definition such names stay, and have to be unlike any other', () => {
    expect(statement('CREATE VIEW v AS WITH w AS (SELECT id FROM orders) SELECT id FROM w').printed).toContain('WITH `w` AS');
    for (const sql of [
      'CREATE VIEW v AS WITH orders AS (SELECT id FROM shop.orders) SELECT id FROM orders',
      'CREATE VIEW v AS WITH w AS (SELECT 1 AS a), x AS (WITH W AS (SELECT 2 AS a) SELECT a FROM W) SELECT a FROM x',
    ])
      expect(refusal(sql).code).toBe('WW_NOT_SUPPORTED');
  });

  test('has labels for outputs whose names the text alone gives', () => {
    expect(statement("SELECT id, count( * ), 1+1 AS two, 'x', o.* FROM orders o").labels.slice(0, 5)).toEqual([
      undefined, 'count( * )', undefined, undefined, undefined,
    ]); // prettier-ignore
  });

  test('names an origin only where the server names the column of a base table', () => {
    const origin = (sql: string): unknown => statement(sql).output?.[0]?.origin;
    expect(origin('SELECT email AS e FROM customers c')).toEqual({ schema: 'shop', table: 'customers', column: 'email' });
    expect(origin('SELECT contact_email FROM customer_contacts')).toBeUndefined();
    expect(origin('SELECT email FROM (SELECT email FROM customers) d')).toBeUndefined();
    expect(origin('SELECT email FROM customers UNION ALL SELECT name FROM customers')).toBeUndefined();
    expect(origin('SELECT LOWER(email) FROM customers')).toBeUndefined();
  });

  test('long chains, many rows and deep nets of views end in time', () => {
    const chain = `SELECT 1 FROM orders WHERE ${Array.from({ length: 5_000 }, (_, n) => `id = ${n}`).join(' OR ')}`;
    expect(statement(chain).accesses).toHaveLength(1);
    const rows = `INSERT INTO notes (id, body) VALUES ${Array.from({ length: 20_000 }, () => "(1, 'x')").join(', ')}`;
    expect(statement(rows).writes).toHaveLength(2);
    const arms = Array.from({ length: 2_000 }, () => 'SELECT id FROM orders').join(' UNION ALL ');
    expect(statement(arms).accesses).toHaveLength(1);
    const nested = `${'SELECT (SELECT '.repeat(300)}1${')'.repeat(300)}`;
    expect(reading(nested)).toMatchObject({ kind: 'refused' });
  });
}); // prettier-ignore
