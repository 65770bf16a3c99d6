/** Statements that do the same to objects of any kind: drop, rename, move, give away, comment; and those that empty, lock or tend tables. */
import type { Node, ObjectType, RangeVar } from '@pgsql/types';
import { columnsOf, type Draft } from './draft.ts';
import type { Entries } from './entry.ts';
import { listParts, relationParts } from './names.ts';
import { objectWord, touchObject } from './objects.ts';

const missing = (ok: boolean | undefined) => ({ missing: ok === true ? ('ok' as const) : ('must exist' as const) });

function eachRelation(nodes: readonly Node[] | undefined, visit: (relation: RangeVar) => void): void {
  for (const node of nodes ?? []) if ('RangeVar' in node) visit(node.RangeVar);
}

function isWholeRelation(type: ObjectType | undefined): boolean {
  return /^OBJECT_(TABLE|VIEW|MATVIEW|FOREIGN_TABLE)$/.test(type ?? '');
}

/** Under another name a table would leave the rules that name it behind. */
function moves(draft: Draft, relation: RangeVar | undefined, missingOk: boolean | undefined): void {
  if (relation !== undefined) draft.everyColumnOf.push({ name: relationParts(relation), ...missing(missingOk) });
}

/** VACUUM, ANALYZE and CLUSTER without a table work on the whole database. */
function maintain(draft: Draft, relation: RangeVar | undefined): void {
  if (relation === undefined) draft.touch('MAINTAIN', 'database', []);
  else draft.relation('MAINTAIN', relation);
}

export const CHANGES: Entries<
  | 'DropStmt'
  | 'RenameStmt'
  | 'AlterObjectSchemaStmt'
  | 'AlterOwnerStmt'
  | 'AlterObjectDependsStmt'
  | 'CommentStmt'
  | 'SecLabelStmt'
  | 'TruncateStmt'
  | 'LockStmt'
  | 'VacuumStmt'
  | 'ClusterStmt'
  | 'ReindexStmt'
  | 'RefreshMatViewStmt'
  | 'ConstraintsSetStmt'
