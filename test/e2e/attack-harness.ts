/**
 * Sends attacks byte for byte and keeps every byte that comes back. Two worlds, alike in all that an agent may see, are attacked
 * in the same way: whatever differs in the answers is a leak. Knows the wire as far as a client must; nothing of Wirewall's inside.
 */
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { readFile } from 'node:fs/promises';
import { Client } from 'pg';
import type { Message, Step } from '../../fixtures/attacks/case.ts';
import { canaries, worldData, type World } from '../../fixtures/attacks/worlds.ts';
import type { PostgresServer } from '../servers/postgres.ts';

const STEP_WITHIN_MS = 10_000;
const READY = 0x5a;
const COPY_IN = 0x47;
const ROW_DESCRIPTION = 0x54;
const NOTIFICATION = 0x41;
const HEADER_BYTES = 5;
/** What follows a field's name in a RowDescription. */
const FIELD_BYTES = 18;

/** What came back in answer to one step. */
export interface Answer {
  readonly bytes: Buffer;
  /** The server closed the connection, or said nothing more in time. */
  readonly ended: 'ready' | 'closed' | 'silent';
}

interface ReachesSocket {
  readonly connection: { readonly stream: Socket };
}

/** Logs in by a real driver, then takes the socket over. */
export class RawClient {
  readonly #socket: Socket;
  #received = Buffer.alloc(0);
  #closed = false;
  #wake: () => void = () => undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.removeAllListeners('data');
    socket.removeAllListeners('end');
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

  static async open(connectionString: string): Promise<RawClient> {
    const client = new Client({ connectionString });
    client.on('error', () => undefined);
    await client.connect();
    return new RawClient((client as unknown as ReachesSocket).connection.stream);
  }

