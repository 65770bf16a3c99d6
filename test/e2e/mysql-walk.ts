/** Random, mostly sensible commands of a MySQL client, drawn from a seed, and what a server answers to them, packet by packet. Knows no gateway. */
import { Reader } from '../../src/bytes/reader.ts';
import { Writer } from '../../src/bytes/writer.ts';
import {
  COMMANDS,
  CURSOR_FLAGS,
  decodeEof,
  decodeErr,
  decodeOk,
  decodePrepareOk,
  decodeSessionState,
  encodeStmtExecute,
  ERR_BYTE,
  FULL_PAYLOAD_BYTES,
  has,
  STATUS,
  TYPES,
} from '../../src/protocols/mysql/messages/index.ts';
import type { RawMySql } from './mysql-raw-client.ts';

const MOST_STEPS = 30;
/** How many prepared statements a walk keeps apart. */
const PLACES = 3;

type Kind = 'query' | 'execute' | 'fetch' | 'prepare' | 'field_list' | 'statistics' | 'single' | 'none';

/** A command. Statements are named by the place that they were prepared into: servers number them as they like. */
export interface Step {
  readonly words: string;
  readonly kind: Kind;
  readonly place?: number;
  bytes(at: Place): Buffer;
}

/** A prepared statement. What servers make of an execution with other parameters differs, so there are as many as there should be. */
interface Place {
  /** 999 where there is none. */
  readonly id: number;
  readonly parameters: number;
  /** Which of them came as long data. */
  readonly long: Set<number>;
}

const EMPTY: Place = { id: 999, parameters: 0, long: new Set() };

