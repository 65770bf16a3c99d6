/** Statements that make and change tables, views, indexes and what hangs on a table. */
import type { AlterTableCmd, AlterTableStmt, CreateStmt, IndexStmt } from '@pgsql/types';
import type { ExpressionScope } from './description.ts';
import { columnsOf, isTemporary, NO_COLUMNS, type Draft } from './draft.ts';
import type { Entries } from './entry.ts';
import { listParts, nameParts, relationParts } from './names.ts';
import { objectWord } from './objects.ts';
import {
  columnNames, describeColumn, describeConstraint, describeElements, describeForeignOptions, describeIndexElements, likeTables,
} from './table-definition.ts'; // prettier-ignore

function describeCreateTable(draft: Draft, node: CreateStmt): void {
  draft.createRelation(node.relation);
  draft.type(node.ofTypename);
  const parents = (node.inhRelations ?? []).flatMap((parent) => ('RangeVar' in parent ? [parent.RangeVar] : []));
  // A child's rows are its parent's rows too, so this changes the parent.
  for (const parent of parents) draft.relation('ALTER', parent);
  const scope: ExpressionScope = {
    kind: 'columns',
    table: node.relation?.relname ?? '',
    columns: columnNames(node.tableElts),
    like: [...parents.map(relationParts), ...likeTables(node.tableElts), ...ofType(node)],
  };
  describeElements(draft, node.tableElts, scope);
  for (const constraint of node.constraints ?? []) {
    if ('Constraint' in constraint) describeConstraint(draft, constraint.Constraint, scope);
  }
  describeIndexElements(draft, node.partspec?.partParams, scope);
  describeBound(draft, node.partbound);
}

/** OF a composite type, which is a relation by its name too. */
function ofType(node: CreateStmt): string[][] {
  return node.ofTypename === undefined ? [] : [listParts(node.ofTypename.names)];
}

function describeBound(draft: Draft, bound: CreateStmt['partbound']): void {
  const values = [...(bound?.listdatums ?? []), ...(bound?.lowerdatums ?? []), ...(bound?.upperdatums ?? [])];
  for (const value of values) draft.expression(value, NO_COLUMNS);
}

function describeAlterTable(draft: Draft, node: AlterTableStmt): void {
  const missing = node.missing_ok === true ? 'ok' : 'must exist';
  const commands = (node.cmds ?? []).flatMap((item) => ('AlterTableCmd' in item ? [item.AlterTableCmd] : []));
  // ALTER TYPE of a composite type comes as this node too.
  if (node.objtype === 'OBJECT_TYPE') draft.touch('ALTER', 'type', relationParts(node.relation), { missing });
  else if (node.objtype === 'OBJECT_SEQUENCE')
    draft.touch('ALTER', 'sequence', relationParts(node.relation), { missing });
  else draft.relation('ALTER', node.relation, { missing, what: objectWord(node.objtype).toLowerCase() });
  const definitions = commands.flatMap(({ def }) => (def === undefined ? [] : [def]));
  const scope = columnsOf(node.relation, { added: columnNames(definitions), missing });
  for (const command of commands) describeCommand(draft, command, scope);
  // An index has no columns of its own to hide.
  if (node.objtype === 'OBJECT_INDEX') draft.everyColumnOf.length = 0;
}

