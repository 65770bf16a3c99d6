/**
 * Sends attacks over MySQL's protocol and keeps every byte that comes back. Two servers, alike in all that an agent may see, are attacked in
 * the same way: whatever differs in the answers is a leak. Knows the wire as far as a client must; nothing of Wirewall's inside.
 */
import type { Socket } from 'node:net';
import { readFile } from 'node:fs/promises';
import { createConnection } from 'mysql2';
import type { Step } from '../../fixtures/attacks/mysql/case.ts';
import { worldData } from '../../fixtures/attacks/mysql/worlds.ts';
import type { World } from '../../fixtures/attacks/worlds.ts';
import type { MySqlServer } from '../servers/mysql.ts';

const STEP_WITHIN_MS = 10_000;
const COM_QUERY = 0x03;
const COM_FIELD_LIST = 0x04;
const COM_STMT_PREPARE = 0x16;
const COM_STMT_EXECUTE = 0x17;
const COM_STMT_SEND_LONG_DATA = 0x18;
const COM_STMT_CLOSE = 0x19;
const COM_STMT_FETCH = 0x1c;
const MORE_RESULTS = 0x08;
const CURSOR_EXISTS = 0x40;
const LAST_ROW_SENT = 0x80;
const VAR_STRING = 0xfd;
const NULL_TYPE = 0x06;
const MAX_FETCHES = 50;

export interface Answer {
  readonly bytes: Buffer;
  /** The server closed the connection, or said nothing more in time. */
  readonly ended: 'ready' | 'closed' | 'silent';
}

export interface Login {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
}

class Closed extends Error {}
class Silent extends Error {}

