/** A description while it is being written: short ways to say what a statement touches. */
import type { DefElem, Node, RangeVar, RoleSpec, TypeName } from '@pgsql/types';
import type { ObjectKind, Privilege } from '../../../../core/action.ts';
import type { Hazard, PositionKind, StatementKind } from '../../../statement.ts';
import type {
  ExpressionScope, InnerQuery, ScopedExpression, UnresolvedObject, UtilityDescription, UtilityEffect,
} from './description.ts'; // prettier-ignore
import { nameParts, optionText, qualifier, relationParts, roleName } from './names.ts';

type Touch = Partial<Omit<UnresolvedObject, 'privilege' | 'kind' | 'name'>>;

export class Draft {
  readonly objects: UnresolvedObject[] = [];
  readonly types: TypeName[] = [];
  readonly expressions: ScopedExpression[] = [];
  readonly queries: InnerQuery[] = [];
  readonly hazards: Hazard[] = [];
  readonly everyColumnOf: { readonly name: readonly string[]; readonly missing: 'ok' | 'must exist' }[] = [];
  kind: StatementKind;
  effect: UtilityEffect;
  secretText = false;
  readOnly = false;
  runs = false;
  shows: string | undefined;

  constructor(kind: StatementKind) {
    this.kind = kind;
    this.effect = kind === 'ddl' || kind === 'grant' ? { kind: 'ddl' } : { kind: 'none' };
  }

  touch(privilege: Privilege, kind: ObjectKind, name: readonly string[], more: Touch = {}): void {
    this.objects.push({ privilege, kind, what: kind, name, missing: 'must exist', offset: -1, ...more });
  }

  /** A table, view or whatever stands behind that name in FROM. */
  relation(privilege: Privilege, relation: RangeVar | undefined, more: Touch = {}): void {
    this.touch(privilege, 'table', relationParts(relation), {
      columns: 'all',
      descendants: relation?.inh === true,
      offset: relation?.location ?? -1,
      ...more,
    });
  }

  other(privilege: Privilege, what: string, name: readonly string[], more: Touch = {}): void {
    this.touch(privilege, 'other', name, {
      what,
      missing: privilege === 'CREATE' ? 'is created' : 'must exist',
      ...more,
    });
  }

  /** An object is made under that name: CREATE on its schema. */
  createIn(name: readonly string[]): void {
    this.touch('CREATE', 'schema', qualifier(name));
  }

  /** A relation is made: CREATE on its schema, or TEMPORARY on the database. */
  createRelation(relation: RangeVar | undefined): void {
    if (isTemporary(relation)) this.touch('TEMPORARY', 'database', [], { offset: relation?.location ?? -1 });
    else this.touch('CREATE', 'schema', qualifier(relationParts(relation)), { offset: relation?.location ?? -1 });
  }

  role(role: RoleSpec | undefined, more: Touch = {}): void {
    if (role !== undefined) this.touch('GRANT', 'role', roleName(role), { offset: role.location ?? -1, ...more });
  }

  roles(nodes: readonly Node[] | undefined, more: Touch = {}): void {
    for (const node of nodes ?? []) if ('RoleSpec' in node) this.role(node.RoleSpec, more);
  }

  /** A function that the statement names without calling it. */
  uses(name: readonly string[], more: Touch = {}): void {
    if (name.length > 0) this.touch('EXECUTE', 'function', name, more);
  }

  type(...types: readonly (TypeName | undefined)[]): void {
    for (const type of types) if (type !== undefined) this.types.push(type);
  }

  expression(node: Node | undefined, scope: ExpressionScope, position: PositionKind = 'ddl'): void {
    if (node !== undefined) this.expressions.push({ node, scope, position });
  }

  /** A column that is named outside an expression and whose values may be read, compared or shown in an error. */
  column(name: string, scope: ExpressionScope): void {
    this.expression({ ColumnRef: { fields: [{ String: { sval: name } }], location: -1 } }, scope);
  }

  query(node: Node | undefined, role: InnerQuery['role'], rowsOf?: readonly string[]): void {
    if (node !== undefined) this.queries.push({ node, role, ...(rowsOf === undefined ? {} : { rowsOf }) });
  }

  hazard(kind: Hazard['kind'], what: string, offset = -1): void {
    this.hazards.push({ kind, what, offset });
  }

  description(command: string): UtilityDescription {
    const { kind, effect, objects, types, expressions, queries, everyColumnOf, hazards } = this;
    const { secretText, readOnly, runs, shows } = this;
    const touched = { objects, types, expressions, queries, everyColumnOf, hazards };
    const flags = { secretText, readOnly, runs, ...(shows === undefined ? {} : { shows }) };
    return { kind, command, effect, ...touched, ...flags };
  }
}

export function isTemporary(relation: RangeVar | undefined): boolean {
  return relation?.relpersistence === 't' || relation?.schemaname === 'pg_temp';
}

export const NO_COLUMNS: ExpressionScope = { kind: 'none' };

/** The columns of an existing relation. */
export function columnsOf(
  relation: RangeVar | undefined,
  more: { added?: readonly string[]; aliases?: readonly string[]; missing?: 'ok' | 'must exist' } = {},
): ExpressionScope {
  const { added = [], aliases = [], missing = 'must exist' } = more;
  return { kind: 'relation', name: relationParts(relation), added, aliases, missing };
}

/** Options in brackets or after WITH, by their lower-case names. */
export function options(nodes: readonly Node[] | undefined): DefElem[] {
  return (nodes ?? []).flatMap((node) => ('DefElem' in node ? [node.DefElem] : []));
}

/** The option's value as a name, e.g. the function in `FUNCTION = shop.f`. */
export function optionName(option: DefElem): string[] {
  return nameParts(option.arg);
}

/** Whether a switch is on in these options: `analyze`, `analyze on`, `analyze 1`; the last one counts, but any that is on is on here. */
export function switchedOn(nodes: readonly Node[] | undefined, name: string): boolean {
  return options(nodes).some(
    (option) => option.defname === name && !/^(false|off|0)$/i.test(optionText(option.arg) ?? 'true'),
  );
}
