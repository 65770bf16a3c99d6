import { describe, expect, test } from 'vitest';
import { hazards, MARIADB, positions, read, refusalOf, touched } from './utility-shop.ts';

describe('transactions', () => {
  test.each([
    ['BEGIN', 'begin'],
    ['START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY', 'begin'],
    ['COMMIT', 'commit'],
    ['COMMIT AND CHAIN', 'commit'],
    ['ROLLBACK', 'rollback'],
    ['SAVEPOINT a', 'savepoint'],
    ['ROLLBACK TO SAVEPOINT a', 'rollback_to'],
    ['RELEASE SAVEPOINT a', 'release'],
  ])('%s is free and does %s', (text, verb) => {
    const statement = read(text);
    expect(statement).toMatchObject({ kind: 'transaction', effect: { kind: 'transaction', verb }, accesses: [], hazards: [] });
  }); // prettier-ignore

  test('COMMIT RELEASE would end the connection upstream', () => {
    expect(hazards(read('COMMIT RELEASE'))).toEqual(['not_supported: COMMIT RELEASE']);
    expect(hazards(read('ROLLBACK NO RELEASE'))).toEqual([]);
  });
});

describe('USE', () => {
  test('is followed', () => {
    expect(read('USE hr').effect).toEqual({ kind: 'set', name: 'database', tracked: true, local: false });
    expect(read('USE INFORMATION_SCHEMA').hazards).toEqual([]);
  });

  test('of a database that is not there is error 1049', () => {
    expect(refusalOf('USE nothing')).toMatchObject({ mysql: 1049, message: "Unknown database 'nothing'" });
  });
});

describe('KILL', () => {
  test.each([
    ['KILL 5', 'connection'],
    ['KILL CONNECTION 5', 'connection'],
    ['KILL QUERY 5', 'query'],
  ])('%s is answered by us', (text, what) => {
    expect(read(text)).toMatchObject({ effect: { kind: 'kill', what, id: 5 }, printed: '', hazards: [] });
  });

  test.each(['KILL @x', 'KILL CONNECTION_ID()', 'KILL (SELECT 5)', 'KILL 5 + 1', 'KILL 99999999999999999999', "KILL '5'"])('%s is refused', (text) => {
    const statement = read(text);
    expect(statement.effect).toEqual({ kind: 'none' });
    expect(hazards(statement)[0]).toMatch(/^not_supported: KILL/);
  }); // prettier-ignore
});

describe('LOCK TABLES', () => {
  test('asks for LOCK on each', () => {
    expect(touched(read('LOCK TABLES orders READ, hr.salaries AS s WRITE'))).toEqual([
      'LOCK shop.orders', 'LOCK hr.salaries',
    ]); // prettier-ignore
    expect(read('UNLOCK TABLES')).toMatchObject({ kind: 'transaction', accesses: [], hazards: [] });
  });

  test("of the server's own is refused", () => {
    expect(hazards(read('LOCK TABLES mysql.user READ'))[0]).toMatch(/^not_supported/);
  });
});

describe('CALL and DO', () => {
  test('CALL asks for EXECUTE, and what it is given is an argument', () => {
    const statement = read('CALL settle((SELECT email FROM customers LIMIT 1))');
    expect(touched(statement)).toContain('EXECUTE shop.settle');
    expect(positions(statement)).toContain('argument customers.email');
    expect(statement).toMatchObject({ kind: 'call', readOnly: false, calls: [{ object: { name: 'settle' }, output: undefined }] });
  }); // prettier-ignore

  test('routines are found without case, and a function is no procedure', () => {
    expect(touched(read('CALL SHOP_TOTAL.nothing()'.replace('SHOP_TOTAL.nothing', 'SETTLE')))).toEqual(['EXECUTE shop.settle']);
    expect(refusalOf('CALL total(1)')).toMatchObject({ mysql: 1305, message: 'PROCEDURE shop.total does not exist' });
    expect(refusalOf('CALL nothing()')).toMatchObject({ mysql: 1305 });
  }); // prettier-ignore

  test('DO gives nothing back, and judges what it reads', () => {
    // Of a kind that need not touch anything.
    expect(read('DO 1')).toMatchObject({ kind: 'select', command: 'DO', output: undefined });
    expect(positions(read('DO (SELECT email FROM customers LIMIT 1)'))).toContain('other customers.email');
    expect(hazards(read('DO SLEEP(5)'))[0]).toContain('SLEEP');
  });
});

describe('EXPLAIN', () => {
  test.each([
    'EXPLAIN SELECT email FROM customers',
    'EXPLAIN FORMAT=JSON SELECT email FROM customers WHERE id = 1',
    'EXPLAIN SELECT COUNT(email) FROM customers WHERE id = 1',
    'EXPLAIN SELECT email IS NULL FROM customers WHERE id = 1',
    'EXPLAIN SELECT id FROM (SELECT id, email FROM customers) AS d',
    'DESCRIBE SELECT email FROM customers',
  ])('%s gives each column that it reads a place in the plan', (text) => {
    const statement = read(text);
    expect(statement).toMatchObject({ kind: 'explain', readOnly: true });
    expect(positions(statement)).toContain('other customers.email');
    expect(touched(statement)).toEqual(['SELECT shop.customers']);
    expect(statement.output).toBeUndefined();
  });

  test('of a change asks for what the change asks for', () => {
    const statement = read('EXPLAIN DELETE FROM orders WHERE id = 1');
    expect(touched(statement)).toContain('DELETE shop.orders');
    expect(statement.readOnly).toBe(true);
  });

  test('ANALYZE runs it', () => {
    expect(read('EXPLAIN ANALYZE SELECT id FROM orders')).toMatchObject({ kind: 'explain', readOnly: true });
    expect(read('ANALYZE DELETE FROM orders WHERE id = 1', { server: MARIADB }).readOnly).toBe(false);
  });
});

describe('statements that nobody reads', () => {
  test.each([
    ["CREATE USER a IDENTIFIED BY 'secret'", 'not_supported'],
    ["GRANT ALL ON *.* TO a IDENTIFIED BY 'secret'", 'not_supported'],
    ["SET PASSWORD = 'secret'", 'not_supported'],
    ['CREATE PROCEDURE p() SELECT 1', 'opaque'],
    ['CREATE TRIGGER t BEFORE INSERT ON orders FOR EACH ROW SET @x = 1', 'opaque'],
    ["LOAD DATA INFILE '/etc/passwd' INTO TABLE orders", 'file'],
    ["PREPARE s FROM 'SELECT 1'", 'opaque'],
    ['EXECUTE s', 'opaque'],
    ['HANDLER orders OPEN', 'not_supported'],
    ["XA START 'a'", 'not_supported'],
    ['GET DIAGNOSTICS @x = ROW_COUNT', 'not_supported'],
    ['FLUSH TABLES', 'not_supported'],
    ['INSTALL PLUGIN a SONAME "a.so"', 'not_supported'],
    ['SHUTDOWN', 'not_supported'],
    ['CHECKSUM TABLE customers', 'not_supported'],
  ])('%s', (text, kind) => {
    const statement = read(text);
    expect(statement.hazards[0]?.kind).toBe(kind);
    expect(statement).toMatchObject({ secretText: true, readOnly: false, printed: '' });
  });
});
