/**
 * Entry → one line of JSON. The line is the canonical form: the hash is taken over its bytes, so nobody has to serialise
 * anything a second time to check it. docs/audit-format.md defines it; verify.ts reads it.
 */
import { hash } from 'node:crypto';
import type { Entry, RecordedStatement } from './entry.ts';
import { normaliseText, redactName, redactText, withoutTokens } from './redact.ts';

/** `full`: as the client sent it. `normalised`: without literals and comments. Secrets are taken out of both. */
export type StatementForm = 'full' | 'normalised';

/** `prev` of a stream's first entry. */
export const NO_HASH = '0'.repeat(64);

/** `,"hash":"` + 64 hex digits + `"}`: what the hash does not cover. */
export const HASH_TAIL_LENGTH = 9 + 64 + 2;

export interface EncoderOptions {
  readonly form: StatementForm;
  /** Longer texts are recorded up to here and marked `truncated`. */
  readonly maxTextBytes: number;
}

/**
 * A text that has to be gone through letter by letter, or that nobody could read, is recorded up to here: a megabyte of it would hold
 * the event loop for a tenth of a second.
 */
const MAX_REWRITTEN_BYTES = 64 * 1024;

const keys = new Map<string, string>();

/** The JSON key of a property: `maskedCells` → `,"masked_cells":`. */
function keyOf(property: string): string {
  let key = keys.get(property);
  if (key === undefined) {
    key = `,"${property.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}":`;
    keys.set(property, key);
  }
  return key;
}

/** What a peer sent in its own words outside of a statement: bounded, and cleared of a token put there by mistake. */
const PEER_WORDS: ReadonlySet<string> = new Set(['user', 'client', 'database', 'intent', 'agent']);

interface EncodedStatement {
  readonly json: string;
  /** The text was unreadable and may have held a secret; so may a message that quotes it. */
  readonly quotable: boolean;
}

export class EntryEncoder {
  readonly #options: EncoderOptions;
  readonly #statements = new WeakMap<RecordedStatement, EncodedStatement>();

  constructor(options: EncoderOptions) {
    this.#options = options;
  }

  /** Everything but the chain: an object without its closing brace. */
  body(entry: Entry, id: string, time: string, stream: string): string {
    let json = `{"time":"${time}","id":"${id}","stream":"${stream}","type":"${entry.type}"`;
    const encoded = entry.type === 'decision' ? this.#encodeStatement(entry.statement) : undefined;
    for (const [property, value] of Object.entries(entry)) {
      if (value === undefined || property === 'id' || property === 'type') continue;
      if (property === 'statement' && encoded !== undefined) json += `,"statement":${encoded.json}`;
      else if (property === 'message' && encoded?.quotable === false) continue;
      else json += keyOf(property) + encodeValue(property, value);
    }
    return json;
  }

  #encodeStatement(statement: RecordedStatement): EncodedStatement {
    let encoded = this.#statements.get(statement);
    if (encoded === undefined) {
      encoded = encodeStatement(statement, this.#options);
      this.#statements.set(statement, encoded);
    }
    return encoded;
  }
}

function encodeValue(property: string, value: unknown): string {
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : '0';
  if (typeof value === 'string')
    return JSON.stringify(PEER_WORDS.has(property) ? redactName(value) : withoutTokens(value));
  return JSON.stringify(value);
}

function encodeStatement(statement: RecordedStatement, { form, maxTextBytes }: EncoderOptions): EncodedStatement {
  const bytes = Buffer.byteLength(statement.text);
  // Cut before it is searched: a text of 64 MB that was refused for its length must not hold the event loop.
  const rewritten = form === 'normalised' || statement.secretText || !statement.parsed;
  const bound = rewritten ? Math.min(maxTextBytes, MAX_REWRITTEN_BYTES) : maxTextBytes;
  const truncated = bytes > bound;
  const source = truncated ? cutToBytes(statement.text, bound) : statement.text;
  // A text cut in the middle of a literal is read warily, as one that nobody could parse.
  const about = truncated ? { ...statement, parsed: false } : statement;
  const { text: readable, redacted } = redactText(source, about);
  const text = form === 'normalised' ? normaliseText(source, about) : readable;
  const json = JSON.stringify({
    form: redacted ? 'redacted' : form,
    text,
    // Of what is recorded: the digest of the whole text would give a short secret away to whoever tries some.
    sha256: hash('sha256', text),
    bytes,
    ...(truncated ? { truncated } : {}),
    ...(statement.parsed ? {} : { parsed: false }),
    kinds: statement.kinds,
    commands: statement.commands,
    tables: statement.tables,
    columns: statement.columns,
    functions: statement.functions,
  });
  return { json, quotable: statement.parsed || !redacted };
}

function cutToBytes(text: string, maxBytes: number): string {
  // At most `maxBytes` code units: never more than that many bytes are wanted, and the rest is dropped anyway.
  const units = Buffer.from(text.slice(0, maxBytes)).subarray(0, maxBytes);
  return units.toString().replace(/\uFFFD+$/u, '');
}

/** Position and hash of the last entry of a stream. */
export interface ChainHead {
  readonly seq: number;
  readonly hash: string;
}

/** Puts a body behind `head`: the whole line with its newline, and the new head. */
export function chain(body: string, head: ChainHead): { readonly line: string; readonly head: ChainHead } {
  const seq = head.seq + 1;
  const covered = `${body},"seq":${seq},"prev":"${head.hash}"`;
  const digest = hash('sha256', covered);
  return { line: `${covered},"hash":"${digest}"}\n`, head: { seq, hash: digest } };
}
