/**
 * What an agent is told when a rule says no: what was missing and what it may do instead. Names of granted things only,
 * never a rule's place (that is evidence, for the log) and never what else exists.
 */
import { objectLabel, type Access, type ObjectName, type Privilege } from '../core/action.ts';
import type { RefusalCode } from '../core/codes.ts';
import type { Evidence, Refusal } from '../core/refusal.ts';
import type { ColumnMask, RuleSource, Verdict } from '../core/verdict.ts';
import type { Hazard, Statement } from '../sql/statement.ts';
import type { Cover } from './cover.ts';
import { quoteName, targetLabel } from './grant.ts';
import type { Entry } from './line-index.ts';
import type { RuleSet } from './rule-set.ts';

/** More granted names than this are not listed in a hint. */
const MAX_HINT_NAMES = 10;

type Denied = Extract<Verdict, { kind: 'deny' }>;

export function sourceOf(entry: Entry): RuleSource {
  return { file: entry.line.place.file, line: entry.line.place.line };
}

export function deny(refusal: Refusal, rule?: RuleSource): Denied {
  return { kind: 'deny', refusal, ...(rule === undefined ? {} : { rule }) };
}

export function unknownAgent(rules: RuleSet): Denied {
  return deny({
    code: 'WW_OBJECT_NOT_GRANTED',
    message: `nothing on upstream "${rules.upstream}" is granted to ${rules.agent.name}`,
    hint: 'Ask the operator for a rule that names this agent or one of its groups.',
  });
}

const HAZARDS: Readonly<Record<Hazard['kind'], { code: RefusalCode; says: string; hint: string }>> = {
  opaque: {
    code: 'WW_OPAQUE_EXECUTION',
    says: 'runs something that cannot be read',
    hint: 'Write it as plain statements.',
  },
  file: {
    code: 'WW_OPAQUE_EXECUTION',
    says: "reaches the server's files or other servers",
    hint: 'Write it as plain statements over tables.',
  },
  setting: {
    code: 'WW_SETTING_REFUSED',
    says: 'it is kept as it is',
    hint: 'Leave the setting as it is.',
  },
  not_supported: { code: 'WW_NOT_SUPPORTED', says: 'is not supported', hint: 'Write the statement without it.' },
};

export function hazardous(hazard: Hazard): Denied {
  const { code, says, hint } = HAZARDS[hazard.kind];
  return deny({ code, message: messageOf(hazard, says), hint, ...at(hazard.offset) });
}

/** Of a setting the reading mostly says itself what is wrong with it. */
function messageOf({ kind, what }: Hazard, says: string): string {
  if (kind !== 'setting') return `${what} ${says}`;
  return what.includes(':') ? `setting ${what}` : `setting ${what}: ${says}`;
}

/** A change of nothing that was found: what it would change when it runs, no rule has judged. */
export function touchesNothing(command: string): Denied {
  return deny({
    code: 'WW_OBJECT_NOT_GRANTED',
    message: `what "${command.toLowerCase()}" would change cannot be found`,
    hint: 'Name an object that exists, or leave the statement out.',
  });
}

export function whereRequired(command: string): Denied {
  const message = `${command.toLowerCase()} without a where clause is not allowed`;
  return deny({ code: 'WW_WHERE_REQUIRED', message, hint: 'Add a WHERE clause that names the rows.' });
}

export function deniedByRule(rules: RuleSet, access: Access, by: Entry): Denied {
  const rule = sourceOf(by);
  const { object, privilege } = access;
  const reach = by.restricts.get(privilege);
  const columns = reach === undefined || reach === 'whole' ? [] : [...reach];
  const named = columns.find((column) => typeof access.columns !== 'string' && access.columns.includes(column));
  const what =
    named === undefined ? `${verb(privilege)} on ${labelled(object)}` : columnLabel(privilege, object, named);
  const hint =
    columns.length > 0
      ? `Leave these columns out: ${bounded(columns.map(quoteName))}.`
      : (tablesHint(rules, access) ?? 'Leave it out of the statement.');
  const message = `${what} is denied to ${rules.agent.name}`;
  return deny({ code: 'WW_DENIED_BY_RULE', message, hint, ...at(access.offset), evidence: { rule } }, rule);
}