/** mulberry32: small, and the same on every machine. */
function random(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

// Not here: what asks for the statement before (ROW_COUNT() is not supported, FOUND_ROWS() and SHOW WARNINGS differ behind one that never reached the
// server); @@sql_mode, whose value alone is the same.

/** The table that walks change: made by whoever walks. */
export const WALK_TABLE =
  'CREATE TABLE IF NOT EXISTS shop.walk (id INT AUTO_INCREMENT PRIMARY KEY, n INT NOT NULL, body VARCHAR(20) UNIQUE)';

const ROWS = [
  'SELECT id, sku FROM products WHERE id < 4 ORDER BY id',
  'SELECT id AS number, sku `the sku` FROM shop.products p WHERE p.id < 4 ORDER BY p.id',
  'SELECT 1',
  "select 1 + 1, \"a\" 'b', NULL, 2.50, 1e3, 0x41, b'1', DATE '2026-01-02'",
  'SELECT COUNT(*) FROM walk',
  'SELECT id, n, body FROM walk ORDER BY id',
  'SELECT id FROM products WHERE 1 = 0',
  'SELECT UPPER(sku) FROM products WHERE id IN (1, 2) ORDER BY 1',
  'SELECT category, COUNT(*) c FROM products GROUP BY category ORDER BY category',
  'SELECT d.id FROM (SELECT id FROM products) AS d ORDER BY d.id LIMIT 2',
  'WITH c AS (SELECT sku FROM products WHERE id = 1) SELECT * FROM c',
  'SELECT p.sku, i.quantity FROM products p JOIN order_items i ON i.product_id = p.id ORDER BY i.order_id, i.line LIMIT 3',
  '(SELECT id FROM products WHERE id = 1) UNION ALL (SELECT 99) ORDER BY id',
  "SELECT CAST('12x' AS SIGNED)",
  'SELECT 1 / 0',
  'SELECT order_total(1)',
  'SELECT ROW_NUMBER() OVER (ORDER BY id) AS r FROM products WHERE id < 3',
] as const;
const CHANGES = [
  "INSERT INTO walk (n, body) VALUES (1, 'one')",
  "INSERT INTO walk (n, body) VALUES (2, 'two'), (3, 'three')",
  "INSERT IGNORE INTO walk (n, body) VALUES (1, 'one')",
  "INSERT INTO walk (n, body) VALUES (1, 'one') ON DUPLICATE KEY UPDATE n = n + 1",
  "REPLACE INTO walk (n, body) VALUES (9, 'nine')",
  'INSERT INTO walk (n) SELECT id FROM products WHERE id < 3',
  'UPDATE walk SET n = n + 1 WHERE n < 3',
  'UPDATE walk SET n = n',
  'DELETE FROM walk WHERE n > 2',
  "INSERT IGNORE INTO walk (n) VALUES ('x')",
] as const;
const FAILURES = [
  'SELEKT',
  'SELECT nothing FROM products',
  'SELECT 1 FROM nowhere',
  'SELECT id FROM products, walk',
  'INSERT INTO walk (n) VALUES (NULL)',
  "INSERT INTO walk (n) VALUES ('not a number')",
  "INSERT INTO walk (n, body) VALUES (1, 'longer than twenty characters')",
  'SELECT (SELECT id FROM products)',
  'SELECT no_such_function(1)',
  'INSERT INTO walk VALUES (1)',
] as const;
const SESSION = [
  'BEGIN',
  'START TRANSACTION',
  'COMMIT',
  'ROLLBACK',
  'SAVEPOINT s',
  'ROLLBACK TO s',
  'RELEASE SAVEPOINT s',
  'SET autocommit = 0',
  'SET autocommit = 1',
  'SET NAMES utf8mb4',
  'SET NAMES latin1',
  "SET time_zone = '+02:00'",
  "SET SESSION sql_mode = 'ANSI_QUOTES,STRICT_TRANS_TABLES'",
  "SET sql_mode = 'NO_BACKSLASH_ESCAPES'",
  "SET sql_mode = ''",
  'SELECT "x", \'a\\\'',
  "SELECT '\\\\'",
  'SET @v = 5',
  'SELECT @v',
  'USE shop',
  'SELECT DATABASE(), @@autocommit, @@time_zone',
  'SHOW TABLES',
  'SHOW COLUMNS FROM walk',
  "SHOW VARIABLES LIKE 'autocommit'",
  'DO 1',
  'SELECT LAST_INSERT_ID()',
  '',
  '-- nothing',
] as const;
const BATCHES = [
  'SELECT 1; SELECT sku FROM products WHERE id = 1',
  'INSERT INTO walk (n) VALUES (1); SELECT COUNT(*) FROM walk; DO 1',
  'SELECT 1; SELECT (SELECT id FROM products); SELECT 2',
  'BEGIN; DELETE FROM walk; ROLLBACK;',
] as const;
const WITH_PARAMETERS = [
  'SELECT id, sku FROM products WHERE id < ? ORDER BY id',
  'INSERT INTO walk (n, body) VALUES (?, ?)',
  'SELECT ? + 1 AS next, ?',
  'SELECT id FROM products ORDER BY id LIMIT ?',
] as const;

function bytesOf(command: keyof typeof COMMANDS, write: (out: Writer) => void): Buffer {
  const out = new Writer();
  out.u8(COMMANDS[command]);
  write(out);
  return out.take();
}

const text = (command: keyof typeof COMMANDS, of: string): Buffer =>
  bytesOf(command, (out) => out.bytes(Buffer.from(of)));

/** The same commands for the same seed. */
export function walk(seed: number): Step[] {
  const below = random(seed);
  const one = <T>(of: readonly T[]): T => of[below(of.length)] as T;
  const query = (of: string): Step => ({ words: `query ${of}`, kind: 'query', bytes: () => text('QUERY', of) });
  const prepared = (): Step => {
    const place = below(PLACES);
    const of = one([one(WITH_PARAMETERS), one(WITH_PARAMETERS), one(ROWS), one(CHANGES), one(FAILURES)]);
    return { words: `prepare ${place}: ${of}`, kind: 'prepare', place, bytes: () => text('STMT_PREPARE', of) };
  };
  const executed = (): Step => {
    const place = below(PLACES);
    const flags = one([0, 0, CURSOR_FLAGS.READ_ONLY]);
    const values = Array.from({ length: 2 }, () => one(['1', '3', 'x', null]));
    const written = values.map((value) => (value === null ? null : bytesOf('SLEEP', (out) => out.lenencBytes(Buffer.from(value))).subarray(1))); // prettier-ignore
    return {
      words: `execute ${place} with ${JSON.stringify(values)}${flags === 0 ? '' : ' and a cursor'}`,
      kind: 'execute',
      place,
      bytes: ({ id, parameters, long }) => {
        const out = new Writer();
        const types = Buffer.concat(Array.from({ length: parameters }, () => Buffer.from([TYPES.VAR_STRING, 0])));
        const values = written.slice(0, parameters).map((value, at) => (long.has(at) ? undefined : value));
        long.clear();
        encodeStmtExecute({ kind: 'StmtExecute', id, flags, types, typesSent: true, values }, out);
        return out.take();
      },
    };
  };
  const onStatement = (command: 'STMT_RESET' | 'STMT_CLOSE', kind: Kind): Step => {
    const place = below(PLACES);
    return {
      words: `${command} ${place}`,
      kind,
      place,
      bytes: ({ id, long }) => {
        long.clear();
        return bytesOf(command, (out) => out.u32le(id));
      },
    };
  };
  const fetched = (): Step => {
    const [place, rows] = [below(PLACES), one([1, 2, 100])];
    return {
      words: `fetch ${rows} from ${place}`,
      kind: 'fetch',
      place,
      bytes: ({ id }) =>
        bytesOf('STMT_FETCH', (out) => {
          out.u32le(id);
          out.u32le(rows);
        }),
    };
  };
  const long = (): Step => {
    const [place, parameter] = [below(PLACES), below(2)];
    return {
      words: `long data ${parameter} for ${place}`,
      kind: 'none',
      place,
      bytes: ({ id, parameters, long: had }) => {
        if (parameter < parameters) had.add(parameter);
        return bytesOf('STMT_SEND_LONG_DATA', (out) => {
          out.u32le(parameter < parameters ? id : EMPTY.id);
          out.u16le(parameter);
          out.bytes(Buffer.from('2'));
        });
      },
    };
  };
  const plain = (words: string, kind: Kind, bytes: Buffer): Step => ({ words, kind, bytes: () => bytes });
  const option = below(2);
  const makers: readonly (() => Step)[] = [
    () => query(one(ROWS)),
    () => query(one(ROWS)),
    () => query(one(CHANGES)),
    () => query(one(FAILURES)),
    () => query(one(SESSION)),
    () => query(one(SESSION)),
    () => query(one(BATCHES)),
    prepared,
    prepared,
    executed,
    executed,
    executed,
    fetched,
    long,
    () => onStatement('STMT_RESET', 'single'),
    () => onStatement('STMT_CLOSE', 'none'),
    () => plain('ping', 'single', text('PING', '')),
    () => plain('database', 'single', text('INIT_DB', 'shop')),
    () => plain('fields', 'field_list', text('FIELD_LIST', one(['walk\0', 'walk\0b%', 'nowhere\0']))),
    () => plain('reset', 'single', text('RESET_CONNECTION', '')),
    () =>
      plain(
        `option ${option}`,
        'single',
        bytesOf('SET_OPTION', (out) => out.u16le(option)),
      ),
  ];
  return Array.from({ length: 5 + below(MOST_STEPS) }, () => one(makers)());
}

/** The answers, packet by packet, in words where a packet holds what differs for good reasons, else byte by byte. */
export class Walker {
  readonly #client: RawMySql;
  readonly #flags: number;
  readonly #places = new Map<number, Place>();

  constructor(client: RawMySql, flags: number) {
    this.#client = client;
    this.#flags = flags;
  }

  async take(step: Step): Promise<string[]> {
    const { place = -1 } = step;
    this.#client.sendPayload(step.bytes(this.#places.get(place) ?? EMPTY));
    if (step.words.startsWith('STMT_CLOSE')) this.#places.delete(place);
    const words: string[] = [];
    if (step.kind === 'none') return words;
    if (step.kind === 'prepare') await this.#prepare(place, words);
    else if (step.kind === 'fetch' || step.kind === 'field_list') await this.#rows(words);
    else if (step.kind === 'single' || step.kind === 'statistics') {
      // Warnings are of the statement before, which the server may not know of; sql_mode's bits stay until the server was asked what it is now.
      const ended = this.#ended(await this.#client.packet());
      words.push(ended.replace(step.words === 'reset' ? /\w+, \d+ warnings/ : /\d+ warnings/, ''));
    } else await this.#results(step.kind, words);
    return words;
  }

  async #results(kind: 'query' | 'execute', words: string[]): Promise<void> {
    for (;;) {
      const first = await this.#client.packet();
      if (first[0] === ERR_BYTE || first[0] === 0) {
        words.push(this.#ended(first));
        if (first[0] === ERR_BYTE || !this.#more(first)) return;
        continue;
      }
      const columns = new Reader(first).lenenc();
      words.push(`${columns} columns`);
      for (let at = 0; at < columns; at++) words.push((await this.#client.packet()).toString('latin1'));
      if (!has(this.#flags, 'DEPRECATE_EOF')) {
        const eof = await this.#client.packet();
        words.push(this.#ended(eof));
        if (eof[0] === ERR_BYTE) return;
        if (kind === 'execute' && (decodeEof(new Reader(eof)).status & STATUS.CURSOR_EXISTS) !== 0) return;
      }
      if (!(await this.#rows(words))) return;
    }
  }

  /** Rows, and what ends them; gives whether another result follows. */
  async #rows(words: string[]): Promise<boolean> {
    const deprecated = has(this.#flags, 'DEPRECATE_EOF');
    for (;;) {
      const payload = await this.#client.packet();
      const ends = payload[0] === 0xfe && payload.length < (deprecated ? FULL_PAYLOAD_BYTES : 9);
      words.push(ends || payload[0] === ERR_BYTE ? this.#ended(payload) : payload.toString('latin1'));
      if (payload[0] === ERR_BYTE) return false;
      if (ends) return this.#more(payload);
    }
  }

  async #prepare(place: number, words: string[]): Promise<void> {
    const first = await this.#client.packet();
    if (first[0] === ERR_BYTE) return void words.push(this.#ended(first));
    const { id, parameters, columns, warnings } = decodePrepareOk(new Reader(first));
    this.#places.set(place, { id, parameters, long: new Set() });
    words.push(`prepared ${parameters} ${columns} ${warnings}`);
    const eof = has(this.#flags, 'DEPRECATE_EOF') ? 0 : 1;
    for (const count of [parameters, columns])
      for (let at = 0; at < count + (count === 0 ? 0 : eof); at++) {
        const payload = await this.#client.packet();
        words.push(at === count ? this.#ended(payload) : payload.toString('latin1'));
      }
  }

  #more(payload: Buffer): boolean {
    const isEof = payload[0] === 0xfe && payload.length === 5;
    const status = isEof ? decodeEof(new Reader(payload)).status : decodeOk(new Reader(payload), this.#flags).status;
    return (status & STATUS.MORE_RESULTS_EXISTS) !== 0;
  }

  #ended(payload: Buffer): string {
    if (payload[0] === ERR_BYTE) {
      // Texts of the server's quote what it was sent, which we have printed; ours have a hint.
      const { number, sqlState } = decodeErr(new Reader(payload));
      return `error ${number} ${sqlState ?? ''}`;
    }
    if (payload[0] === 0xfe && payload.length === 5) {
      const { status, warnings } = decodeEof(new Reader(payload));
      return `eof ${inWords(status)}, ${warnings} warnings`;
    }
    const ok = decodeOk(new Reader(payload), this.#flags);
    const told = ok.state === undefined ? [] : decodeSessionState(ok.state).flatMap(shownChange).sort();
    const info = Buffer.from(ok.info).toString('latin1');
    return `ok ${ok.affectedRows} ${ok.insertId} ${inWords(ok.status)}, ${ok.warnings} warnings, ${info} ${told.join()}`.trim();
  }
}

/** What servers tell of by themselves; of the rest Wirewall has them tell it, for itself. */
const TOLD = /^(autocommit|character_set_\w+|time_zone)$/;

function shownChange(change: ReturnType<typeof decodeSessionState>[number]): string[] {
  if (change.kind === 'schema') return [`schema ${change.name}`];
  return change.kind === 'variable' && TOLD.test(change.name) ? [`${change.name} ${change.value}`] : [];
}

function inWords(status: number): string {
  // Without autocommit a statement that fails begins a transaction, which one that never reached the server doesn't.
  const unsure = (status & STATUS.AUTOCOMMIT) === 0 ? STATUS.IN_TRANS : 0;
  return (status & ~(STATUS.SESSION_STATE_CHANGED | unsure)).toString(16);
}
