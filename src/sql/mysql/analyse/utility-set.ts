/**
 * SET: user variables, system variables, character sets, and what Wirewall itself answers. What may be set the lists say; where a value
 * comes from, the reading of expressions. What names and texts mean afterwards the conversation reads back from the server, so that a value
 * needn't be known here: one that can't be followed ends the session.
 */
import { RefusedError } from '../../../core/errors.ts';
import type { SessionEffect } from '../../statement.ts';
import type {
  Expression,
  SetAssignment,
  SetStatement,
  SetTransaction,
  StringLiteral,
  SystemVariable,
} from '../ast/index.ts';
import { charsetOf, decodeText } from '../charset.ts';
import { variableRule, type VariableRule } from '../lists/index.ts';
import type { Reading } from './reading.ts';
import { told, type UtilityReaders, type UtilityReading } from './utility-readers.ts';

/** Names of user variables that are Wirewall's: `SET @wirewall_token = '…'`. */
const OWN_PREFIX = /^wirewall_/i;
const OWN = { wirewall_token: 'token', wirewall_intent: 'intent', wirewall_reason: 'reason' } as const;

/** sql_mode words that change the grammar, or stand for such ones. */
const GRAMMAR_MODES = /(^|,)\s*(ORACLE|MSSQL|DB2|MAXDB|POSTGRESQL|MYSQL323|MYSQL40)\s*(,|$)/i;

type Value = Extract<SetAssignment, { kind: 'SetVariable' }>['value'];

export function isOwnVariable(name: string): boolean {
  return OWN_PREFIX.test(name);
}

export function readSet(reading: Reading, node: SetStatement, readers: UtilityReaders): UtilityReading {
  const own = readOwn(reading, node);
  if (own !== undefined) return own;
  const names: string[] = [];
  let tracked = false;
  const kept = node.assignments.filter((assignment) => !isOfTracking(assignment)).map(inSession);
  for (const assignment of node.assignments) {
    const set = readAssignment(reading, assignment, readers);
    if (set === undefined) continue;
    if (set.tracked && !tracked) names.length = 0;
    if (set.tracked || !tracked) names.push(set.name);
    tracked ||= set.tracked;
  }
  const effect: SessionEffect =
    names.length === 0 ? { kind: 'none' } : { kind: 'set', name: names.join(', '), tracked, local: false };
  if (kept.length === node.assignments.length && kept.every((one, at) => one === node.assignments[at])) {
    return told('set', 'SET', { effect });
  }
  return told('set', 'SET', { effect, ours: kept.length === 0, printedAs: { ...node, assignments: kept } });
}

/**
 * What the server is to tell of its session: Wirewall follows the session by it, and its own choice stays. Drivers ask for it together with
 * settings that they need, and do without: it is taken, and not sent.
 */
function isOfTracking(node: SetAssignment): boolean {
  if (node.kind !== 'SetVariable' || node.target.kind !== 'SystemVariable') return false;
  const { scope, base, name } = node.target;
  return (scope === undefined || scope === 'SESSION') && base === undefined && /^session_track_\w+$/i.test(name.text);
}

/**
 * `@@name` says the session's, and MariaDB tells of a change only where the statement says SESSION: sql_mode would change behind our back.
 * Of the next transaction's settings alone it says something else.
 */
function inSession(node: SetAssignment): SetAssignment {
  if (node.kind !== 'SetVariable' || node.target.kind !== 'SystemVariable') return node;
  const { target } = node;
  if (target.scope !== undefined || target.base !== undefined || OF_NEXT_TRANSACTION.test(target.name.text))
    return node;
  return { ...node, target: { ...target, scope: 'SESSION' } };
}

const OF_NEXT_TRANSACTION = /^(transaction|tx)_(isolation|read_only)$/i;

/** Alone in its statement, and a string: anything else would be half ours and half the server's. */
function readOwn(reading: Reading, { assignments, start }: SetStatement): UtilityReading | undefined {
  const named = assignments.flatMap((one) =>
    one.kind === 'SetVariable' && one.target.kind === 'UserVariable' && isOwnVariable(one.target.name)
      ? [{ name: one.target.name.toLowerCase(), value: one.value }]
      : [],
  );
  const [first] = named;
  if (first === undefined) return undefined;
  const known = isOwn(first.name) ? OWN[first.name] : undefined;
  const secretText = named.some(({ name }) => name === 'wirewall_token');
  if (known === undefined || assignments.length > 1 || first.value.kind !== 'StringLiteral') {
    const what = known === undefined ? 'Wirewall has token, intent and reason' : 'set it alone, to one string';
    reading.found.hazard('setting', `@${first.name}: ${what}`, start);
    return told('own', 'SET', { secretText });
  }
  const effect: SessionEffect = { kind: 'own', name: known, value: literalText(reading, first.value) };
  return told('own', 'SET', { effect, secretText, ours: true });
}

