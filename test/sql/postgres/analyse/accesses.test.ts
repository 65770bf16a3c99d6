import { beforeAll, describe, expect, test } from 'vitest';
import { analyse } from '../../../../src/sql/postgres/analyse/index.ts';
import { loadParser, parse } from '../../../../src/sql/postgres/parse.ts';
import { accesses, refusal, statement, writes } from './shown.ts';
import { makeCatalog } from '../../../../src/sql/catalog/snapshot.ts';
import { shopCatalog, shopContext } from './shop-catalog.ts';

beforeAll(loadParser);

describe('accesses are those that the server would ask for', () => {
  test.each<[string, readonly string[]]>([
    ['SELECT id FROM customers', ['SELECT customers id']],
    ['SELECT count(*) FROM customers', ['SELECT customers any']],
    ['DROP TABLE IF EXISTS shop.nothing, hr.salaries', ['DROP nothing all', 'DROP hr.salaries all']],
    ['DROP TABLE IF EXISTS nothing', ['DROP nothing all']],
    ['DROP SCHEMA IF EXISTS nothing', ['DROP .nothing all']],
    ["SELECT pg_notify('Jobs', 'x')", ['NOTIFY .Jobs all']],
    ['SELECT 1 FROM customers, orders', ['SELECT customers any', 'SELECT orders any']],
    ['TABLE hr.salaries', ['SELECT hr.salaries employee,id,salary,ssn']],
    ['SELECT name FROM customers WHERE email IS NULL', ['SELECT customers email,name']],
    ['SELECT contact_email FROM customer_contacts', ['SELECT customer_contacts contact_email']],
    ['WITH customers AS (SELECT 1 AS email) SELECT email FROM customers', []],
    ['WITH customers AS (SELECT id FROM customers) SELECT * FROM customers', ['SELECT customers id']],
    ['WITH hr AS (SELECT 1) SELECT ssn FROM hr.salaries', ['SELECT hr.salaries ssn']],
    ['SELECT 1 WHERE false AND EXISTS (SELECT ssn FROM hr.salaries)', ['SELECT hr.salaries ssn']],
    ['SELECT 1 LIMIT (SELECT count(*) FROM hr.salaries)', ['SELECT hr.salaries any']],
    ['VALUES ((SELECT ssn FROM hr.salaries LIMIT 1))', ['SELECT hr.salaries ssn']],
    [
      'SELECT 1 FROM orders ORDER BY (SELECT max(salary) FROM hr.salaries)',
      ['SELECT orders any', 'SELECT hr.salaries salary'],
    ],
    [
      'SELECT 1 FROM orders GROUP BY (SELECT max(salary) FROM hr.salaries)',
      ['SELECT orders any', 'SELECT hr.salaries salary'],
    ],
    ['SELECT count(*) OVER (ROWS (SELECT 1 FROM hr.salaries LIMIT 1) PRECEDING)', ['SELECT hr.salaries any']],
    ['SELECT ctid FROM customers', ['SELECT customers ctid']],
    ['SELECT id FROM orders FOR UPDATE', ['SELECT orders id', 'UPDATE orders any']],
    ['SELECT s.id FROM (SELECT id FROM orders) s FOR SHARE', ['SELECT orders id', 'UPDATE orders any']],
    ["INSERT INTO notes VALUES (1, 2, 'a')", ['INSERT notes author,id,order_id']],
    ['INSERT INTO notes DEFAULT VALUES', ['INSERT notes any']],
    [
      'INSERT INTO notes (body) VALUES (DEFAULT), ((SELECT ssn FROM hr.salaries LIMIT 1))',
      ['SELECT hr.salaries ssn', 'INSERT notes body'],
    ],
    [
      'INSERT INTO notes (id) VALUES (1) RETURNING (SELECT ssn FROM hr.salaries LIMIT 1)',
      ['INSERT notes id', 'SELECT hr.salaries ssn'],
    ],
    [
      'INSERT INTO notes (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET body = excluded.author',
      ['INSERT notes id', 'SELECT notes author,id', 'UPDATE notes body'],
    ],
    [
      "INSERT INTO notes (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET body = 'x' WHERE EXISTS (SELECT ssn FROM hr.salaries)",
      ['INSERT notes id', 'SELECT notes id', 'UPDATE notes body', 'SELECT hr.salaries ssn'],
    ],
    ["UPDATE notes SET body = 'x'", ['UPDATE notes body']],
    [
      'UPDATE notes SET (body, author) = (SELECT ssn, employee FROM hr.salaries LIMIT 1) WHERE id = 1',
      ['UPDATE notes author,body', 'SELECT hr.salaries employee,ssn', 'SELECT notes id'],
    ],
    ['DELETE FROM notes WHERE id = 1', ['DELETE notes all', 'SELECT notes id']],
    ['WITH d AS (DELETE FROM notes) SELECT 1', ['DELETE notes all']],
    [
      'MERGE INTO notes n USING orders o ON n.order_id = o.id WHEN MATCHED THEN DELETE WHEN NOT MATCHED THEN INSERT (order_id) VALUES (o.id)',
      ['SELECT orders id', 'SELECT notes order_id', 'DELETE notes all', 'INSERT notes order_id'],
    ],
    ['SELECT shop.order_total(1)', ['EXECUTE order_total(bigint) all']],
    ['SELECT * FROM order_total(1)', ['EXECUTE order_total(bigint) all']],
    ["SELECT shout('a')", ['EXECUTE shout(text) all', 'EXECUTE shout(bigint, text) all']],
    ['SELECT shout(name) FROM customers', ['SELECT customers name', 'EXECUTE shout(text) all']],
    [
      'SELECT c.initials FROM customers c',
      [
        'SELECT customers card_number,city,country,created_at,email,id,name,phone',
        'EXECUTE initials(shop.customers) all',
      ],
    ],
    ['SELECT lower(name) FROM customers', ['SELECT customers name']],
    ['SELECT lower(id::integer) FROM customers', ['SELECT customers id', 'EXECUTE lower(integer) all']],
    ['SELECT pg_sleep(1)', ['EXECUTE pg_catalog.pg_sleep(double precision) all']],
    ['CALL archive()', ['EXECUTE archive() all']],
    ["SELECT name OPERATOR(evil.=) 'x' FROM customers", ['SELECT customers name', 'EXECUTE evil.eq(text, text) all']],
    ["SELECT name = 'x' FROM customers", ['SELECT customers name']],
    [
      "SELECT status ~> 'x' FROM orders",
      ['SELECT orders status', 'EXECUTE status_matches(shop.order_status, text) all'],
    ],
    ["SELECT 'x'::shop.email_address", ['USAGE email_address all']],
    ["SELECT 'new'::shop.order_status", []],
    ["SELECT nextval('shop.invoice_number')", ['USAGE invoice_number any']],
    ['SELECT relname FROM pg_class', []],
    ['SELECT rolpassword FROM pg_authid', ['SELECT pg_catalog.pg_authid rolpassword']],
    ['SELECT most_common_vals FROM pg_stats', ['SELECT pg_catalog.pg_stats most_common_vals']],
    ['EXPLAIN DELETE FROM notes', ['DELETE notes all']],
    ['COPY hr.salaries TO STDOUT', ['SELECT hr.salaries employee,id,salary,ssn']],
    ['COPY notes (body) FROM STDIN', ['INSERT notes body']],
    ['SELECT id INTO leak FROM customers', ['CREATE .shop all', 'SELECT customers id']],
    ['TRUNCATE events', ['TRUNCATE events all', 'TRUNCATE events_2026_h1 all']],
    ['DECLARE c CURSOR FOR SELECT ssn FROM hr.salaries', ['SELECT hr.salaries ssn']],
  ])('%s', (sql, expected) => {
    expect(accesses(sql).toSorted()).toEqual(expected.toSorted());
  });

  test('an operator in front of pg_catalog in the search path is met by an unqualified name', () => {
    const context = { catalog: shopCatalog, searchPath: ['evil', 'pg_catalog', 'shop'] };
    expect(accesses("SELECT name = 'x' FROM customers", context)).toContain('EXECUTE evil.eq(text, text) all');
  });

  test('temporary schemas hold relations but no functions', () => {
    const functions = shopCatalog.data.functions.map((one) => ({ ...one, schema: 'pg_temp_3' }));
    const catalog = makeCatalog({ ...shopCatalog.data, functions }, 0);
    const context = { catalog, searchPath: ['pg_temp_3', 'pg_catalog', 'shop'] };
    expect(refusal('SELECT order_total(1)', context).sqlState).toBe('42883');
    expect(accesses('SELECT pg_temp.order_total(1)', context)).toEqual(['EXECUTE pg_temp_3.order_total(bigint) all']);
  });
});