  /** `copyData` is what a COPY FROM STDIN gets. */
  async send(step: Step, copyData = ''): Promise<Answer> {
    const messages: readonly Message[] = typeof step === 'string' ? [['query', step]] : step;
    const awaited = messages.filter(([kind]) => kind === 'query' || kind === 'sync').length;
    this.#received = Buffer.alloc(0);
    this.#socket.write(Buffer.concat(messages.map(encode)));
    const deadline = Date.now() + STEP_WITHIN_MS;
    let copiesAnswered = 0;
    for (;;) {
      const { ready, copies } = count(this.#received);
      if (ready >= awaited) return { bytes: this.#received, ended: 'ready' };
      if (this.#closed) return { bytes: this.#received, ended: 'closed' };
      if (copies > copiesAnswered) {
        copiesAnswered = copies;
        this.#socket.write(Buffer.concat([frame('d', Buffer.from(copyData)), frame('c', Buffer.alloc(0))]));
        // The server swallows the Sync that was sent behind a COPY.
        if (typeof step !== 'string') this.#socket.write(frame('S', Buffer.alloc(0)));
      }
      if (Date.now() > deadline) return { bytes: this.#received, ended: 'silent' };
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, deadline - Date.now() + 1);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    const gone = once(this.#socket, 'close');
    this.#socket.end(frame('X', Buffer.alloc(0)));
    const impatience = setTimeout(() => this.#socket.destroy(), 2_000);
    await gone;
    clearTimeout(impatience);
  }
}

function count(bytes: Buffer): { ready: number; copies: number } {
  let ready = 0;
  let copies = 0;
  for (const { type } of frames(bytes)) {
    if (type === READY) ready++;
    else if (type === COPY_IN) copies++;
  }
  return { ready, copies };
}

/** The whole messages of a server. */
export function* frames(bytes: Buffer): Generator<{ readonly type: number; readonly body: Buffer }> {
  for (let at = 0; at + HEADER_BYTES <= bytes.length;) {
    const end = at + 1 + bytes.readInt32BE(at + 1);
    if (end > bytes.length) return;
    yield { type: bytes[at] ?? 0, body: bytes.subarray(at + HEADER_BYTES, end) };
    at = end;
  }
}

function frame(type: string, body: Buffer): Buffer {
  const head = Buffer.alloc(HEADER_BYTES);
  head.write(type, 'latin1');
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

const cstring = (text: string): Buffer => Buffer.from(`${text}\0`);

function int(value: number, bytes: 2 | 4): Buffer {
  const buffer = Buffer.alloc(bytes);
  buffer.writeIntBE(value, 0, bytes);
  return buffer;
}

function encode(message: Message): Buffer {
  switch (message[0]) {
    case 'query':
      return frame('Q', cstring(message[1]));
    case 'parse':
      return frame('P', Buffer.concat([cstring(message[1]), cstring(message[2]), int(0, 2)]));
    case 'bind': {
      const [, portal, statement, parameters = [], format = 0] = message;
      const values = parameters.map((value) =>
        value === null ? int(-1, 4) : Buffer.concat([int(Buffer.byteLength(value), 4), Buffer.from(value)]),
      );
      return frame('B', Buffer.concat([cstring(portal), cstring(statement), int(0, 2), int(parameters.length, 2), ...values, int(1, 2), int(format, 2)])); // prettier-ignore
    }
    case 'describe':
      return frame('D', Buffer.concat([Buffer.from(message[1]), cstring(message[2])]));
    case 'execute':
      return frame('E', Buffer.concat([cstring(message[1]), int(message[2] ?? 0, 4)]));
    case 'close':
      return frame('C', Buffer.concat([Buffer.from(message[1]), cstring(message[2])]));
    case 'flush':
      return frame('H', Buffer.alloc(0));
    case 'sync':
      return frame('S', Buffer.alloc(0));
    default:
      return message satisfies never;
  }
}

const WORLD = /\b(?:via|direct)_[ab]\b/g;
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/** Answers as one text, without what differs from run to run: ids of decisions. */
export function comparable(answers: readonly Answer[]): string {
  return answers
    .map(
      ({ bytes, ended }) =>
        `${withoutOids(bytes).toString('latin1').replace(UUID, 'id').replace(WORLD, 'world')} ${ended}`,
    )
    .join('\n');
}

/** Two databases count the tables that are made in them together: what is made later has another number in each. So has every session. */
function withoutOids(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  for (const { type, body } of frames(copy)) {
    if (type === NOTIFICATION) body.fill(0, 0, 4);
    if (type !== ROW_DESCRIPTION) continue;
    for (let at = 2, left = body.readInt16BE(0); left > 0; left--) {
      at = body.indexOf(0, at) + 1;
      body.fill(0, at, at + 4);
      at += FIELD_BYTES;
    }
  }
  return copy;
}

/** Fewer characters than this in a row can stand in an answer by chance. */
const TELLING_LETTERS = 5;
const TELLING_DIGITS = 6;

/** The forms in which a hidden value could arrive: pieces of it, backwards, as base64, as hex, as the server escapes bytes. */
function tellingForms(world: World): readonly string[] {
  const forms = new Set<string>();
  for (const canary of canaries(world)) {
    const length = /^\d/.test(canary) ? TELLING_DIGITS : TELLING_LETTERS;
    for (const text of [canary, Array.from(canary).toReversed().join('')]) {
      for (let at = 0; at + length <= text.length; at++) forms.add(text.slice(at, at + length));
    }
    forms.add(
      Buffer.from(canary)
        .toString('hex')
        .slice(0, 2 * length),
    );
    for (const lead of ['', 'x', 'xx']) {
      const encoded = Buffer.from(lead + canary)
        .toString('base64')
        .toLowerCase();
      forms.add(encoded.slice(4, 4 + length + 4));
    }
  }
  return [...forms];
}

const FORMS: Readonly<Record<World, readonly string[]>> = { a: tellingForms('a'), b: tellingForms('b') };

/** The hidden values that are in these bytes, in any of their forms. */
export function canariesIn(world: World, answers: readonly Answer[]): readonly string[] {
  const text = Buffer.concat(answers.map(({ bytes }) => bytes))
    .toString('latin1')
    .toLowerCase();
  return FORMS[world].filter((form) => text.includes(form));
}

const SCHEMA = new URL('../../fixtures/attacks/schema.sql', import.meta.url);

/** Makes `lab_a` and `lab_b`, and copies under further prefixes on demand, all with the same OIDs. */
export class Worlds {
  readonly #server: PostgresServer;
  readonly user = 'app';
  readonly password: string;

  constructor(server: PostgresServer, password: string) {
    this.#server = server;
    this.password = password;
  }

  /** The upstream's role can do all that a careless operator's could, so that an attack that fails fails because of Wirewall. */
  async create(): Promise<void> {
    await this.admin('postgres', [
      'DROP DATABASE IF EXISTS lab',
      'CREATE DATABASE lab OWNER app',
      'GRANT pg_read_server_files, pg_write_server_files, pg_execute_server_program, pg_monitor TO app',
    ]);
    const files = ['pg_read_file(text)', 'pg_read_binary_file(text)', 'pg_ls_dir(text)', 'pg_stat_file(text)'];
    const readable = files.map((name) => `GRANT EXECUTE ON FUNCTION ${name} TO app`);
    await this.admin('lab', [
      'CREATE EXTENSION dblink',
      'CREATE EXTENSION tablefunc',
      ...readable,
      'SET ROLE app',
      await readFile(SCHEMA, 'utf8'),
    ]);
    for (const world of ['a', 'b'] as const) {
      await this.admin('postgres', [`CREATE DATABASE lab_${world} TEMPLATE lab OWNER app`]);
      await this.admin(`lab_${world}`, ['SET ROLE app', worldData(world), 'RESET ROLE', 'ANALYZE']);
    }
  }

  /** Fresh copies, e.g. `direct_a` and `direct_b`. */
  async copy(prefix: string): Promise<void> {
    for (const world of ['a', 'b'] as const) {
      await this.admin('postgres', [
        `DROP DATABASE IF EXISTS ${prefix}_${world} WITH (FORCE)`,
        `CREATE DATABASE ${prefix}_${world} TEMPLATE lab_${world} OWNER app`,
      ]);
    }
  }

  url(prefix: string, world: World): string {
    return this.#server.url(`${prefix}_${world}`, this.user, this.password);
  }

  async admin(database: string, statements: readonly string[]): Promise<unknown[]> {
    const client = new Client({ connectionString: this.#server.url(database) });
    await client.connect();
    try {
      let rows: unknown[] = [];
      for (const statement of statements)
        rows = (await client.query<unknown[]>({ text: statement, rowMode: 'array' })).rows ?? [];
      return rows;
    } finally {
      await client.end();
    }
  }
}

/** Runs all steps in one session. */
export async function run(connectionString: string, steps: readonly Step[], copyData = ''): Promise<Answer[]> {
  const client = await RawClient.open(connectionString);
  try {
    const answers: Answer[] = [];
    for (const step of steps) answers.push(await client.send(step, copyData));
    return answers;
  } finally {
    await client.close();
  }
}

/** The fields of the errors in an answer, e.g. `C42501`. */
export function errorsOf({ bytes }: Answer): string[] {
  const errors: string[] = [];
  for (const { type, body } of frames(bytes))
    if (type === 0x45) errors.push(body.toString('utf8').replaceAll('\0', ' '));
  return errors;
}