export function brokenMask(table: string, mask: ColumnMask): Denied {
  const column = `${mask.schema}.${mask.table}.${mask.column}`;
  const message = `table ${table} is closed: its sensitive columns are not what the rules say`;
  const hint = 'Use other tables, and ask the operator to mend the rules.';
  const evidence: Evidence = { rule: mask.source, grant: `sensitive: ${column} names no live column` };
  return deny({ code: 'WW_MASK_BROKEN', message, hint, evidence }, mask.source);
}

/** Two hold lines that nobody can answer together. */
export function noCommonApprover(held: readonly Entry[]): Denied {
  const who = held.map(({ terms }) => (terms?.approvers ?? []).join(' or ')).join('; ');
  return deny({
    code: 'WW_APPROVAL_UNAVAILABLE',
    message: `parts of this statement need the approval of different people (${who})`,
    hint: 'Split it into statements that need one approval each.',
    ...(held[0] === undefined ? {} : { evidence: { rule: sourceOf(held[0]) } }),
  });
}

/** `intents`: those that the agent may declare and that would allow it. */
export function notGranted(
  rules: RuleSet,
  access: Access,
  cover: Cover,
  intents: readonly string[],
  dialect: Statement['dialect'],
): Denied {
  const { object, privilege } = access;
  const someColumns = object.kind === 'table' ? grantedColumns(rules, access) : [];
  const column = cover.missingColumns[0];
  const byColumn = column !== undefined && someColumns.length > 0;
  const what = byColumn ? columnLabel(privilege, object, column) : `${verb(privilege)} on ${labelled(object)}`;
  const hint =
    intents.length > 0
      ? `Open a new session and begin it with: ${declaration(intents[0] ?? '', dialect)}.`
      : someColumns.length > 0
        ? columnsHint(privilege, someColumns)
        : (ownHint(rules, object) ?? tablesHint(rules, access) ?? 'Ask the operator for a grant, or do without it.');
  return deny({
    code: byColumn ? 'WW_COLUMN_NOT_GRANTED' : codeFor(object),
    message: `${what} is not granted to ${rules.agent.name}`,
    hint,
    ...at(access.offset),
    evidence: { ...ruleNear(rules, access), grant: grantFor(access, cover.missingColumns) },
  });
}

function declaration(intent: string, dialect: Statement['dialect']): string {
  const name = dialect === 'mysql' ? '@wirewall_intent' : 'wirewall.intent';
  return `SET ${name} = '${intent.replaceAll("'", "''")}'`;
}

/** The grant line that would allow an access. */
export function grantFor(access: Access, missing: readonly string[]): string {
  const { object, privilege } = access;
  const name = targetLabel({
    object: object.kind,
    schema: object.schema,
    name: object.name,
    prefix: false,
    ...(object.signature === undefined ? {} : { signature: object.signature }),
  });
  const kind = object.kind === 'table' ? '' : `${object.kind.toUpperCase()} `;
  const columns = missing.length === 0 ? '' : ` (${missing.map(quoteName).join(', ')})`;
  return `${privilege}${columns} ON ${kind}${name}`;
}

function codeFor(object: ObjectName): RefusalCode {
  if (object.kind === 'table') return 'WW_TABLE_NOT_GRANTED';
  return object.kind === 'function' ? 'WW_FUNCTION_NOT_GRANTED' : 'WW_OBJECT_NOT_GRANTED';
}

function grantedColumns(rules: RuleSet, access: Access): string[] {
  const columns = rules.allow.giving(access).flatMap(({ grants }) => {
    const some = grants.get(access.privilege);
    return some === undefined || some === 'whole' ? [] : [...some];
  });
  return [...new Set(columns)];
}

function columnsHint(privilege: Privilege, columns: readonly string[]): string {
  const list = bounded(columns.map(quoteName));
  if (privilege === 'SELECT') return `Select only these columns: ${list}.`;
  if (privilege === 'INSERT') return `Insert into only these columns: ${list}.`;
  return `${privilege.charAt(0)}${privilege.slice(1).toLowerCase()} only these columns: ${list}.`;
}