function describeCommand(draft: Draft, command: AlterTableCmd, scope: ExpressionScope): void {
  const { def } = command;
  draft.role(command.newowner);
  if (command.subtype === 'AT_GenericOptions' && def !== undefined && 'List' in def)
    describeForeignOptions(draft, def.List.items);
  // A conversion that fails shows the value.
  if (command.subtype === 'AT_AlterColumnType') draft.column(command.name ?? '', scope);
  if (/^AT_(Add|Drop)Inherit$/.test(command.subtype ?? '') && scope.kind === 'relation') {
    draft.everyColumnOf.push({ name: scope.name, missing: scope.missing });
  }
  if (def === undefined) return;
  if ('ColumnDef' in def) describeColumn(draft, def.ColumnDef, scope);
  else if ('Constraint' in def) describeConstraint(draft, def.Constraint, scope);
  else if ('RangeVar' in def) draft.relation('ALTER', def.RangeVar);
  else if ('TypeName' in def) draft.type(def.TypeName);
  else if ('PartitionCmd' in def) {
    draft.relation('ALTER', def.PartitionCmd.name);
    // Attached, its rows are read through the parent; detached, the parent's masks leave it.
    if (command.subtype !== undefined && MOVES_PARTITION.test(command.subtype)) {
      draft.everyColumnOf.push({ name: relationParts(def.PartitionCmd.name), missing: 'must exist' });
    }
    describeBound(draft, def.PartitionCmd.bound);
  } else if (!PLAIN_DEFINITIONS.some((name) => name in def)) {
    draft.expression(def, command.subtype === 'AT_ColumnDefault' ? NO_COLUMNS : scope);
  }
}

const MOVES_PARTITION = /^AT_(AttachPartition|DetachPartition)/;

/** What ALTER TABLE's commands carry besides definitions and expressions: names, numbers, options. */
const PLAIN_DEFINITIONS = [
  'String',
  'Integer',
  'Float',
  'List',
  'DefElem',
  'ReplicaIdentityStmt',
  'RoleSpec',
  'ATAlterConstraint',
];

function describeIndex(draft: Draft, node: IndexStmt): void {
  draft.relation('ALTER', node.relation);
  const scope = columnsOf(node.relation);
  describeIndexElements(draft, node.indexParams, scope);
  describeIndexElements(draft, node.indexIncludingParams, scope);
  draft.expression(node.whereClause, scope);
}

export const TABLES: Entries<
  | 'CreateStmt'
  | 'CreateForeignTableStmt'
  | 'AlterTableStmt'
  | 'IndexStmt'
  | 'ViewStmt'
  | 'CreateTableAsStmt'
  | 'CreateTrigStmt'
  | 'CreatePolicyStmt'
  | 'AlterPolicyStmt'
  | 'RuleStmt'
  | 'CreateStatsStmt'
  | 'AlterStatsStmt'
  | 'AlterTableMoveAllStmt'