> = {
  DropStmt: {
    kind: 'ddl',
    command: (node) => `DROP ${objectWord(node.removeType)}`,
    means:
      'DROP on each object; ALTER on the table for a trigger, rule or policy. What CASCADE takes along is not named',
    describe: (draft, node) => {
      const onTable = /^OBJECT_(TRIGGER|RULE|POLICY)$/.test(node.removeType ?? '');
      for (const object of node.objects ?? []) {
        touchObject(draft, onTable ? 'ALTER' : 'DROP', node.removeType, { node: object }, missing(node.missing_ok));
      }
    },
  },
  RenameStmt: {
    kind: 'ddl',
    command: (node) => `ALTER ${objectWord(node.renameType === 'OBJECT_COLUMN' ? node.relationType : node.renameType)}`,
    means: 'ALTER on the object (GRANT on a role); of a schema: not supported',
    describe: (draft, node) => {
      const named = { node: node.object, relation: node.relation };
      if (node.renameType === 'OBJECT_COLUMN' && node.relation !== undefined) {
        draft.column(node.subname ?? '', columnsOf(node.relation, missing(node.missing_ok)));
      } else if (isWholeRelation(node.renameType)) moves(draft, node.relation, node.missing_ok);
      // Rules and masks name tables by their schema; under another name none of them would hold.
      if (node.renameType === 'OBJECT_SCHEMA') draft.hazard('not_supported', 'ALTER SCHEMA RENAME');
      if (node.renameType === 'OBJECT_ROLE') {
        draft.touch('GRANT', 'role', [node.subname ?? '']);
      } else if (named.node === undefined && named.relation === undefined) {
        touchObject(draft, 'ALTER', node.renameType, { node: { String: { sval: node.subname ?? '' } } });
      } else if (node.renameType === 'OBJECT_DOMCONSTRAINT') {
        touchObject(draft, 'ALTER', 'OBJECT_DOMAIN', named);
      } else {
        touchObject(draft, 'ALTER', node.renameType, named, missing(node.missing_ok));
      }
    },
  },
  AlterObjectSchemaStmt: {
    kind: 'ddl',
    command: (node) => `ALTER ${objectWord(node.objectType)}`,
    means: 'ALTER on the object, CREATE on the new schema',
    describe: (draft, node) => {
      touchObject(
        draft,
        'ALTER',
        node.objectType,
        { node: node.object, relation: node.relation },
        missing(node.missing_ok),
      );
      draft.touch('CREATE', 'schema', [node.newschema ?? '']);
      if (isWholeRelation(node.objectType)) moves(draft, node.relation, node.missing_ok);
    },
  },
  AlterOwnerStmt: {
    kind: 'ddl',
    command: (node) => `ALTER ${objectWord(node.objectType)}`,
    means: 'ALTER on the object, GRANT on the new owner',
    describe: (draft, node) => {
      touchObject(draft, 'ALTER', node.objectType, { node: node.object, relation: node.relation });
      draft.role(node.newowner);
    },
  },
  AlterObjectDependsStmt: {
    kind: 'ddl',
    command: (node) => `ALTER ${objectWord(node.objectType)}`,
    means: 'ALTER on the object and on the extension',
    describe: (draft, node) => {
      const onTable = node.objectType === 'OBJECT_TRIGGER';
      if (onTable) draft.relation('ALTER', node.relation);
      else touchObject(draft, 'ALTER', node.objectType, { node: node.object, relation: node.relation });
      draft.other('ALTER', 'extension', [node.extname?.sval ?? '']);
    },
  },
  CommentStmt: {
    kind: 'ddl',
    command: 'COMMENT',
    means: 'COMMENT on the object',
    describe: (draft, node) => touchObject(draft, 'COMMENT', node.objtype, { node: node.object }),
  },
  SecLabelStmt: {
    kind: 'ddl',
    command: 'SECURITY LABEL',
    means: 'ALTER on the object: to its provider a label may be a rule',
    describe: (draft, node) => touchObject(draft, 'ALTER', node.objtype, { node: node.object }),
  },
  TruncateStmt: {
    kind: 'truncate',
    command: 'TRUNCATE TABLE',
    means: 'TRUNCATE on each table. What CASCADE takes along is not named',
    describe: (draft, node) => eachRelation(node.relations, (relation) => draft.relation('TRUNCATE', relation)),
  },
  LockStmt: {
    kind: 'lock',
    command: 'LOCK TABLE',
    means: 'LOCK on each table',
    describe: (draft, node) => eachRelation(node.relations, (relation) => draft.relation('LOCK', relation)),
  },
  VacuumStmt: {
    kind: 'maintenance',
    command: (node) => (node.is_vacuumcmd === true ? 'VACUUM' : 'ANALYZE'),
    means: 'MAINTAIN on each table, on the database without one',
    describe: (draft, node) => {
      if ((node.rels ?? []).length === 0) maintain(draft, undefined);
      for (const item of node.rels ?? []) {
        if ('VacuumRelation' in item) {
          const columns = listParts(item.VacuumRelation.va_cols);
          draft.relation('MAINTAIN', item.VacuumRelation.relation, columns.length > 0 ? { columns } : {});
        }
      }
    },
  },
  ClusterStmt: {
    kind: 'maintenance',
    command: 'CLUSTER',
    means: 'MAINTAIN on the table, on the database without one',
    describe: (draft, node) => maintain(draft, node.relation),
  },
  ReindexStmt: {
    kind: 'maintenance',
    command: 'REINDEX',
    means: 'MAINTAIN on the table, index, schema or database',
    describe: (draft, node) => {
      if (node.relation !== undefined) {
        const what = node.kind === 'REINDEX_OBJECT_INDEX' ? 'index' : 'table';
        draft.relation('MAINTAIN', node.relation, { what });
      } else if (node.kind === 'REINDEX_OBJECT_SCHEMA') draft.touch('MAINTAIN', 'schema', [node.name ?? '']);
      else draft.touch('MAINTAIN', 'database', node.name === undefined ? [] : [node.name]);
    },
  },
  RefreshMatViewStmt: {
    kind: 'refresh',
    command: 'REFRESH MATERIALIZED VIEW',
    means: 'MAINTAIN on the materialized view',
    describe: (draft, node) => draft.relation('MAINTAIN', node.relation, { what: 'materialized view' }),
  },
  ConstraintsSetStmt: {
    kind: 'set',
    command: 'SET CONSTRAINTS',
    means: 'free: only the time at which constraints are checked',
    describe: (draft) => {
      draft.readOnly = true;
    },
  },
};