/** What else may be done with the same object. */
function ownHint(rules: RuleSet, object: ObjectName): string | undefined {
  if (object.kind !== 'table' && object.kind !== 'sequence') return undefined;
  const may = new Set<string>();
  for (const privilege of ['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'USAGE'] as const) {
    const access: Access = { privilege, object, columns: 'any', offset: -1 };
    const entries = rules.allow.giving(access);
    if (entries.length === 0 || rules.deny.restricting(access).length > 0) continue;
    const columns = grantedColumns(rules, access);
    const whole = entries.some(({ grants }) => grants.get(privilege) === 'whole');
    may.add(whole ? verb(privilege) : `${verb(privilege)} (${bounded(columns.map(quoteName))})`);
  }
  return may.size === 0 ? undefined : `On ${objectLabel(object)} you may: ${[...may].join('; ')}.`;
}

/** Objects of the same kind on which the privilege is granted, less those that a rule denies as a whole. */
function tablesHint(rules: RuleSet, access: Access): string | undefined {
  const { privilege, object } = access;
  const labels = rules.allow.entries
    .filter(
      ({ target, grants }) =>
        target.object === object.kind && grants.has(privilege) && !isDenied(rules, target, access),
    )
    .map(({ target }) => targetLabel(target));
  if (labels.length === 0) return undefined;
  const names = bounded([...new Set(labels)]);
  if (object.kind === 'table') return `Tables you may ${tableVerb(privilege)}: ${names}.`;
  return object.kind === 'function' ? `Functions you may call: ${names}.` : `You may ${verb(privilege)}: ${names}.`;
}

function isDenied(rules: RuleSet, target: Entry['target'], access: Access): boolean {
  // A wildcard is denied where a wider one is: no table is called `order_*`, so only prefixes can meet it.
  const object: ObjectName = {
    kind: target.object,
    schema: target.schema,
    name: target.name + (target.prefix ? '*' : ''),
  };
  return rules.deny.restricting({ ...access, object, columns: 'any' }).length > 0;
}

/** For the operator: the rule that speaks of the same object, though not of this. */
function ruleNear(rules: RuleSet, access: Access): { readonly rule?: RuleSource } {
  const near = rules.allow.entries.find(
    ({ target }) =>
      target.object === access.object.kind &&
      target.schema === access.object.schema &&
      (target.prefix ? access.object.name.startsWith(target.name) : target.name === access.object.name),
  );
  return near === undefined ? {} : { rule: sourceOf(near) };
}

function bounded(names: readonly string[]): string {
  const shown = names.slice(0, MAX_HINT_NAMES).join(', ');
  return names.length > MAX_HINT_NAMES ? `${shown} and ${names.length - MAX_HINT_NAMES} more` : shown;
}

function tableVerb(privilege: Privilege): string {
  if (privilege === 'SELECT' || privilege === 'UPDATE' || privilege === 'TRUNCATE' || privilege === 'LOCK')
    return verb(privilege) + (privilege === 'SELECT' ? ' from' : '');
  if (privilege === 'INSERT') return 'insert into';
  return privilege === 'DELETE' ? 'delete from' : `use for ${verb(privilege)}`;
}

function columnLabel(privilege: Privilege, object: ObjectName, column: string): string {
  return `${privilege === 'SELECT' ? '' : `${verb(privilege)} of `}column ${quoted(column)} of ${objectLabel(object)}`;
}

function verb(privilege: Privilege): string {
  return privilege.toLowerCase();
}

/** `table shop.orders`; where there is no schema the name is quoted. What has no kind of its own is an object. */
function labelled(object: ObjectName): string {
  const kind = object.kind === 'other' ? 'object' : object.kind;
  return `${kind} ${object.schema === '' ? quoted(object.name) : objectLabel(object)}`;
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function at(offset: number): { readonly offset?: number } {
  return offset >= 0 ? { offset } : {};
}
