/** A masked column is masked wherever it comes out, and stands nowhere else. */
import { beforeAll, describe, expect, test } from 'vitest';
import { expectUsable, refusal, type Stage } from '../stage.ts';

const OUT: readonly (readonly [how: string, sql: string])[] = [
  ['as it is', 'SELECT email AS shown FROM shop.customers WHERE id = 1'],
  ['under another name', 'SELECT c.email AS shown, c.id FROM shop.customers AS c WHERE c.id = 1'],
  ['through a view', 'SELECT contact_email AS shown FROM shop.customer_contacts WHERE customer_id = 1'],
  ['through a subquery', 'SELECT shown FROM (SELECT id, email AS shown FROM shop.customers) c WHERE id = 1'],
  ['as a scalar', 'SELECT (SELECT email FROM shop.customers WHERE id = 1) AS shown'],
  ['through a CTE', 'WITH c AS (SELECT id, email AS shown FROM shop.customers) SELECT shown FROM c WHERE id = 1'],
  ['through UNION ALL', 'SELECT title AS shown FROM shop.products WHERE id < 0 UNION ALL SELECT email FROM shop.customers WHERE id = 1'],
  ['through a join', 'SELECT c.email AS shown FROM shop.customers c JOIN shop.products p ON p.id = c.id WHERE p.id = 1'],
  ['behind a star', 'SELECT c.* FROM (SELECT email AS shown FROM shop.customers WHERE id = 1) c'],
]; // prettier-ignore

/** Each would tell something of what the mask hides. */
const NOWHERE: readonly (readonly [where: string, sql: string])[] = [
  ['WHERE', "SELECT id FROM shop.customers WHERE email LIKE 'a%'"],
  ['WHERE by equality', "SELECT id FROM shop.customers WHERE email = 'ada.example1@example.com'"],
  ['ORDER BY', 'SELECT id FROM shop.customers ORDER BY email'],
  ['ORDER BY by position', 'SELECT id, email FROM shop.customers ORDER BY 2'],
  ['GROUP BY', 'SELECT count(*) FROM shop.customers GROUP BY email'],
  ['HAVING', "SELECT city FROM shop.customers GROUP BY city HAVING max(email) > 'm'"],
  ['a join', 'SELECT a.id FROM shop.customers a JOIN shop.customers b ON a.email < b.email'],
  ['an expression', 'SELECT upper(email) FROM shop.customers'],
  ['an expression that picks', "SELECT CASE WHEN email > 'm' THEN 1 ELSE 0 END FROM shop.customers"],
  ['an aggregate', 'SELECT max(email) FROM shop.customers'],
  ['a window', 'SELECT id, rank() OVER (ORDER BY email) FROM shop.customers'],
  ['DISTINCT', 'SELECT DISTINCT email FROM shop.customers'],
  ['UNION', 'SELECT email FROM shop.customers UNION SELECT email FROM shop.customers'],
  ['a view’s condition', "SELECT customer_id FROM shop.customer_contacts WHERE contact_email > 'm'"],
  ['a change’s condition', "UPDATE shop.customers SET city = 'x' WHERE email LIKE 'a%'"],
  ['a deletion’s condition', "DELETE FROM shop.customers WHERE email LIKE 'a%'"],
]; // prettier-ignore

const WRITTEN: readonly (readonly [where: string, sql: string])[] = [
  ['into another table', 'INSERT INTO shop.notes (order_id, author, body) SELECT 1, name, email FROM shop.customers'],
  ['into another column', 'UPDATE shop.customers SET city = email WHERE id = 1'],
  ['worked out', "UPDATE shop.notes SET body = (SELECT email FROM shop.customers WHERE id = 1) WHERE id = 1"],
  ['into itself, changed', 'UPDATE shop.customers SET email = upper(email) WHERE id = 1'],
]; // prettier-ignore

export function aboutMasks(stage: Stage): void {
  let clear = '';
  let masked = '';
  beforeAll(async () => {
    clear = String((await stage.scene.direct('SELECT email FROM shop.customers WHERE id = 1'))[0]?.['email']);
    masked = `${clear.slice(0, 1)}***@example.com`;
  });

  describe.each(stage.subject.formats)('a masked column in $name', ({ read }) => {
    test.each(OUT)('is masked %s', async (_, sql) => {
      const rows = await read(stage.scene, await stage.login('bot'), sql);
      expect(rows.map(({ shown }) => shown)).toEqual([masked]);
    });
  });

  test.skipIf(stage.subject.cannot.returning !== undefined)('a masked column is masked in RETURNING', async () => {
    await stage.as('bot', async (client) => {
      const insert =
        "INSERT INTO shop.customers (id, name, email, city, country) VALUES (900, 'New', 'new@example.com', 'x', 'DE')";
      expect(await client.query(`${insert} RETURNING email AS shown`)).toEqual([{ shown: 'n***@example.com' }]);
      const removed = 'DELETE FROM shop.customers WHERE id = 900 RETURNING email AS shown, id';
      expect((await client.query(removed)).map(({ shown }) => shown)).toEqual(['n***@example.com']);
    });
  });

  test.each(NOWHERE)('a masked column is refused in %s', async (_, sql) => {
    await stage.as('bot', async (client) => {
      const told = await refusal(client.query(sql));
      expect(told.code).toBe('WW_MASKED_POSITION');
      expect(told.hint).not.toBe('');
      await expectUsable(client);
    });
  });

  test.each(WRITTEN)('a masked column is not written away %s', async (_, sql) => {
    await stage.as('bot', async (client) => {
      expect((await refusal(client.query(sql))).code).toMatch(/^WW_MASKED_(WRITE|POSITION)$/);
      await expectUsable(client);
    });
  });

  test('what was counted or asked for NULL may be told', async () => {
    const sql = 'SELECT count(email) AS n FROM shop.customers WHERE email IS NOT NULL';
    expect(await stage.as('bot', (client) => client.query(sql))).toEqual(await stage.scene.direct(sql));
  });

  test('an error of a statement that touches one doesn’t quote it', async () => {
    await stage.as('bot', async (client) => {
      const insert = `INSERT INTO shop.customers (id, name, email, city, country) VALUES (901, 'x', '${clear}', 'x', 'DE')`;
      const told = await refusal(client.query(insert));
      expect(JSON.stringify(told)).not.toContain(clear);
    });
  });
}
