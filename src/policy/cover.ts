/** Which lines deny, hold and give one access. Knows nothing of words for people. */
import type { Access } from '../core/action.ts';
import { givesColumn, type Entry, type LineIndex } from './line-index.ts';
import type { RuleSet } from './rule-set.ts';
import type { SchemaLookup } from './schema-lookup.ts';

export interface Cover {
  readonly denied: Entry | undefined;
  /** Lines that make this access wait for a human. */
  readonly held: readonly Entry[];
  /** Lines that give it; for columns one or more lines together. Empty where nothing does. */
  readonly given: readonly Entry[];
  /** The columns that nothing gives. */
  readonly missingColumns: readonly string[];
  readonly complete: boolean;
}

export function coverOf(rules: RuleSet, access: Access, schema: SchemaLookup): Cover {
  const rows = sharingRows(access, schema);
  const denied = restrictingAny(rules.deny, rows)[0];
  const restricting = restrictingAny(rules.hold, rows);
  const allows = givers(rules, access);
  const holds = rules.hold.giving(access);
  const given = new Set<Entry>();
  const held = new Set<Entry>(restricting);
  const missingColumns: string[] = [];
  let complete = true;
  for (const column of parts(access)) {
    const covers = (entry: Entry): boolean =>
      access.columns === 'any' || isEmpty(access) || givesColumn(entry, access.privilege, column);
    const allow = allows.find(covers);
    const hold = allow === undefined ? holds.find(covers) : undefined;
    if (allow !== undefined) given.add(allow);
    if (hold !== undefined) given.add(hold);
    if (hold !== undefined) held.add(hold);
    if (allow !== undefined || hold !== undefined) continue;
    complete = false;
    if (column !== undefined) missingColumns.push(column);
  }
  return { denied, held: [...held], given: [...given], missingColumns, complete };
}

function restrictingAny(index: LineIndex, accesses: readonly Access[]): Entry[] {
  return index.entries.length === 0 ? [] : accesses.flatMap((access) => index.restricting(access));
}

/**
 * What is denied or held must not be had through a relative: a partition read by itself shows its parent's rows, and the
 * parent shows those of its partitions. A grant reaches no relative, as in SQL.
 */
function sharingRows(access: Access, schema: SchemaLookup): Access[] {
  const { object } = access;
  const relation = object.kind === 'table' ? schema.relation(object.schema, object.name) : undefined;
  if (relation === undefined) return [access];
  const relatives = [...schema.ancestors(relation.oid), ...schema.descendants(relation.oid)];
  return [
    access,
    ...relatives.map(({ schema: at, name }) => ({ ...access, object: { kind: object.kind, schema: at, name } })),
  ];
}

/** The columns to be covered one by one; a single `undefined` for the object as such. */
function parts(access: Access): readonly (string | undefined)[] {
  return typeof access.columns === 'string' || isEmpty(access) ? [undefined] : access.columns;
}

function isEmpty(access: Access): boolean {
  return typeof access.columns !== 'string' && access.columns.length === 0;
}

/** Whoever may make temporary tables may use them: nobody else's session sees them. */
function givers(rules: RuleSet, access: Access): Entry[] {
  const { kind, schema } = access.object;
  const temporary = schema === 'pg_temp' || /^pg_temp_[0-9]+$/.test(schema);
  if (!temporary || kind === 'function') return rules.allow.giving(access);
  return rules.allow.entries
    .filter((entry) => entry.target.object === 'database' && entry.grants.has('TEMPORARY'))
    .map((entry) => ({ ...entry, grants: new Map([[access.privilege, 'whole']]) }));
}
