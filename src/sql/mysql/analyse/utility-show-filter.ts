/**
 * The filters of SHOW: LIKE, and WHERE over the columns that it shows. Nothing in WHERE may reach beyond them: no subquery, no function but pure
 * ones, no variable. For variables and counters, of which some may not be read, a filter has to say which ones it is about.
 */
import type { ServerFacts } from '../../catalog/catalog.ts';
import type { ByteString } from '../bytes.ts';
import type { Expression, Show } from '../ast/index.ts';
import { builtIn, knownVariables, readableStatus, readableVariable } from '../lists/index.ts';

/** Undefined: it keeps to SHOW's own columns and pure functions. Otherwise what it shouldn't have, for the refusal. */
export function strayInFilter(node: Expression, server: ServerFacts): string | undefined {
  switch (node.kind) {
    case 'StringLiteral':
    case 'NumberLiteral':
    case 'BinaryLiteral':
    case 'TemporalLiteral':
    case 'KeywordLiteral':
    case 'Parameter':
      return undefined;
    case 'ColumnReference':
      return node.table === undefined ? undefined : 'a qualified column';
    case 'UnaryOperation':
      return strayInFilter(node.operand, server);
    case 'BinaryOperation':
      return first([node.left, node.right], server);
    case 'IsTest':
      return strayInFilter(node.operand, server);
    case 'Between':
      return first([node.operand, node.low, node.high], server);
    case 'InList':
      return first([node.operand, ...node.items], server);
    case 'Like':
      return first([node.operand, node.pattern, ...(node.escape === undefined ? [] : [node.escape])], server);
    case 'RegularExpression':
      return first([node.operand, node.pattern], server);
    case 'Collate':
    case 'ConvertUsing':
      return strayInFilter(node.operand, server);
    case 'Cast':
      return strayInFilter(node.operand, server);
    case 'FunctionCall': {
      const { name, schema } = node.name;
      const own = schema === undefined ? builtIn(name.text.toUpperCase(), server) : undefined;
      const isPure = own?.class === 'safe' && own.role === 'scalar' && own.everyVersion;
      if (!isPure || node.over !== undefined || node.star) return `the function ${name.text}`;
      return first(node.arguments, server);
    }
    default:
      return 'more than comparisons of its columns';
  }
}

function first(nodes: readonly Expression[], server: ServerFacts): string | undefined {
  for (const node of nodes) {
    const stray = strayInFilter(node, server);
    if (stray !== undefined) return stray;
  }
  return undefined;
}

/** A name, or a pattern of LIKE with its wildcards. */
interface Wanted {
  readonly text: string;
  readonly pattern: boolean;
}

/** Which rows a filter over `Variable_name` lets through at most. Undefined: can't be told. */
function wantedBy(node: Expression): readonly Wanted[] | undefined {
  switch (node.kind) {
    case 'BinaryOperation': {
      if (node.operator === 'OR') {
        const [left, right] = [wantedBy(node.left), wantedBy(node.right)];
        return left === undefined || right === undefined ? undefined : [...left, ...right];
      }
      if (node.operator === 'AND') return wantedBy(node.left) ?? wantedBy(node.right);
      if (node.operator !== '=') return undefined;
      const [column, value] = isVariableName(node.left) ? [node.left, node.right] : [node.right, node.left];
      return isVariableName(column) ? literals([value], false) : undefined;
    }
    case 'InList':
      return !node.not && isVariableName(node.operand) ? literals(node.items, false) : undefined;
    case 'Like':
      return !node.not && node.escape === undefined && isVariableName(node.operand) ? literals([node.pattern], true) : undefined;
    default:
      return undefined;
  }
} // prettier-ignore

function isVariableName(node: Expression): boolean {
  return node.kind === 'ColumnReference' && node.table === undefined && /^variable_name$/i.test(node.column.text);
}