describe('a name that a statement before it in the same text may make', () => {
  test('is refused with what to do about it, and not as unknown', () => {
    expect(refusal('CREATE TABLE shop.tags (id int); INSERT INTO shop.tags VALUES (1)')).toMatchObject({
      code: 'WW_NOT_SUPPORTED',
      message: 'relation "shop.tags" does not exist, unless the CREATE TABLE before it in the same text makes it',
      hint: 'Send the statements one at a time.',
    });
    expect(refusal('SELECT 1; INSERT INTO shop.tags VALUES (1)')).toMatchObject({ code: 'WW_NAME_UNKNOWN' });
  });
});

describe('writes say from where', () => {
  test.each<[string, readonly string[]]>([
    ['INSERT INTO notes (body) SELECT email FROM customers', ['notes.body <- copy customers.email']],
    ["INSERT INTO notes (body) VALUES ('x')", ['notes.body <- none']],
    ['UPDATE customers SET phone = email', ['customers.phone <- copy customers.email']],
    [
      'UPDATE customers SET card_number = substr(card_number, 5) || left(card_number, 4)',
      ['customers.card_number <- derived customers.card_number'],
    ],
    [
      'UPDATE notes SET (body, author) = (SELECT email, name FROM customers LIMIT 1)',
      ['notes.body <- copy customers.email', 'notes.author <- copy customers.name'],
    ],
    [
      'INSERT INTO customer_contacts (contact_email) SELECT card_number FROM customers',
      ['customers.email <- copy customers.card_number'],
    ],
    ['CREATE TABLE shop.t AS SELECT email FROM customers', ['- <- copy customers.email']],
    ['SELECT email INTO t FROM customers', ['- <- copy customers.email']],
    ['CREATE VIEW shop.v AS SELECT email FROM customers', ['- <- copy customers.email']],
    [
      'WITH w AS (INSERT INTO notes (body) SELECT email FROM customers) SELECT 1',
      ['notes.body <- copy customers.email'],
    ],
    ['SELECT 1 FROM unreadable WHERE x = $$a$$', ['- <- unknown']],
  ])('%s', (sql, expected) => {
    expect(writes(sql)).toEqual(expected);
  });
});

