/** Rule lines by the objects that they name, so that judging an access looks at the few lines that could speak of it. */
import { PRIVILEGES, type Access, type ObjectKind, type ObjectName, type Privilege } from '../core/action.ts';
import type { HoldTerms } from '../core/verdict.ts';
import type { RuleLine } from './document.ts';
import { ALL_GRANTS, REACHING_INTO_SCHEMA, type GrantLine, type GrantTarget } from './grant.ts';

/** Columns by privilege; `whole` for the object as such. */
type Reach = ReadonlyMap<Privilege, ReadonlySet<string> | 'whole'>;

/** One line as far as it speaks of one target. */
export interface Entry {
  readonly line: RuleLine;
  readonly target: GrantTarget;
  /** What it gives, if it gives: `ALL` is SQL's own list, without DDL. */
  readonly grants: Reach;
  /** What it takes or holds, if it does: `ALL` is everything. */
  readonly restricts: Reach;
  readonly terms?: HoldTerms;
  /** A hold line whose intent isn't declared still holds, and gives nothing. */
  readonly gives: boolean;
}

export class LineIndex {
  readonly #exact = new Map<string, Entry[]>();
  readonly #prefixes = new Map<string, Entry[]>();
  readonly #intoSchemas = new Map<string, Entry[]>();
  readonly entries: Entry[] = [];

  add(line: RuleLine, gives: boolean, terms?: HoldTerms): void {
    for (const target of line.grant.targets) {
      const grants = reachOf(line.grant, ALL_GRANTS[target.object]);
      const restricts = reachOf(line.grant, PRIVILEGES);
      const entry: Entry = { line, target, grants, restricts, gives, ...(terms === undefined ? {} : { terms }) };
      this.entries.push(entry);
      if (target.prefix) push(this.#prefixes, `${target.object} ${target.schema}`, entry);
      else push(this.#exact, objectKey(target.object, target.schema, target.name), entry);
      if (target.object === 'schema') push(this.#intoSchemas, target.name, entry);
    }
  }

  /** Entries that give the access's privilege on its object, for some column at least. */
  giving({ object, privilege }: Access): Entry[] {
    return this.#about(object).filter(
      (entry) =>
        entry.gives &&
        entry.grants.has(privilege) &&
        (entry.target.object === object.kind || REACHING_INTO_SCHEMA.includes(privilege)) &&
        (entry.target.signature === undefined || entry.target.signature === object.signature),
    );
  }

  /** Entries that take away or hold something of what the access touches. */
  restricting(access: Access): Entry[] {
    const { object, privilege } = access;
    return this.#about(object).filter((entry) => {
      const columns = entry.restricts.get(privilege);
      if (columns === undefined) return false;
      if (entry.target.object === 'schema' && object.kind !== 'schema' && !reachesIn(entry, privilege)) return false;
      // A call whose overload can't be told may be the one that is meant.
      const { signature } = entry.target;
      if (signature !== undefined && object.signature !== undefined && signature !== object.signature) return false;
      return (
        columns === 'whole' ||
        access.columns === 'all' ||
        (access.columns !== 'any' && access.columns.some((one) => columns.has(one)))
      );
    });
  }

  #about(object: ObjectName): Entry[] {
    const exact = this.#exact.get(objectKey(object.kind, object.schema, object.name)) ?? [];
    const prefixes = this.#prefixes.get(`${object.kind} ${object.schema}`) ?? [];
    const schemas = object.schema === '' ? [] : (this.#intoSchemas.get(object.schema) ?? []);
    return [...exact, ...prefixes.filter(({ target }) => object.name.startsWith(target.name)), ...schemas];
  }
}

/** `ALL ON SCHEMA hr` takes everything in it; other privileges only those that reach into a schema. */
function reachesIn(entry: Entry, privilege: Privilege): boolean {
  return REACHING_INTO_SCHEMA.includes(privilege) || entry.line.grant.privileges.some((one) => one.privilege === 'ALL');
}

/** Whether the entry gives the privilege on this column, or on the whole where no column is named. */
export function givesColumn(entry: Entry, privilege: Privilege, column: string | undefined): boolean {
  const columns = entry.grants.get(privilege);
  return columns === 'whole' || (columns !== undefined && column !== undefined && columns.has(column));
}

function reachOf(grant: GrantLine, all: readonly Privilege[]): Reach {
  const reach = new Map<Privilege, Set<string> | 'whole'>();
  for (const { privilege, columns } of grant.privileges) {
    for (const one of privilege === 'ALL' ? all : [privilege]) {
      // ALL (a, b) speaks only of privileges that have columns.
      if (columns !== undefined && !['SELECT', 'INSERT', 'UPDATE', 'REFERENCES'].includes(one)) continue;
      const known = reach.get(one);
      if (columns === undefined || known === 'whole') reach.set(one, 'whole');
      else reach.set(one, new Set([...(known ?? []), ...columns.map(({ name }) => name)]));
    }
  }
  return reach;
}

function objectKey(kind: ObjectKind, schema: string, name: string): string {
  return `${kind} ${JSON.stringify([schema, name])}`;
}

function push(map: Map<string, Entry[]>, key: string, entry: Entry): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [entry]);
  else list.push(entry);
}
