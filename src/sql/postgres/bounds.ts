/**
 * What a text must be before it may reach the parser: bounded in bytes, free of NUL and of broken text, of bounded depth.
 * libpg-query runs as WASM on the JavaScript stack: a tree some thousands deep overflows it and may leave the instance
 * corrupt, so the depth is bounded by this scan, which never recurses.
 *
 * Of a text that the server's grammar accepts it gives an upper bound of the tree's depth (the parser itself builds
 * no deep stack for one that it refuses). What it can't tell apart counts as deeper.
 */
import { RefusedError } from '../../core/errors.ts';
import type { RefusalCode } from '../../core/codes.ts';
import { BracketDepth } from './depth.ts';
import { TOKEN, Tokens } from './tokens.ts';

/** Brackets (parentheses, square brackets, CASE) open at once; beyond it the text is refused with WW_TOO_COMPLEX. */
export const MAX_NESTING = 200;
/** Longest path of nested operators, joins, set operations and brackets. The parser overflows between 2,000 and 10,000. */
export const MAX_DEPTH = 1_200;
/** The server's lexer reads a run of operator characters again from each comment start in it: quadratic without this. */
const MAX_REREAD = 1_000_000;

/** What a text costs. */
export interface Size {
  /** Length in UTF-8. */
  readonly bytes: number;
  readonly tokens: number;
  /** Upper bound of the tree's depth. */
  readonly depth: number;
}

/** Throws a RefusedError for a text that must not be parsed. Takes about 10 ms for 1 MB. */
export function measure(text: string, maxStatementBytes: number): Size {
  return { bytes: measureBytes(text, maxStatementBytes), ...measureDepth(text) };
}

/** The part of `measure` that is quick for a text of any size. */
export function measureBytes(text: string, maxStatementBytes: number): number {
  // A UTF-16 unit is at least one byte: a huge text is refused without counting.
  const bytes = text.length > maxStatementBytes ? text.length : Buffer.byteLength(text);
  if (bytes > maxStatementBytes) {
    const hint = 'Split it into several statements, or send the data in smaller batches.';
    refuse('WW_TOO_LARGE', `statement is larger than ${maxStatementBytes} bytes`, hint);
  }
  const nul = text.indexOf('\0');
  if (nul !== -1) {
    const offset = Buffer.byteLength(text.slice(0, nul));
    const message = 'statement holds a zero byte, which would end it for the server';
    throw new RefusedError({ code: 'WW_SYNTAX_ERROR', message, offset, hint: 'Remove the zero byte.' });
  }
  if (!text.isWellFormed()) {
    const hint = 'Send the statement as UTF-8 without lone surrogates.';
    throw new RefusedError({
      code: 'WW_SYNTAX_ERROR',
      sqlState: '22021',
      message: 'statement is not valid text',
      hint,
    });
  }
  return bytes;
}

/** Tokens that make a tree deeper, besides symbols. */
const OPERATOR_WORDS = new Set(
  'not is isnull notnull in like ilike similar overlaps collate at operator escape any all some distinct'.split(' '),
);
/** Reserved words that end every expression before them at their bracket level. */
const EXPRESSION_ENDS = new Set(['or', 'on', 'where', 'having']);
const SET_OPERATIONS = new Set(['union', 'intersect', 'except']);
const LONGEST_WORD = 'intersect'.length;

const SYMBOLS = { open: 40, close: 41, openSquare: 91, closeSquare: 93, comma: 44, semicolon: 59, dot: 46 } as const;

function measureDepth(text: string): { tokens: number; depth: number } {
  const tokens = new Tokens(text);
  const depth = new BracketDepth({ maxNesting: MAX_NESTING, maxDepth: MAX_DEPTH, exceeded: refuseDepth });
  let count = 0;
  // After a dot and after AS any keyword is a plain name.
  let nameNext = false;
  for (let token = tokens.next(); token !== TOKEN.end; token = tokens.next()) {
    count += 1;
    const named = nameNext;
    nameNext = false;
    if (token === TOKEN.operator) {
      depth.operator(tokens.operators);
    } else if (token === TOKEN.symbol) {
      nameNext = tokens.code === SYMBOLS.dot;
      readSymbol(tokens.code, depth);
    } else if (token === TOKEN.word && !named && tokens.end - tokens.start <= LONGEST_WORD) {
      const word = text.slice(tokens.start, tokens.end).toLowerCase();
      nameNext = word === 'as';
      readWord(word, depth);
    }
    if (tokens.reread > MAX_REREAD) refuseOperatorRuns();
  }
  if (tokens.reread > MAX_REREAD) refuseOperatorRuns();
  if (tokens.unterminated) boundRaw(text);
  return { tokens: count, depth: depth.depth() };
}

function readSymbol(code: number, depth: BracketDepth): void {
  switch (code) {
    case SYMBOLS.open:
    case SYMBOLS.openSquare:
      return depth.open();
    case SYMBOLS.close:
    case SYMBOLS.closeSquare:
      return depth.close();
    case SYMBOLS.comma:
      return depth.separator();
    case SYMBOLS.semicolon:
      return depth.endStatement();
    default:
  }
}

function readWord(word: string, depth: BracketDepth): void {
  switch (word) {
    case 'and':
      return depth.and();
    case 'between':
      return depth.between();
    case 'case':
      return depth.openCase();
    case 'end':
      return depth.closeCase();
    case 'when':
    case 'then':
    case 'else':
      return depth.branch();
    case 'join':
      return depth.chain();
    case 'atomic':
      return depth.atomic();
    default:
      if (OPERATOR_WORDS.has(word)) depth.operator(1);
      else if (EXPRESSION_ENDS.has(word)) depth.separator();
      else if (SET_OPERATIONS.has(word)) {
        depth.chain();
        depth.separator();
      }
  }
}

/**
 * A text that ends within a string is a syntax error, which the parser words best. Should this scan be wrong about
 * that, brackets and operators wherever they stand are still bounded.
 */
function boundRaw(text: string): void {
  let brackets = 0;
  let operators = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if ('([{'.includes(character)) brackets += 1;
    else if ('~!@#^&|`?+-*/%<>=:'.includes(character)) operators += 1;
  }
  if (brackets > MAX_NESTING) refuseDepth('nesting');
  if (operators > MAX_DEPTH) refuseDepth('depth');
}

function refuseDepth(bound: 'nesting' | 'depth'): never {
  const what =
    bound === 'nesting'
      ? `statement nests more than ${MAX_NESTING} parentheses, brackets or CASE expressions`
      : `statement chains more than ${MAX_DEPTH} operators, joins or set operations`;
  const hint =
    bound === 'nesting'
      ? 'Flatten the expression, or move parts of it into a WITH query.'
      : 'Use IN (…) or a VALUES list, or split the statement into several.';
  refuse('WW_TOO_COMPLEX', what, hint);
}

function refuseOperatorRuns(): never {
  const message = 'statement holds too long runs of operator characters or nested comments';
  refuse('WW_TOO_COMPLEX', message, 'Remove the comments, or put spaces between the operators.');
}

function refuse(code: RefusalCode, message: string, hint: string): never {
  throw new RefusedError({ code, message, hint });
}