> = {
  CreateStmt: {
    kind: 'ddl',
    command: 'CREATE TABLE',
    means:
      'CREATE on the schema (TEMPORARY on the database for a temporary table); SELECT on LIKE tables, ALTER on parents, REFERENCES on referenced tables',
    describe: describeCreateTable,
  },
  CreateForeignTableStmt: {
    kind: 'ddl',
    command: 'CREATE FOREIGN TABLE',
    means: 'as CREATE TABLE, and USAGE on the server; refused with a file name or a program',
    describe: (draft, node) => {
      if (node.base !== undefined) describeCreateTable(draft, node.base);
      draft.other('USAGE', 'server', [node.servername ?? '']);
      describeForeignOptions(draft, node.options);
    },
  },
  AlterTableStmt: {
    kind: 'ddl',
    command: (node) => `ALTER ${objectWord(node.objtype)}`,
    means:
      'ALTER on the table, view, index, sequence or type, on parents and partitions; REFERENCES on referenced tables, GRANT on a new owner',
    describe: describeAlterTable,
  },
  IndexStmt: {
    kind: 'ddl',
    command: 'CREATE INDEX',
    means: 'ALTER on the table: an index belongs to its table',
    describe: describeIndex,
  },
  ViewStmt: {
    kind: 'ddl',
    command: 'CREATE VIEW',
    means:
      'CREATE on the schema (ALTER on the view with OR REPLACE), and what the query reads; a temporary one: not supported',
    describe: (draft, node) => {
      draft.createRelation(node.view);
      if (isTemporary(node.view)) draft.hazard('not_supported', 'a temporary view', node.view?.location ?? -1);
      if (node.replace === true) draft.relation('ALTER', node.view, { missing: 'ok', what: 'view' });
      draft.query(node.query, 'definition');
    },
  },
  CreateTableAsStmt: {
    kind: 'ddl',
    command: (node) => (node.objtype === 'OBJECT_MATVIEW' ? 'CREATE MATERIALIZED VIEW' : 'CREATE TABLE AS'),
    means: 'CREATE on the schema, and what the query reads; of a prepared statement: not supported',
    describe: (draft, node) => {
      draft.createRelation(node.into?.rel);
      if (node.query !== undefined && 'ExecuteStmt' in node.query)
        draft.hazard('not_supported', 'CREATE TABLE AS EXECUTE');
      else draft.query(node.query, 'stored');
    },
  },
  CreateTrigStmt: {
    kind: 'ddl',
    command: 'CREATE TRIGGER',
    means: 'TRIGGER on the table (and on the one it refers to), EXECUTE on the function',
    describe: (draft, node) => {
      draft.relation('TRIGGER', node.relation);
      if (node.constrrel !== undefined) draft.relation('TRIGGER', node.constrrel);
      if (node.replace === true) draft.relation('ALTER', node.relation);
      draft.uses(listParts(node.funcname), { signature: [] });
      draft.expression(node.whenClause, columnsOf(node.relation, { aliases: ['old', 'new'] }));
    },
  },
  CreatePolicyStmt: {
    kind: 'ddl',
    command: 'CREATE POLICY',
    means: 'ALTER on the table',
    describe: (draft, node) => {
      draft.relation('ALTER', node.table);
      draft.expression(node.qual, columnsOf(node.table));
      draft.expression(node.with_check, columnsOf(node.table));
    },
  },
  AlterPolicyStmt: {
    kind: 'ddl',
    command: 'ALTER POLICY',
    means: 'ALTER on the table',
    describe: (draft, node) => {
      draft.relation('ALTER', node.table);
      draft.expression(node.qual, columnsOf(node.table));
      draft.expression(node.with_check, columnsOf(node.table));
    },
  },
  RuleStmt: {
    kind: 'ddl',
    command: 'CREATE RULE',
    means: 'ALTER on the table, and what its actions do',
    describe: (draft, node) => {
      draft.relation('ALTER', node.relation);
      draft.expression(node.whereClause, columnsOf(node.relation, { aliases: ['old', 'new'] }));
      for (const action of node.actions ?? []) draft.query(action, 'definition', relationParts(node.relation));
    },
  },
  CreateStatsStmt: {
    kind: 'ddl',
    command: 'CREATE STATISTICS',
    means: 'ALTER on the table',
    describe: (draft, node) => {
      if ((node.defnames ?? []).length > 0) draft.createIn(listParts(node.defnames));
      for (const relation of node.relations ?? []) {
        if (!('RangeVar' in relation)) draft.hazard('not_supported', 'CREATE STATISTICS on anything but a table');
        else {
          draft.relation('ALTER', relation.RangeVar);
          describeIndexElements(draft, node.exprs, columnsOf(relation.RangeVar));
        }
      }
    },
  },
  AlterStatsStmt: {
    kind: 'ddl',
    command: 'ALTER STATISTICS',
    means: 'ALTER on the statistics',
    describe: (draft, node) => {
      const missing = node.missing_ok === true ? 'ok' : 'must exist';
      draft.other(
        'ALTER',
        'statistics',
        (node.defnames ?? []).flatMap((part) => nameParts(part)),
        { missing },
      );
    },
  },
  AlterTableMoveAllStmt: {
    kind: 'ddl',
    command: (node) => `ALTER ${objectWord(node.objtype)}`,
    means: 'ALTER on the database',
    describe: (draft) => draft.touch('ALTER', 'database', []),
  },
};
