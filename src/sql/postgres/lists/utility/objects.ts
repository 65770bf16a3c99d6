/** Objects of any kind by name, as DROP, ALTER … RENAME, OWNER TO, SET SCHEMA, COMMENT ON and SECURITY LABEL name them. */
import type { Node, ObjectType, RangeVar } from '@pgsql/types';
import type { ObjectKind, Privilege } from '../../../../core/action.ts';
import type { UnresolvedObject } from './description.ts';
import type { Draft } from './draft.ts';
import { listParts, nameParts, relationParts, signatureOf } from './names.ts';

/** How an object type is named, and as what it is granted. */
interface Naming {
  readonly kind: ObjectKind;
  readonly what: string;
  /** `member`: the last part is something of the object before it (a table's trigger, column, constraint). */
  readonly form: 'name' | 'member';
}

const named = (kind: ObjectKind, what: string = kind): Naming => ({ kind, what, form: 'name' });
const member = (kind: ObjectKind, what: string): Naming => ({ kind, what, form: 'member' });

const NAMINGS = {
  OBJECT_TABLE: named('table'),
  OBJECT_VIEW: named('table', 'view'),
  OBJECT_MATVIEW: named('table', 'materialized view'),
  OBJECT_FOREIGN_TABLE: named('table', 'foreign table'),
  OBJECT_INDEX: named('table', 'index'),
  OBJECT_SEQUENCE: named('sequence'),
  OBJECT_TYPE: named('type'),
  OBJECT_DOMAIN: named('type', 'domain'),
  OBJECT_ATTRIBUTE: named('type', 'attribute'),
  OBJECT_FUNCTION: named('function'),
  OBJECT_PROCEDURE: named('function', 'procedure'),
  OBJECT_ROUTINE: named('function', 'routine'),
  OBJECT_AGGREGATE: named('function', 'aggregate'),
  OBJECT_SCHEMA: named('schema'),
  OBJECT_DATABASE: named('database'),
  OBJECT_ROLE: named('role'),
  OBJECT_PARAMETER_ACL: named('setting'),
  OBJECT_COLUMN: member('table', 'column'),
  OBJECT_TABCONSTRAINT: member('table', 'constraint'),
  OBJECT_TRIGGER: member('table', 'trigger'),
  OBJECT_RULE: member('table', 'rule'),
  OBJECT_POLICY: member('table', 'policy'),
  OBJECT_DOMCONSTRAINT: member('type', 'constraint'),
  OBJECT_ACCESS_METHOD: named('other', 'access method'),
  OBJECT_AMOP: named('other', 'operator family'),
  OBJECT_AMPROC: named('other', 'operator family'),
  OBJECT_CAST: named('other', 'cast'),
  OBJECT_COLLATION: named('other', 'collation'),
  OBJECT_CONVERSION: named('other', 'conversion'),
  OBJECT_DEFAULT: named('other', 'default'),
  OBJECT_DEFACL: named('other', 'default privileges'),
  OBJECT_EVENT_TRIGGER: named('other', 'event trigger'),
  OBJECT_EXTENSION: named('other', 'extension'),
  OBJECT_FDW: named('other', 'foreign data wrapper'),
  OBJECT_FOREIGN_SERVER: named('other', 'server'),
  OBJECT_LANGUAGE: named('other', 'language'),
  OBJECT_LARGEOBJECT: named('other', 'large object'),
  OBJECT_OPCLASS: named('other', 'operator class'),
  OBJECT_OPERATOR: named('other', 'operator'),
  OBJECT_OPFAMILY: named('other', 'operator family'),
  OBJECT_PUBLICATION: named('other', 'publication'),
  OBJECT_PUBLICATION_NAMESPACE: named('other', 'publication'),
  OBJECT_PUBLICATION_REL: named('other', 'publication'),
  OBJECT_STATISTIC_EXT: named('other', 'statistics'),
  OBJECT_SUBSCRIPTION: named('other', 'subscription'),
  OBJECT_TABLESPACE: named('other', 'tablespace'),
  OBJECT_TRANSFORM: named('other', 'transform'),
  OBJECT_TSCONFIGURATION: named('other', 'text search configuration'),
  OBJECT_TSDICTIONARY: named('other', 'text search dictionary'),
  OBJECT_TSPARSER: named('other', 'text search parser'),
  OBJECT_TSTEMPLATE: named('other', 'text search template'),
  OBJECT_USER_MAPPING: named('other', 'user mapping'),
} satisfies Record<ObjectType, Naming>;

/** What the server calls the kind of object in a command tag: `DROP MATERIALIZED VIEW`. */
export function objectWord(type: ObjectType | undefined): string {
  if (type === undefined) return 'OBJECT';
  if (type === 'OBJECT_TABCONSTRAINT' || type === 'OBJECT_COLUMN') return 'TABLE';
  if (type === 'OBJECT_DOMCONSTRAINT') return 'DOMAIN';
  if (type === 'OBJECT_ATTRIBUTE') return 'TYPE';
  return NAMINGS[type].what.toUpperCase();
}

type More = Partial<Pick<UnresolvedObject, 'missing'>>;

/** Touches the object that `node` (or `relation`, for those that are relations) names. */
export function touchObject(
  draft: Draft,
  privilege: Privilege,
  type: ObjectType | undefined,
  named: { readonly node?: Node | undefined; readonly relation?: RangeVar | undefined },
  more: More = {},
): void {
  if (type === undefined) return draft.hazard('not_supported', 'this kind of object');
  const { kind, what, form } = NAMINGS[type];
  const { node, relation } = named;
  if (relation !== undefined) {
    const name = relationParts(relation);
    return draft.touch(privilege, kind, name, {
      what,
      ...place(kind, 'all'),
      offset: relation.location ?? -1,
      ...more,
    });
  }
  if (node === undefined) return draft.hazard('not_supported', `${what} without a name`);
  if (form === 'member') return touchMember(draft, privilege, type, node, more);
  if ('TypeName' in node) draft.type(...(kind === 'type' ? [] : [node.TypeName]));
  const types = 'List' in node ? (node.List.items ?? []) : [];
  for (const item of types) if ('TypeName' in item) draft.type(item.TypeName);
  const signature = 'ObjectWithArgs' in node ? signatureOf(node.ObjectWithArgs) : undefined;
  const [first] = types;
  // A cast and a transform are named by their types.
  const name = first !== undefined && 'TypeName' in first ? nameParts(first) : nameParts(node);
  draft.touch(privilege, kind, name, {
    what,
    ...place(kind, 'all'),
    ...(signature === undefined || kind !== 'function' ? {} : { signature }),
    ...more,
  });
}

/** `table.trigger`: what belongs to an object is granted with it. Comments on a column are that column's. */
function touchMember(draft: Draft, privilege: Privilege, type: ObjectType, node: Node, more: More): void {
  const { kind, what } = NAMINGS[type as keyof typeof NAMINGS];
  const items = 'List' in node ? (node.List.items ?? []) : [];
  const [first] = items;
  if (first !== undefined && 'TypeName' in first) {
    return draft.touch(privilege, kind, listParts(first.TypeName.names), { what, ...more });
  }
  const parts = nameParts(node);
  const columns = type === 'OBJECT_COLUMN' ? parts.slice(-1) : ('all' as const);
  draft.touch(privilege, kind, parts.slice(0, -1), { what, ...place(kind, columns), ...more });
}

function place(kind: ObjectKind, columns: readonly string[] | 'all') {
  return kind === 'table' ? { columns } : {};
}