/** Logs in by a real driver, then takes the socket over. */
export class RawClient {
  readonly #socket: Socket;
  #received = Buffer.alloc(0);
  #closed = false;
  #wake: () => void = () => undefined;
  /** What the answer of the step at hand holds so far. */
  #answer: Buffer[] = [];
  #kept = 0;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.removeAllListeners('data');
    socket.removeAllListeners('end');
    socket.removeAllListeners('close');
    socket.on('data', (chunk: Buffer) => {
      this.#received = Buffer.concat([this.#received, chunk]);
      this.#wake();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.#closed = true;
      this.#wake();
    });
    socket.resume();
  }

  static async open(login: Login): Promise<RawClient> {
    const connection = createConnection({
      ...login,
      database: 'lab',
      multipleStatements: true,
      flags: ['-FOUND_ROWS', '-CLIENT_QUERY_ATTRIBUTES'],
    });
    await new Promise<void>((resolve, reject) =>
      connection.connect((error) => (error === null ? resolve() : reject(error))),
    );
    return new RawClient((connection as unknown as { readonly stream: Socket }).stream);
  }

  async send(step: Step): Promise<Answer> {
    this.#answer = [];
    try {
      await this.#run(step);
      return { bytes: Buffer.concat(this.#answer), ended: 'ready' };
    } catch (error) {
      if (!(error instanceof Closed) && !(error instanceof Silent)) throw error;
      return { bytes: Buffer.concat(this.#answer), ended: error instanceof Closed ? 'closed' : 'silent' };
    }
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    const gone = new Promise<void>((resolve) => this.#socket.once('close', () => resolve()));
    const impatience = setTimeout(() => this.#socket.destroy(), 1_000);
    this.#socket.end(packet(Buffer.from([1])));
    await gone;
    clearTimeout(impatience);
  }

  async #run(step: Step): Promise<void> {
    if (typeof step === 'string') {
      this.#command(COM_QUERY, Buffer.from(step));
      await this.#results();
      return;
    }
    switch (step[0]) {
      case 'prepared': {
        const id = await this.#prepare(step[1]);
        if (id === undefined) return;
        await this.#execute(id, step[2] ?? [], 0);
        this.#command(COM_STMT_CLOSE, u32(id));
        return;
      }
      case 'cursor': {
        const id = await this.#prepare(step[1]);
        if (id === undefined) return;
        let status = await this.#execute(id, [], 1);
        for (
          let count = 0;
          count < MAX_FETCHES && (status & CURSOR_EXISTS) !== 0 && (status & LAST_ROW_SENT) === 0;
          count++
        ) {
          this.#command(COM_STMT_FETCH, Buffer.concat([u32(id), u32(1)]));
          status = await this.#rows();
        }
        this.#command(COM_STMT_CLOSE, u32(id));
        return;
      }
      case 'keep':
        this.#kept = (await this.#prepare(step[1])) ?? 0;
        return;
      case 'execute':
        await this.#execute(this.#kept, step[1] ?? [], 0);
        return;
      case 'command': {
        const [, number, body] = step;
        this.#command(number, Buffer.from(body, 'latin1'));
        if (number === COM_FIELD_LIST) await this.#rows();
        else if (number !== COM_STMT_CLOSE && number !== COM_STMT_SEND_LONG_DATA) await this.#results();
        return;
      }
      default:
        step satisfies never;
    }
  }

  async #prepare(text: string): Promise<number | undefined> {
    this.#command(COM_STMT_PREPARE, Buffer.from(text));
    const head = await this.#packet();
    if (head[0] !== 0) return undefined;
    for (const count of [head.readUInt16LE(7), head.readUInt16LE(5)]) {
      for (let at = 0; at < count; at++) await this.#packet();
      if (count > 0) await this.#packet();
    }
    const id = head.readUInt32LE(1);
    // Numbers of statements are the session's own.
    head.fill(0, 1, 5);
    return id;
  }

  #execute(id: number, values: readonly (string | null)[], flags: number): Promise<number> {
    const parts = [u32(id), Buffer.from([flags]), u32(1)];
    if (values.length > 0) {
      const nulls = Buffer.alloc(Math.ceil(values.length / 8));
      for (const [at, value] of values.entries())
        if (value === null) nulls[at >> 3] = (nulls[at >> 3] ?? 0) | (1 << (at & 7));
      parts.push(nulls, Buffer.from([1]));
      for (const value of values) parts.push(Buffer.from([value === null ? NULL_TYPE : VAR_STRING, 0]));
      for (const value of values)
        if (value !== null) parts.push(Buffer.from([Buffer.byteLength(value)]), Buffer.from(value));
    }
    this.#command(COM_STMT_EXECUTE, Buffer.concat(parts));
    return this.#results();
  }

  /** Gives the last status. */
  async #results(): Promise<number> {
    for (;;) {
      const status = await this.#result();
      if ((status & MORE_RESULTS) === 0) return status;
    }
  }

  async #result(): Promise<number> {
    const head = await this.#packet();
    if (head[0] === 0) return okStatus(head);
    if (head[0] === 0xff || head[0] === 0xfb) return 0;
    // An answer of no kind that has columns, such as that of COM_STATISTICS.
    if (head.length > 9 || (head[0] === 0xfe && head.length < 9)) return 0;
    const [columns] = lenenc(head, 0);
    for (let at = 0; at < columns; at++) await this.#packet();
    const eof = await this.#packet();
    if (eof[0] === 0xff) return 0;
    const status = eof.readUInt16LE(3);
    return (status & CURSOR_EXISTS) !== 0 ? status : this.#rows();
  }

  async #rows(): Promise<number> {
    for (;;) {
      const row = await this.#packet();
      if (row[0] === 0xff) return 0;
      if (row[0] === 0xfe && row.length < 9) return row.readUInt16LE(3);
    }
  }

  #command(number: number, body: Buffer): void {
    this.#socket.write(packet(Buffer.concat([Buffer.from([number]), body])));
  }

  async #packet(): Promise<Buffer> {
    const deadline = Date.now() + STEP_WITHIN_MS;
    for (;;) {
      if (this.#received.length >= 4) {
        const end = 4 + this.#received.readUIntLE(0, 3);
        if (this.#received.length >= end) {
          const body = Buffer.from(this.#received.subarray(4, end));
          this.#received = this.#received.subarray(end);
          this.#answer.push(body, Buffer.from('\n'));
          return body;
        }
      }
      if (this.#closed) throw new Closed();
      if (Date.now() > deadline) throw new Silent();
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, deadline - Date.now() + 1);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }
}

