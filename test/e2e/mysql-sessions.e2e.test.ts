/** What is a MySQL session's own: several statements, new logins on the same connection, resets, databases, character sets, modes, transactions. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cachingAnswer } from '../../src/core/mysql-secret.ts';
import { capabilities, CURSOR_FLAGS, encodeChangeUser, has, STATUS } from '../../src/protocols/mysql/messages/index.ts';
import { Writer } from '../../src/bytes/writer.ts';
import { preparedId, shown, type RawMySql, type Result } from './mysql-raw-client.ts';
import { OpenScene, oneOfEach, REFUSED } from './mysql-open-scene.ts';

const PING = { kind: 'PING' } as const;
const RESET = { kind: 'RESET_CONNECTION' } as const;
const SKU = 'SELECT sku FROM products WHERE id = 1';

const all = (results: readonly Result[]): unknown[] => results.map(shown);
const codeOf = ({ error }: Result): string | undefined => /WW_\w+/.exec(error?.message ?? '')?.[0];

describe.each(oneOfEach())('$flavor $version', (mysql) => {
  let scene: OpenScene;
  beforeAll(async () => {
    scene = await OpenScene.open({ mysql });
  });
  afterAll(() => scene?.[Symbol.asyncDispose]());

  describe('several statements in one text', () => {
    test('are a syntax error for who did not ask for them, until the option is set, and again when it is not', async () => {
      await using client = await scene.raw();
      expect(all(await client.query(`${SKU}; SELECT 2`))).toEqual(['error 1064']);
      expect(all(await client.ask({ kind: 'SET_OPTION', option: 0 }))).toEqual([[]]);
      expect(all(await client.query(`${SKU}; SELECT 2`))).toEqual([['SKU-0001'], ['2']]);
      expect(all(await client.ask({ kind: 'SET_OPTION', option: 1 }))).toEqual([[]]);
      expect(all(await client.query(`${SKU}; SELECT 2`))).toEqual(['error 1064']);
    });

    test('are judged whole, and end at the first that fails', async () => {
      await using client = await scene.raw({ flags: ['MULTI_STATEMENTS', 'DEPRECATE_EOF'] });
      expect(all(await client.query(`SELECT 1; ${REFUSED}; SELECT 3`))).toEqual(['error 1142']);
      expect(all(await client.query('SELECT 1; SELECT (SELECT id FROM orders); SELECT 3'))).toEqual([
        ['1'],
        'error 1242',
      ]);
      expect(all(await client.query("SELECT email FROM customers WHERE id = 1; SELECT 'x'; DO 1"))).toEqual([
        ['a***@example.com'],
        ['x'],
        'ok 0',
      ]);
    });

    test('hold nothing that Wirewall answers itself', async () => {
      await using client = await scene.raw({ flags: ['MULTI_STATEMENTS'] });
      for (const text of [
        'SELECT 1; KILL 5',
        'SELECT 1; SHOW WARNINGS',
        'SELECT 1; SET session_track_schema = 1',
        "SELECT 1; SET @wirewall_intent = 'x'",
      ]) {
        const [result, more] = await client.query(text);
        expect([text, result === undefined ? undefined : codeOf(result), more]).toEqual([
          text,
          'WW_NOT_SUPPORTED',
          undefined,
        ]);
        expect(shown(await client.one('SELECT 7'))).toEqual(['7']);
      }
    });
  });

  describe('a new login on the same connection', () => {
    const changeUser = (client: RawMySql, user: string, secret: string, database = 'shop'): void => {
      const out = new Writer();
      const auth = cachingAnswer(secret, client.greeting?.nonce ?? Buffer.alloc(0));
      const flags = capabilities('SECURE_CONNECTION', 'PLUGIN_AUTH');
      encodeChangeUser(
        { kind: 'ChangeUser', user, auth, database, collation: 45, plugin: 'caching_sha2_password', attributes: [] },
        flags,
        out,
      );
      client.sendPayload(out.take());
    };

    test('is another agent’s session, with nothing left of the old one', async () => {
      const connection = await scene.agent();
      await connection.query('SET @left = 1');
      await connection.query('USE information_schema');
      const { name, secret } = scene.gateway.analyst;
      await connection.changeUser({ user: name, password: secret, database: 'shop' });
      const [rows] = await connection.query('SELECT @left AS `left`, DATABASE() AS db');
      expect(rows).toEqual([{ left: null, db: 'shop' }]);
      const last = (await scene.gateway.audit()).findLast(({ type }) => type === 'decision');
      expect(last).toMatchObject({ agent: name });
      await connection.changeUser({ user: 'other', password: await scene.gateway.token('other'), database: 'shop' });
      expect((await connection.query('SELECT email FROM customers WHERE id = 1'))[0]).toEqual([
        { email: 'a***@example.com' },
      ]);
      expect((await scene.gateway.audit()).findLast(({ type }) => type === 'decision')).toMatchObject({
        agent: 'other',
      });
      await connection.end();
    });

    test('with a wrong secret ends the connection, and is recorded', async () => {
      await using client = await scene.raw();
      changeUser(client, 'analyst', 'wrong');
      let answer = await client.packet();
      while (answer[0] !== 0xff) {
        if (answer[0] === 0xfe) client.sendReply(cachingAnswer('wrong', answer.subarray(answer.indexOf(0, 1) + 1, -1)));
        else client.sendReply(Buffer.from('wrong\0'));
        answer = await client.packet();
      }
      expect(answer.readUInt16LE(1)).toBe(1045);
      await client.ended();
    });
  });

  test('COM_RESET_CONNECTION forgets statements, variables, transaction and mode', async () => {
    await using client = await scene.raw();
    const before = await client.one('SELECT @@sql_mode');
    const id = preparedId(await client.prepare(SKU));
    expect(shown(await client.execute(id))).toEqual(['SKU-0001']);
    for (const text of [
      "SET sql_mode = 'ANSI_QUOTES'",
      'SET @x = 1',
      'START TRANSACTION',
      "INSERT INTO notes (order_id, author, body) VALUES (1, 'reset', 'x')",
    ])
      await client.one(text);
    expect(all(await client.ask(RESET))).toEqual(['ok 0']);
    expect(shown(await client.execute(id))).toBe('error 1243');
    expect(shown(await client.one("SELECT @x, (SELECT count(*) FROM notes WHERE author = 'reset')"))).toEqual([
      'NULL|0',
    ]);
    expect(shown(await client.one('SELECT @@sql_mode'))).toEqual(shown(before));
    expect(shown(await client.one('SELECT "text"'))).toEqual(['text']);
    // What it is followed by is there again.
    await client.one("SET sql_mode = 'ANSI_QUOTES'");
    expect(shown(await client.one('SELECT "sku" FROM products WHERE id = 1'))).toEqual(['SKU-0001']);
    expect(shown(await client.one('USE information_schema'))).toBe('ok 0');
    expect(shown(await client.one('SELECT sku FROM products'))).toBe('error 1109');
  });

  test('COM_INIT_DB and USE choose the database, one that is refused leaves it', async () => {
    await using client = await scene.raw();
    const initDb = (name: string) => client.ask({ kind: 'INIT_DB', database: Buffer.from(name) });
    expect(all(await initDb('information_schema'))).toEqual(['ok 0']);
    expect(shown(await client.one('SELECT DATABASE()'))).toEqual(['information_schema']);
    expect(all(await initDb('nowhere'))).toEqual(['error 1049']);
    expect(shown(await client.one('SELECT DATABASE()'))).toEqual(['information_schema']);
    expect(all(await initDb('shop'))).toEqual(['ok 0']);
    expect(shown(await client.one(SKU))).toEqual(['SKU-0001']);
  });

  test('COM_PING, COM_STATISTICS and COM_FIELD_LIST answer as the server does', async () => {
    await using client = await scene.raw();
    expect(all(await client.ask(PING))).toEqual(['ok 0']);
    client.send({ kind: 'STATISTICS' });
    expect((await client.packet()).toString('latin1')).toMatch(/^Uptime: /);
    await using direct = await scene.rawDirect();
    for (const table of ['products', 'nothing']) {
      const lists: string[] = [];
      for (const one of [client, direct]) {
        one.send({ kind: 'FIELD_LIST', table: Buffer.from(table), wildcard: Buffer.alloc(0) });
        const packets: Buffer[] = [];
        do packets.push(await one.packet());
        while (![0xfe, 0xff].includes(packets.at(-1)?.[0] ?? 0xff));
        lists.push(
          packets
            .map((packet) => (packet[0] === 0xff ? `error ${packet.readUInt16LE(1)}` : packet.toString('latin1')))
            .join('\n'),
        );
      }
      expect(lists[0]).toBe(lists[1]);
    }
    expect(
      all(await client.ask({ kind: 'FIELD_LIST', table: Buffer.from('hr`.`salaries'), wildcard: Buffer.alloc(0) })),
    ).toEqual(['error 1146']);
    expect(all(await client.ask({ kind: 'PROCESS_KILL', connectionId: 1 }))).toEqual(['error 1047']);
    expect(shown(await client.one('SELECT 1'))).toEqual(['1']);
  });

  describe('prepared statements', () => {
    test('rows of a cursor are masked however many are fetched at once', async () => {
      await using client = await scene.raw();
      const id = preparedId(
        await client.prepare('SELECT id, email AS mail FROM customers WHERE id < ? AND email IS NOT NULL'),
      );
      const { status, columns } = await client.execute(id, [Buffer.from('9')], CURSOR_FLAGS.READ_ONLY);
      expect(status & STATUS.CURSOR_EXISTS).not.toBe(0);
      const mails: (string | undefined)[] = [];
      for (const rows of [1, 3, 100]) {
        client.send({ kind: 'STMT_FETCH', id, rows });
        mails.push(...(await client.rows(columns, 'binary')).rows.map(([, mail]) => mail?.toString()));
      }
      expect(mails).toHaveLength(8);
      for (const mail of mails) expect(mail).toMatch(/^\w\*\*\*@example\.com$/);
      client.send({ kind: 'STMT_FETCH', id: id + 1, rows: 1 });
      expect((await client.packet()).readUInt16LE(1)).toBe(1243);
    });

    test('values may come in pieces', async () => {
      await using client = await scene.raw();
      const id = preparedId(await client.prepare('SELECT LENGTH(?), LEFT(?, 3)'));
      for (const piece of ['abc', 'def', 'g'.repeat(1000)])
        client.send({ kind: 'STMT_SEND_LONG_DATA', id, parameter: 0, data: Buffer.from(piece) });
      expect(shown(await client.execute(id, [undefined, Buffer.from('wxyz')])).length).toBe(1);
      const { rows } = await client.execute(id, [Buffer.from('1234'), Buffer.from('wxyz')]);
      expect(rows[0]?.[1]?.toString()).toBe('wxy');
    });

    test('outlive a definition that changes nothing for them, and are prepared again where it does', async () => {
      await using client = await scene.raw();
      const [plain, star] = [
        preparedId(await client.prepare(SKU)),
        preparedId(await client.prepare('SELECT * FROM products WHERE id = 1')),
      ];
      const before = (await client.execute(star)).rows[0]?.length ?? 0;
      await client.one('ALTER TABLE products ADD COLUMN added INT');
      expect(shown(await client.execute(plain))).toEqual(['SKU-0001']);
      // Either as the server does it, in silence, or by its own error; never with other columns than were judged.
      const again = await client.execute(star);
      expect(again.error?.number ?? again.rows[0]?.length).toSatisfy(
        (seen: number) => seen === 1615 || seen === before || seen === before + 1,
      );
      await client.one('ALTER TABLE products DROP COLUMN added');
      expect(shown(await client.one('SELECT added FROM products'))).toBe('error 1054');
    });

    test('of what Wirewall answers itself, and of unknown ids, are refused by number', async () => {
      await using client = await scene.raw();
      expect(await client.prepare("SET @wirewall_intent = 'x'")).toMatchObject({ number: 1295 });
      expect(await client.prepare('KILL 1')).toMatchObject({ number: 1295 });
      expect(shown(await client.execute(4711))).toBe('error 1243');
      expect(shown(await client.one('SELECT 1'))).toEqual(['1']);
    });
  });

  describe('character sets', () => {
    test('latin1 has its umlauts in results, labels, values and errors', async () => {
      await using client = await scene.raw();
      await using direct = await scene.rawDirect();
      const bytes = (text: string): Buffer => Buffer.from(text, 'latin1');
      for (const one of [client, direct]) expect(shown(await one.one('SET NAMES latin1'))).toBe('ok 0');
      for (const text of [
        "SELECT 'größer' AS maß",
        "SELECT 'ä', LENGTH('ä'), HEX('ß')",
        "SELECT CONCAT('ü', body) AS `über` FROM notes WHERE id = 1",
        'SELECT 1 AS "ö"',
      ]) {
        const [ours, theirs] = [await client.one(bytes(text)), await direct.one(bytes(text))];
        expect(ours.rows).toEqual(theirs.rows);
        expect(ours.columns.map(({ name }) => Buffer.from(name))).toEqual(
          theirs.columns.map(({ name }) => Buffer.from(name)),
        );
      }
      const id = preparedId(await client.prepare(bytes("SELECT CONCAT(?, 'ö') AS wörter")));
      expect((await client.execute(id, [bytes('grüß')])).rows).toEqual([[bytes('grüßö')]]);
      expect((await client.one(bytes('SELECT größe FROM products'))).error?.number).toBe(1054);
    });

    test('in which a byte of a character can be a quote are refused', async () => {
      await using client = await scene.raw();
      for (const name of ['gbk', 'sjis', 'big5'])
        expect(codeOf(await client.one(`SET NAMES ${name}`))).toBe('WW_SETTING_REFUSED');
      expect(shown(await client.one("SELECT 'ä'"))).toEqual(['ä']);
    });
  });

  describe('sql_mode', () => {
    /** Each text is asked of both, one after the other. */
    test.each([
      ['ANSI_QUOTES', ['SELECT "sku" FROM "products" WHERE id = 1', `SELECT 'a"b', 'it''s'`, 'SELECT "sku" AS "s""q" FROM products LIMIT 1']],
      ['NO_BACKSLASH_ESCAPES', ["SELECT 'a\\', '\\n', HEX('\\')", "SELECT 'a\\b' LIKE 'a\\b', 'a%' LIKE 'a\\%', 'ab' LIKE 'a\\%'", "SELECT 'a\\\\b' LIKE 'a\\\\b'", "SELECT '%' LIKE '|%' ESCAPE '|'", "SELECT 'a\\b' REGEXP 'b'"]],
      ['PIPES_AS_CONCAT', ["SELECT 'a' || 'b', 1 || 2 + 3, NOT 0 || 1", 'SELECT 2 * 3 || 4']],
      ['HIGH_NOT_PRECEDENCE', ['SELECT NOT 1 BETWEEN -5 AND 5, NOT 1 + 1']],
      ['', ["SELECT 'a' || 'b', 1 || 0", "SELECT 'a\\nb', \"x\", 'a\\%b'", 'SELECT NOT 1 BETWEEN -5 AND 5']],
      ['ANSI', ['SELECT "sku" || \'x\' FROM products WHERE id = 1', 'SELECT COUNT (*) FROM products']],
    ])('%s means what it means to the server', async (mode, texts) => {
      await using client = await scene.raw();
      await using direct = await scene.rawDirect();
      for (const one of [client, direct]) expect(shown(await one.one(`SET sql_mode = '${mode}'`))).toBe('ok 0');
      for (const text of texts) {
        const [ours, theirs] = [await client.one(text), await direct.one(text)];
        expect([text, shown(ours)]).toEqual([text, shown(theirs)]);
        expect(ours.columns.map(({ name }) => String(name))).toEqual(theirs.columns.map(({ name }) => String(name)));
      }
    }); // prettier-ignore

    test('is all there for a client that adds to it', async () => {
      await using client = await scene.raw();
      await client.one("SET sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES'");
      await client.one("SET sql_mode = CONCAT(@@sql_mode, ',STRICT_ALL_TABLES')");
      const [mode] = shown(await client.one('SELECT @@sql_mode'));
      expect(mode?.split(',').toSorted()).toEqual(['ANSI_QUOTES', 'NO_BACKSLASH_ESCAPES', 'STRICT_ALL_TABLES']);
      expect(shown(await client.one(`SELECT "sku", 'a\\' FROM products WHERE id = 1`))).toEqual(['SKU-0001|a\\']);
      await client.one("SET @saved = @@SESSION.sql_mode, sql_mode = 'NO_AUTO_VALUE_ON_ZERO'");
      expect(shown(await client.one('SELECT "text"'))).toEqual(['text']);
      await client.one('SET sql_mode = @saved');
      expect(shown(await client.one('SELECT "sku" FROM products WHERE id = 1'))).toEqual(['SKU-0001']);
    });

    test('of another grammar ends nothing but its own statement', async () => {
      await using client = await scene.raw();
      for (const mode of ['ORACLE', 'MSSQL'])
        expect(codeOf(await client.one(`SET sql_mode = '${mode}'`))).toBe('WW_SETTING_REFUSED');
      expect(shown(await client.one('SELECT 1'))).toEqual(['1']);
    });
  });

  describe('transactions', () => {
    test('show in the status of each answer, and a refusal does not end one', async () => {
      await using client = await scene.raw();
      const flags = (status: number) => [(status & STATUS.IN_TRANS) !== 0, (status & STATUS.AUTOCOMMIT) !== 0];
      expect(flags((await client.one('BEGIN')).status)).toEqual([true, true]);
      expect(shown(await client.one("INSERT INTO notes (order_id, author, body) VALUES (1, 'tx', 'x')"))).toBe('ok 1');
      expect(shown(await client.one(REFUSED))).toBe('error 1142');
      expect(flags((await client.one('SELECT 1')).status)).toEqual([true, true]);
      expect(flags((await client.one('COMMIT')).status)).toEqual([false, true]);
      expect(shown(await client.one("SELECT count(*) FROM notes WHERE author = 'tx'"))).toEqual(['1']);
      expect(flags((await client.one('SET autocommit = 0, session_track_schema = 1')).status)).toEqual([false, false]);
      expect(shown(await client.one("DELETE FROM notes WHERE author = 'tx'"))).toBe('ok 1');
      expect(flags((await client.one('SAVEPOINT s')).status)).toEqual([true, false]);
      expect(shown(await client.one('ROLLBACK TO SAVEPOINT s'))).toBe('ok 0');
      expect(flags((await client.one('ROLLBACK')).status)).toEqual([false, false]);
      expect(shown(await client.one("SELECT count(*) FROM notes WHERE author = 'tx'"))).toEqual(['1']);
      await client.one('SET autocommit = 1');
      expect(shown(await client.one('LOCK TABLES notes WRITE'))).toBe('ok 0');
      expect(shown(await client.one('UNLOCK TABLES'))).toBe('ok 0');
    });
  });

  test('rows are counted as the client asked: those found, or those changed', async () => {
    const update = 'UPDATE products SET title = title WHERE id < 4';
    await using changed = await scene.raw();
    await using found = await scene.raw({ flags: ['FOUND_ROWS'] });
    expect(has(capabilities('FOUND_ROWS'), 'FOUND_ROWS')).toBe(true);
    expect(shown(await changed.one(update))).toBe('ok 0');
    expect(shown(await found.one(update))).toBe('ok 3');
  });

  test('an UPDATE of a masked column to a guess does not tell whether it was right', async () => {
    await using client = await scene.raw();
    const guess = async (email: string) =>
      shown(await client.one(`UPDATE customers SET email = '${email}' WHERE id = 1`));
    const [right, wrong] = [await guess('ada.example1@example.com'), await guess('ada.wrong@example.com')];
    expect(right).toEqual(wrong);
    await scene.asSuperuser("UPDATE customers SET email = 'ada.example1@example.com' WHERE id = 1");
  });
});