function literals(nodes: readonly Expression[], pattern: boolean): readonly Wanted[] | undefined {
  const texts = nodes.map((node) => (node.kind === 'StringLiteral' && node.charset === undefined ? node.value : undefined));
  if (texts.some((text) => text === undefined)) return undefined;
  return texts.flatMap((text) => (text === undefined ? [] : [{ text, pattern }]));
} // prettier-ignore

/** Undefined: all that it can show may be read. Otherwise why not, as the rest of a sentence. */
export function unreadableWanted(node: Show): string | undefined {
  const wanted = wantedOf(node);
  const of = node.what === 'STATUS' ? 'status' : 'variable';
  if (wanted === undefined) return `without a filter that names each ${of === 'status' ? 'counter' : 'variable'}`;
  const bad = wanted.find((one) => !isReadable(one, of));
  return bad && `of ${quoted(bad.text)}`;
}

function wantedOf({ like, where }: Show): readonly Wanted[] | undefined {
  if (like !== undefined) return [{ text: like, pattern: true }];
  return where === undefined ? undefined : wantedBy(where);
}

function quoted(text: ByteString): string {
  return `"${text.replaceAll(/[^\w%.@$-]/g, '?').slice(0, 64)}"`;
}

/** A pattern has to begin with this many letters, so that it can't stand for whatever there is. */
const LEAST_PREFIX = 3;
/** Bytes; no variable's name is that long. */
const LONGEST = 200;
/** Variables of other builds, by which clients tell them. */
const ASKED_FAMILY = /^(aurora|ndb|rds|tidb|vitess)/;
/** Counters that are all of the connection and the server. */
const READABLE_FAMILY = /^(ssl|tls|threads|uptime|aborted)(_|$)/;

function isReadable({ text, pattern }: Wanted, of: 'variable' | 'status'): boolean {
  // The server compares without accents: a letter that isn't ASCII may stand for one that is.
  if (text.length > LONGEST || !/^[\x20-\x7e]+$/.test(text)) return false;
  const one = pattern ? soleName(text) : text;
  if (one !== undefined && of === 'status') return readableStatus(one) || READABLE_FAMILY.test(one.toLowerCase());
  if (one !== undefined && !one.includes('_')) return readableVariable(one);
  const prefix = prefixOf(text).toLowerCase();
  if (prefix.length < LEAST_PREFIX) return false;
  if (of === 'status') return READABLE_FAMILY.test(prefix);
  const known = knownVariables().filter((name) => isLike(name, pattern ? text : literally(text)));
  if (known.length > 0) return known.every(readableVariable);
  return one === undefined ? ASKED_FAMILY.test(prefix) : readableVariable(one);
}

function literally(text: string): string {
  return text.replaceAll(/[\\%_]/g, String.raw`\$&`);
}

/** The one name that a pattern is meant for: without `%`. A `_` stands for itself, and is looked at as a wildcard elsewhere. */
function soleName(pattern: string): string | undefined {
  return /(?<!\\)%/.test(pattern) ? undefined : pattern.replaceAll(/\\([_%\\])/g, '$1');
}

/** What stands before the first wildcard, `_` taken for itself as everybody writes it. */
function prefixOf(pattern: string): string {
  return (/^[^%]*/.exec(pattern.replaceAll('\\_', '_'))?.[0] ?? '').replace(/_+$/, '');
}

/** As LIKE without case: `%` any run, `_` any character, a backslash before itself or one of them. In bounded time whatever the pattern. */
function isLike(name: string, pattern: string): boolean {
  const parts = pattern.toLowerCase().match(/\\[\s\S]|[\s\S]/g) ?? [];
  let at = 0;
  let part = 0;
  let [starPart, starAt] = [-1, 0];
  while (at < name.length) {
    const wanted = parts[part];
    if (wanted === '%') [starPart, starAt] = [part++, at];
    else if (wanted !== undefined && (wanted === '_' || wanted.at(-1) === name[at])) {
      part++;
      at++;
    } else if (starPart !== -1) {
      part = starPart + 1;
      at = ++starAt;
    } else return false;
  }
  return parts.slice(part).every((rest) => rest === '%');
}
