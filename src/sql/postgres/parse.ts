/**
 * The server's own parser (libpg-query, WASM) behind one synchronous call. Owns its instances: an error that is not a
 * syntax error may have left one corrupt (the stack overflows inside it, memory runs out), so that one is never used
 * again and a spare takes its place. Knows nothing of what a tree means.
 */
import { createRequire } from 'node:module';
import type * as LibPgQuery from 'libpg-query';
import type { ParseResult } from 'libpg-query';
import { InternalFault, RefusedError } from '../../core/errors.ts';
import type { Refusal } from '../../core/refusal.ts';

export type { ParseResult } from 'libpg-query';

type Parser = Pick<typeof LibPgQuery, 'loadModule' | 'parseSync' | 'hasSqlDetails'>;

const require = createRequire(import.meta.url);
let current: Parser | undefined;
let spare: Parser | undefined;
let filling: Promise<void> | undefined;
let retiredCount = 0;

/** Loads the parser; once per thread, before the first `parse`. Takes about 50 ms. */
export async function loadParser(): Promise<void> {
  if (current === undefined) await fill();
  if (spare === undefined) await fill();
}

/** How many instances were given up since the start, for the operation log. */
export function retiredParsers(): number {
  return retiredCount;
}

/**
 * The tree of a text that `measure` (bounds.ts) has let through. Positions in it are byte offsets.
 * Throws a RefusedError: WW_SYNTAX_ERROR with the server's words, or WW_TOO_COMPLEX.
 */
export function parse(text: string): ParseResult {
  // The library takes an empty text for a mistake; the server answers it with an empty result.
  if (text === '') return { version: 0, stmts: [] };
  const parser = current;
  if (parser === undefined) {
    refill();
    throw unavailable();
  }
  try {
    return parser.parseSync(text);
  } catch (error) {
    if (!(error instanceof Error) || !parser.hasSqlDetails(error)) {
      retire(parser);
      throw new RefusedError(tooComplex());
    }
    const message = error.sqlDetails?.message ?? error.message;
    if (EXHAUSTED.test(message)) {
      retire(parser);
      throw new RefusedError(tooComplex());
    }
    throw new RefusedError(syntaxError(text, message, error.sqlDetails?.cursorPosition ?? 0));
  }
}

/** What the parser says of its own bounds; the texts stand in bison's skeleton and in the server's stack_depth.c and aset.c. */
const EXHAUSTED = /^(memory exhausted|out of memory|stack depth limit exceeded|invalid memory alloc)/;
/** UTF-16 units of the parser's message that an agent is shown. */
const MAX_MESSAGE = 300;
const ENCODING = /^invalid byte sequence for encoding/;

function syntaxError(text: string, message: string, codePoints: number): Refusal {
  return {
    code: 'WW_SYNTAX_ERROR',
    message: shortened(message),
    offset: byteOffset(text, codePoints),
    ...(ENCODING.test(message) && { sqlState: '22021' }),
  };
}

/** The server names what it met, however long that is. */
function shortened(message: string): string {
  if (message.length <= MAX_MESSAGE) return message;
  return `${message.slice(0, MAX_MESSAGE).toWellFormed()}…`;
}

/** The parser counts code points from 0. */
function byteOffset(text: string, codePoints: number): number {
  let at = 0;
  for (let left = codePoints; left > 0 && at < text.length; left -= 1) {
    at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
  }
  return Buffer.byteLength(text.slice(0, at));
}

function tooComplex(): Refusal {
  return {
    code: 'WW_TOO_COMPLEX',
    message: 'statement is too complex to be read',
    hint: 'Nest less deeply, or split the statement into several.',
  };
}

/** Both instances were given up within the time that a new one takes. */
function unavailable(): Error {
  if (retiredCount === 0) return new InternalFault('the parser was not loaded');
  return new RefusedError({
    code: 'WW_INTERNAL',
    message: 'the SQL parser is starting again',
    hint: 'Run the statement again in a moment.',
  });
}

function retire(parser: Parser): void {
  if (current !== parser) return;
  retiredCount += 1;
  current = spare;
  spare = undefined;
  refill();
}

/** A failure shows at the next call, which finds no parser and tries again. */
function refill(): void {
  if (retiredCount > 0) fill().catch(() => undefined);
}

/** Makes one instance for where one is missing; calls at once share the work. */
function fill(): Promise<void> {
  filling ??= addInstance().finally(() => {
    filling = undefined;
  });
  return filling;
}

async function addInstance(): Promise<void> {
  const parser = await instantiate();
  if (current === undefined) current = parser;
  else spare = parser;
}

/** The library keeps its one instance in its module: a module that is loaded anew has a new one. */
async function instantiate(): Promise<Parser> {
  const path = require.resolve('libpg-query');
  delete require.cache[path];
  const parser: Parser = require('libpg-query') as Parser;
  delete require.cache[path];
  await parser.loadModule();
  return parser;
}