describe('what does not exist is refused in the words of the server', () => {
  test.each<[string, string, string]>([
    ['SELECT 1 FROM nowhere', '42P01', 'relation "nowhere" does not exist'],
    ['SELECT 1 FROM hr.nowhere', '42P01', 'relation "hr.nowhere" does not exist'],
    ['SELECT 1 FROM salaries', '42P01', 'relation "salaries" does not exist'],
    ['SELECT ssn FROM customers', '42703', 'column "ssn" does not exist'],
    ['SELECT c.ssn FROM customers c', '42703', 'column c.ssn does not exist'],
    ['SELECT customers.id FROM customers c', '42P01', 'missing FROM-clause entry for table "customers"'],
    ['SELECT id FROM customers, orders', '42702', 'column reference "id" is ambiguous'],
    ['SELECT 1 FROM customers, customers', '42712', 'table name "customers" specified more than once'],
    ['SELECT nothing(1)', '42883', 'function nothing(integer) does not exist'],
    ["SELECT 'x'::nothing", '42704', 'type "nothing" does not exist'],
    ['SELECT 1 OPERATOR(evil.+) 2', '42883', 'operator does not exist: integer evil.+ integer'],
    ['INSERT INTO notes (nope) VALUES (1)', '42703', 'column "nope" of relation "notes" does not exist'],
    ['UPDATE notes SET nope = 1', '42703', 'column "nope" of relation "notes" does not exist'],
    [
      'SELECT id FROM other.shop.customers',
      '0A000',
      'cross-database references are not implemented: "other.shop.customers"',
    ],
    ['SELECT 1 FROM customers c, (SELECT c.id) s', '42P01', 'missing FROM-clause entry for table "c"'],
    [
      'SELECT id FROM customers UNION SELECT id, name FROM customers',
      '42601',
      'each UNION query must have the same number of columns',
    ],
    [
      'WITH RECURSIVE t AS (SELECT * FROM t) SELECT * FROM t',
      '42P19',
      'recursive reference to query "t" must not appear within its non-recursive term',
    ],
    ['SELECT 1 FROM customers ORDER BY 2', '42P10', 'ORDER BY position 2 is not in select list'],
  ])('%s', (sql, sqlState, message) => {
    expect(refusal(sql)).toMatchObject({ code: 'WW_NAME_UNKNOWN', sqlState, message });
  });

  test.each([
    ['SELECT emial FROM customers', 'Did you mean the column "email"?'],
    ['SELECT c.Nmae FROM customers c', 'Did you mean the column "name"?'],
    ['SELECT (SELECT citty) FROM customers', 'Did you mean the column "city"?'],
    ['SELECT id FROM customers ORDER BY createdat', 'Did you mean the column "created_at"?'],
    ['UPDATE orders SET statsu = $1', 'Did you mean the column "status"?'],
    ['SELECT nothing_like_it FROM customers', undefined],
    ['SELECT id FROM ordres', 'Did you mean the table "orders"?'],
    ['SELECT id FROM public.customers', 'Did you mean the table "shop.customers"?'],
    ['SELECT id FROM salaries', 'Did you mean the table "hr.salaries"?'],
    ['SELECT customers.id FROM customers c', 'Within this query "customers" is known by its alias "c" alone.'],
    ['SELECT customers.id FROM orders c', undefined],
    ['SELECT order_totl(1)', expect.stringMatching(/^Check the name and the number and types of the arguments/)],
    ['SELECT 1 OPERATOR(evil.+) 2', expect.stringMatching(/^Check the operator and the types on both sides/)],
  ])('%s says what may have been meant', (sql, hint) => {
    expect(refusal(sql).hint).toEqual(hint);
  });

  test('a table with rewrite rules is not changed', () => {
    expect(refusal('DELETE FROM ruled').code).toBe('WW_NOT_SUPPORTED');
  });
});