function isOwn(name: string): name is keyof typeof OWN {
  return Object.hasOwn(OWN, name);
}

interface Assigned {
  readonly name: string;
  readonly tracked: boolean;
}

function readAssignment(reading: Reading, node: SetAssignment, readers: UtilityReaders): Assigned | undefined {
  switch (node.kind) {
    case 'SetNames':
    case 'SetCharacterSet':
      if (node.charset !== undefined && charsetOf(node.charset) === undefined) {
        reading.found.hazard('setting', `character_set_client: ${ONLY_CHARSETS}`, node.start);
      }
      return { name: node.kind === 'SetNames' ? 'names' : 'character_set', tracked: true };
    case 'SetVariable':
      if (node.target.kind === 'UserVariable') {
        if (node.value.kind !== 'Default') writeAway(reading, node.value, readers);
        return undefined;
      }
      return readSystemVariable(reading, node.target, node.value, readers);
    default:
      return node satisfies never;
  }
}

const ONLY_CHARSETS = 'it may be utf8mb4, utf8mb3, latin1 or ascii';

/** What is set stays where anything of this session reads it, without a mask. */
function writeAway(reading: Reading, value: Expression, readers: UtilityReaders): void {
  reading.found.write(undefined, readers.expression(reading, value, undefined), value.start);
}

function readSystemVariable(
  reading: Reading,
  target: SystemVariable,
  value: Value,
  readers: UtilityReaders,
): Assigned | undefined {
  const name = target.name.text.toLowerCase();
  const refuse = (why: string): undefined => {
    reading.found.hazard('setting', `${name}: ${why}`, target.start);
    return undefined;
  };
  if (value.kind !== 'Default' && wordOf(reading, value) === undefined) writeAway(reading, value, readers);
  if (isOfTracking({ kind: 'SetVariable', target, value, start: target.start, end: target.end })) return undefined;
  if (target.base !== undefined) return refuse('it belongs to a component of the server');
  if (target.scope !== undefined && target.scope !== 'SESSION') return refuse('it would change the server for all sessions');
  const rule = variableRule(name);
  const why = rule.kind === 'refused' ? rule.why : whyNot(reading, name, value, rule);
  if (why !== undefined) return refuse(why);
  return { name, tracked: rule.kind === 'tracked' };
} // prettier-ignore

/** Why this value isn't one that it may have. Undefined: it is. */
function whyNot(reading: Reading, name: string, value: Value, rule: VariableRule): string | undefined {
  const word = value.kind === 'Default' ? undefined : wordOf(reading, value)?.toLowerCase();
  switch (rule.kind) {
    case 'free':
    case 'refused':
      return undefined;
    case 'pinned':
      if (value.kind === 'Default' ? rule.orDefault : word !== undefined && rule.to.includes(word)) return undefined;
      return `it stays at ${rule.to[0]}`;
    case 'tracked':
      if (name === 'sql_mode' && word !== undefined && GRAMMAR_MODES.test(word)) return 'that mode changes the grammar';
      if (rule.values === 'any' || value.kind === 'Default') return undefined;
      if (word !== undefined) return rule.values.includes(word) ? undefined : ONLY_CHARSETS;
      return isSaved(value) ? undefined : `${ONLY_CHARSETS}, written out or in a variable`;
    default:
      return rule satisfies never;
  }
}

/** `@saved`, as dump tools restore it, and another character set of the session: the new value is read back either way. */
function isSaved(value: Value): boolean {
  if (value.kind === 'UserVariable') return true;
  return value.kind === 'SystemVariable' && /^character_set_(client|connection|results)$/i.test(value.name.text);
}

/** A literal's text, or a plain word, which the grammar has as a column's name. Undefined for all that has to be worked out. */
function wordOf(reading: Reading, value: Expression | { readonly kind: 'Default' }): string | undefined {
  switch (value.kind) {
    case 'StringLiteral':
      return literalText(reading, value);
    case 'NumberLiteral':
      return value.text;
    case 'KeywordLiteral':
      return value.value;
    case 'ColumnReference':
      return value.table === undefined ? value.column.text : undefined;
    default:
      return undefined;
  }
}

function literalText(reading: Reading, { value, charset, start }: StringLiteral): string {
  const known = charset === undefined ? reading.context.charset : charsetOf(charset);
  if (known === undefined) {
    throw new RefusedError({
      code: 'WW_SQL_NOT_UNDERSTOOD',
      message: `a value in the character set ${charset} is not understood`,
      hint: 'Write it as a plain string.',
      offset: start,
    });
  }
  return decodeText(value, known);
}

export function readSetTransaction(reading: Reading, node: SetTransaction): UtilityReading {
  if (node.scope === 'GLOBAL') {
    reading.found.hazard('setting', 'transaction_isolation: it would change the server for all sessions', node.start);
  }
  return told('set', 'SET TRANSACTION');
}