function packet(body: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeUIntLE(body.length, 0, 3);
  return Buffer.concat([head, body]);
}

function u32(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32LE(value);
  return buffer;
}

function lenenc(buffer: Buffer, at: number): [value: number, end: number] {
  const first = buffer[at] ?? 0;
  if (first < 0xfb) return [first, at + 1];
  const bytes = first === 0xfc ? 2 : first === 0xfd ? 3 : 6;
  return [buffer.readUIntLE(at + 1, bytes), at + 1 + (first === 0xfe ? 8 : bytes)];
}

function okStatus(ok: Buffer): number {
  const [, afterAffected] = lenenc(ok, 1);
  const [, afterInserted] = lenenc(ok, afterAffected);
  return ok.readUInt16LE(afterInserted);
}

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/** Digits of an id could be those of a value. */
export function withoutIds(answers: readonly Answer[]): Answer[] {
  return answers.map(({ bytes, ended }) => ({ bytes: Buffer.from(bytes.toString('latin1').replace(UUID, 'id'), 'latin1'), ended })); // prettier-ignore
}

/** Settings that an OK packet tells of: MariaDB 10.11 gives them in any order. */
// eslint-disable-next-line no-control-regex -- lengths stand between them
const TRACKED = /(?:\0.?.[\x14-\x18]character_set_(?:client|connection|results).[a-z0-9]+)+/g;

/** Answers as one text, without what differs from run to run: ids of decisions, the order of settings. */
export function comparable(answers: readonly Answer[]): string {
  const text = ({ bytes }: Answer): string => bytes.toString('latin1').replace(UUID, 'id').replace(TRACKED, sorted);
  return answers.map((answer) => `${text(answer)} ${answer.ended}`).join('\n');
}

function sorted(settings: string): string {
  return settings
    .split('\0')
    .map((setting) => setting.slice(setting.indexOf('c')))
    .toSorted()
    .join(' ');
}

/** The numbers and texts of the errors in an answer. */
export function errorsOf({ bytes }: Answer): readonly string[] {
  return bytes.toString('utf8').match(/#[0-9A-Z]{5}[^\n]+/g) ?? [];
}

/** Runs all steps in one session. */
export async function run(login: Login, steps: readonly Step[]): Promise<Answer[]> {
  const client = await RawClient.open(login);
  try {
    const answers: Answer[] = [];
    for (const step of steps) answers.push(await client.send(step));
    return answers;
  } finally {
    await client.close();
  }
}

const SCHEMA = new URL('../../fixtures/attacks/mysql/schema.sql', import.meta.url);

/** The upstream's account can do all that a careless operator's could, so that an attack that fails fails because of Wirewall. */
export async function loadWorld(server: MySqlServer, world: World): Promise<void> {
  const connection = await server.connect();
  try {
    await connection.query('SET GLOBAL log_bin_trust_function_creators = 1');
    await connection.query(await readFile(SCHEMA, 'utf8'));
    await connection.query(worldData(world));
    await connection.query('GRANT ALL ON *.* TO app');
  } finally {
    await connection.end();
  }
}

/** Whether the question's answer is 1. */
export async function isSo(server: MySqlServer, question: string): Promise<boolean> {
  const connection = await server.connect();
  try {
    const [rows] = await connection.query({ sql: question, rowsAsArray: true });
    return JSON.stringify(rows) === '[[1]]';
  } catch {
    // What the question names may be gone, or never have been.
    return false;
  } finally {
    await connection.end();
  }
}
