/**
 * Where comments end, which of them the server would run, and what optimizer hints say. Knows bytes and versions; what an executable
 * comment may hold is judged in executable.ts.
 */
import type { ServerFacts } from '../../catalog/catalog.ts';
import type { ByteString } from '../bytes.ts';
import { BYTE, isControl, isDigit, isSpace, skip } from './characters.ts';

/** What stands at a comment's beginning. */
export type CommentCut =
  /** Nothing but blank. `end` behind it; undefined where it isn't closed. */
  | { readonly kind: 'blank'; readonly end: number | undefined }
  /** The server runs what is inside, from `inside` on to the next comment end. */
  | { readonly kind: 'executable'; readonly inside: number };

/** At `-`. A comment needs white space or a control character behind `--`, or the text's end. */
export function isDashComment(text: ByteString, at: number): boolean {
  if (text.charCodeAt(at + 1) !== BYTE.minus) return false;
  const behind = text.charCodeAt(at + 2);
  return Number.isNaN(behind) || isSpace(behind) || isControl(behind);
}

/**
 * The end of a comment that goes to the end of its line: at LF (a CR alone ends none), at a NUL byte, which then begins nothing, or at
 * the text's end.
 */
export function endOfLine(text: ByteString, at: number): number {
  const newline = text.indexOf('\n', at);
  const end = newline < 0 ? text.length : newline;
  const nul = text.slice(at, end).indexOf('\0');
  return nul < 0 ? end : at + nul;
}

/** At `/*`. */
export function cutComment(text: ByteString, at: number, server: ServerFacts): CommentCut {
  const marked = afterMark(text, at + 2, server);
  if (marked === undefined) return { kind: 'blank', end: endOfComment(text, at + 2) };
  const version = versionAt(text, marked.at, server);
  if (version === undefined) return { kind: 'executable', inside: marked.at };
  if (runs(version.number, marked.own, server)) return { kind: 'executable', inside: version.end };
  return { kind: 'blank', end: endOfSkipped(text, version.end) };
}

/** `!`, and `M!` on MariaDB, which mark an executable comment. `own`: of this server alone. */
function afterMark(text: ByteString, at: number, server: ServerFacts): { at: number; own: boolean } | undefined {
  if (text.charCodeAt(at) === BYTE.bang) return { at: at + 1, own: false };
  return server.flavor === 'mariadb' && text.startsWith('M!', at) ? { at: at + 2, own: true } : undefined;
}

/** Five or six digits; fewer are no version but the beginning of what is inside. MySQL takes a sixth only with white space behind it. */
function versionAt(text: ByteString, at: number, server: ServerFacts): { number: number; end: number } | undefined {
  const digits = Math.min(skip(text, at, isDigit), at + 6) - at;
  if (digits < 5) return undefined;
  const end = at + (digits === 6 && (server.flavor === 'mariadb' || isSpace(text.charCodeAt(at + 6))) ? 6 : 5);
  return { number: Number(text.slice(at, end)), end };
}

/** MariaDB leaves out what MySQL has from 5.7 on, as it is another thing there. */
function runs(version: number, own: boolean, server: ServerFacts): boolean {
  if (version > server.version) return false;
  return server.flavor === 'mysql' || own || version < 50_700 || version > 99_999;
}

/** Behind the first end; comments don't nest. */
export function endOfComment(text: ByteString, at: number): number | undefined {
  const end = text.indexOf('*/', at);
  return end < 0 ? undefined : end + 2;
}

/** One that the server passes over because of its version: there one comment inside it is passed over whole. */
function endOfSkipped(text: ByteString, from: number): number | undefined {
  let at = from;
  for (;;) {
    const end = text.indexOf('*/', at);
    if (end < 0) return undefined;
    const inner = text.slice(at, end + 2).indexOf('/*');
    if (inner < 0) return end + 2;
    const innerEnd = endOfComment(text, at + inner + 2);
    if (innerEnd === undefined) return undefined;
    at = innerEnd;
  }
}

/** Words behind which MySQL reads a hint. */
const HINTED: ReadonlySet<string> = new Set(['SELECT', 'INSERT', 'REPLACE', 'UPDATE', 'DELETE']);

/** MariaDB reads optimizer hints from 12.0 on. */
export function readsHints(upper: string, { flavor, version }: ServerFacts): boolean {
  return HINTED.has(upper) && (flavor === 'mysql' || version >= 120_000);
}