describe('a statement as a whole', () => {
  test('knows whether it could write', () => {
    expect(statement('SELECT lower(name), now() FROM customers').readOnly).toBe(true);
    for (const sql of [
      'SELECT order_total(1)',
      'SELECT 1 FROM orders FOR SHARE',
      "SELECT nextval('invoice_number')",
      'WITH d AS (DELETE FROM notes) SELECT 1',
      'EXPLAIN ANALYZE DELETE FROM notes',
    ]) {
      expect({ sql, readOnly: statement(sql).readOnly }).toEqual({ sql, readOnly: false });
    }
    expect(statement('EXPLAIN DELETE FROM notes').readOnly).toBe(true);
  });

  test.each([
    ['LISTEN orders', 'LISTEN .orders all'],
    ["NOTIFY orders, 'x'", 'NOTIFY .orders all'],
    ['GRANT reporting TO bob', 'GRANT .reporting all'],
    ['ALTER ROLE reporting NOLOGIN', 'GRANT .reporting all'],
    ['ALTER DATABASE shop SET work_mem = 1', 'ALTER .shop all'],
    ['DROP EXTENSION dblink', 'DROP .dblink all'],
    ['DROP COLLATION hr.german', 'DROP hr.german all'],
  ])('%s names what lives in no schema without one', (sql, asked) => {
    expect(accesses(sql)).toContain(asked);
  });

  test('knows a change without WHERE, also in WITH', () => {
    expect(statement('DELETE FROM notes').withoutWhere).toBe(true);
    expect(statement("WITH w AS (UPDATE notes SET body = 'x') SELECT 1").withoutWhere).toBe(true);
    expect(statement('DELETE FROM notes WHERE id = 1').withoutWhere).toBe(false);
  });

  test('has its place in the text in bytes', () => {
    expect(statement("SELECT 'é'; SELECT 2")).toMatchObject({ start: 0, end: 12 - 1 });
    expect(statement('SELECT $2, $7').parameters).toBe(7);
  });

  test('set_config is SET; its value matters only where a setting is pinned', () => {
    expect(statement("SELECT set_config('search_path', 'hr', true)").effect).toEqual({
      kind: 'set',
      name: 'search_path',
      tracked: true,
      local: true,
    });
    const tracked = { kind: 'set', name: 'search_path', tracked: true, local: false };
    expect(statement("SELECT set_config('search_path', $1, false)")).toMatchObject({ hazards: [], effect: tracked });
    const two = "SELECT set_config('search_path', $1, false), set_config('jit', $2, false)";
    expect(statement(two).effect).toEqual(tracked);
    expect(statement("SELECT set_config('jit', $1, false)")).toMatchObject({
      hazards: [],
      accesses: [],
      effect: { kind: 'set', name: 'jit', tracked: false },
    });
    expect(accesses("SELECT set_config('app.user_id', $1, false)")).toEqual(['SET .app.user_id all']);
  });

  test.each([
    'SELECT set_config(name, $$x$$, false) FROM customers',
    'SELECT set_config($1, $2, false)',
    "SELECT set_config('session_authorization', 'postgres', false)",
    "SELECT set_config('role', $1, false)",
    "SELECT set_config('role', NULL, false)",
    "SELECT set_config('client_encoding', $1, false)",
    "SELECT set_config('Standard_Conforming_Strings', status::text, false) FROM orders",
    "SELECT set_config('wirewall.token', $1, false)",
    // Where nobody would read the path back.
    "EXECUTE prepared (set_config('search_path', 'hr', false))",
  ])('%s is refused for the setting', (sql) => {
    expect(statement(sql).hazards).toMatchObject([{ kind: 'setting' }]);
  });

  test('what set_config does to the path is followed out of the statement around it', () => {
    for (const sql of [
      "EXPLAIN ANALYZE SELECT set_config('search_path', 'hr', false)",
      "INSERT INTO notes (body) SELECT set_config('search_path', 'hr', false)",
    ]) {
      expect(statement(sql).effect).toMatchObject({ kind: 'set', tracked: true });
    }
    expect(statement("CREATE TABLE x AS SELECT set_config('search_path', 'hr', false)").effect.kind).toBe('ddl');
  });

  test('the name of a setting that is a parameter is judged when it has its value', () => {
    expect(statement('SELECT current_setting($1)')).toMatchObject({
      hazards: [],
      deferred: [{ kind: 'readable_setting', parameter: 1, offset: 7 }],
    });
    expect(statement('SELECT $1, current_setting($2::VARCHAR, true)').deferred).toMatchObject([{ parameter: 2 }]);
    expect(statement("SELECT current_setting('work_mem')").deferred).toBeUndefined();
    const { effect, ...prepare } = statement('PREPARE p AS SELECT current_setting($1)');
    expect(prepare.deferred).toBeUndefined();
    expect(effect).toMatchObject({ inner: { deferred: [{ parameter: 1 }] } });
    const declare = statement('DECLARE c CURSOR FOR SELECT current_setting($1)');
    expect(declare.deferred).toMatchObject([{ parameter: 1 }]);
    expect(declare.effect).not.toHaveProperty('inner.deferred');
  });

  test.each([
    'SELECT current_setting($1::varchar(4))',
    'SELECT current_setting($1::name)',
    'SELECT current_setting($1::email_address)',
    'SELECT current_setting(lower($1))',
    "SELECT current_setting($1 || 'key')",
    'SELECT current_setting(c.name) FROM customers c',
    "SELECT current_setting('app.jwt_secret')",
  ])('%s is refused for the setting that it could show', (sql) => {
    expect(statement(sql)).toMatchObject({ hazards: [{ kind: 'setting' }] });
    expect(statement(sql).deferred).toBeUndefined();
  });

  test("what a driver's pool sends when a connection comes back asks for nothing", () => {
    const sql = 'SELECT pg_advisory_unlock_all(); CLOSE ALL; UNLISTEN *; RESET ALL;';
    const analysis = analyse(parse(sql), sql, shopContext);
    const statements = analysis.kind === 'statements' ? analysis.statements : [];
    expect(statements.flatMap(({ accesses: asked, hazards }) => [...asked, ...hazards])).toEqual([]);
    expect(statements.map(({ command }) => command)).toEqual(['SELECT', 'CLOSE CURSOR ALL', 'UNLISTEN', 'RESET']);
  });

  test('what runs text or touches files is a hazard', () => {
    for (const sql of [
      "SELECT query_to_xml('SELECT 1', true, true, '')",
      "SELECT pg_read_file('/etc/passwd')",
      "SELECT lo_import('/etc/passwd')",
      "DO 'BEGIN END'",
    ]) {
      expect({ sql, hazards: statement(sql).hazards.length }).toEqual({ sql, hazards: 1 });
    }
  });

  test('a function that is called knows where its result goes', () => {
    const calls = (sql: string): (number | undefined)[] | undefined =>
      statement(sql).calls?.map(({ output }) => output);
    expect(calls('SELECT 1, order_total(1)')).toEqual([1]);
    expect(calls('SELECT s.t FROM (SELECT order_total(1) AS t) s')).toEqual([0]);
    expect(calls('SELECT s.t FROM (SELECT order_total(1) AS t) s WHERE s.t > 1')).toEqual([undefined]);
    expect(calls('SELECT order_total(1) + 1')).toEqual([undefined]);
    expect(calls('SELECT order_total(1) ORDER BY 1')).toEqual([undefined]);
    expect(calls('SELECT 1 WHERE order_total(1) > 5')).toEqual([undefined]);
    expect(calls('INSERT INTO notes (order_id) SELECT order_total(1)')).toEqual([undefined]);
  });

  test('prepared and declared statements carry what is inside', () => {
    const { effect } = statement('DECLARE c CURSOR FOR SELECT email FROM customers');
    expect(effect).toMatchObject({
      kind: 'declare',
      name: 'c',
      inner: { kind: 'select', output: [{ name: 'email' }] },
    });
  });

  test('views that name one another in a net are given up, soon', () => {
    const before = performance.now();
    expect(statement('SELECT x FROM net_a').output?.[0]?.lineage.kind).toBe('unknown');
    expect(performance.now() - before).toBeLessThan(5_000);
  });

  test('depth and breadth are bounded', () => {
    expect(statement(`SELECT ${Array(1000).fill('1').join('+')}`).output).toHaveLength(1);
    expect(statement(Array(300).fill('SELECT id FROM orders').join(' UNION ALL ')).output).toHaveLength(1);
    const wide = Array.from(
      { length: 60 },
      (_, level) => `t${level + 1} AS (SELECT a.*, b.id AS i${level} FROM t${level} a, t${level} b)`,
    ).join(', ');
    expect(statement(`WITH t0 AS (SELECT 1 AS id), ${wide} SELECT count(*) FROM t60`).output).toHaveLength(1);
    const doubling = Array.from(
      { length: 40 },
      (_, level) => `t${level + 1} AS (SELECT a.*, b.* FROM t${level} a, t${level} b)`,
    ).join(', ');
    expect(refusal(`WITH t0 AS (SELECT * FROM customers), ${doubling} SELECT count(*) FROM t40`).code).toBe(
      'WW_TOO_COMPLEX',
    );
  });
});
