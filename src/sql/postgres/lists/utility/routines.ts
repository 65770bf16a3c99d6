/** Statements that make and change functions, types, operators and text search objects. */
import type { CreateFunctionStmt, DefElem, DefineStmt, Node, ObjectWithArgs } from '@pgsql/types';
import type { Draft } from './draft.ts';
import { NO_COLUMNS, optionName, options } from './draft.ts';
import type { Entries } from './entry.ts';
import { listParts, relationParts, signatureOf } from './names.ts';
import { objectWord, touchObject } from './objects.ts';
import { describeColumn, describeConstraint } from './table-definition.ts';

function describeFunction(draft: Draft, node: CreateFunctionStmt): void {
  const name = listParts(node.funcname);
  draft.createIn(name);
  if (node.replace === true) draft.touch('ALTER', 'function', name, { missing: 'ok' });
  draft.type(node.returnType);
  for (const parameter of node.parameters ?? []) {
    if (!('FunctionParameter' in parameter)) continue;
    draft.type(parameter.FunctionParameter.argType);
    draft.expression(parameter.FunctionParameter.defexpr, NO_COLUMNS);
  }
  draft.hazard('opaque', 'the function that it defines');
}

function usesFunction(draft: Draft, func: ObjectWithArgs | undefined): void {
  if (func === undefined) return;
  const signature = signatureOf(func);
  draft.uses(listParts(func.objname), signature === undefined ? {} : { signature });
}

/** Options of CREATE AGGREGATE, OPERATOR, TYPE … that name a function. */
const FUNCTION_OPTIONS =
  /^(m?(sfunc|finalfunc|invfunc)\d?|combinefunc|serialfunc|deserialfunc|procedure|function|restrict|join|input|output|receive|send|typmod_in|typmod_out|analyze|subscript|canonical|subtype_diff|start|gettoken|end|headline|lextypes|init|lexize)$/;
const TYPE_OPTIONS = /^(m?stype|basetype|subtype|leftarg|rightarg|element|like)$/;

function usesOptions(draft: Draft, definition: readonly Node[] | undefined): void {
  for (const option of options(definition)) {
    const name = (option.defname ?? '').toLowerCase();
    if (FUNCTION_OPTIONS.test(name) && !isNone(option)) draft.uses(optionName(option));
    else if (TYPE_OPTIONS.test(name) && option.arg !== undefined && 'TypeName' in option.arg)
      draft.type(option.arg.TypeName);
  }
}

function isNone(option: DefElem): boolean {
  const [only, ...rest] = optionName(option);
  return rest.length === 0 && (only === undefined || only.toLowerCase() === 'none');
}

function describeDefinition(draft: Draft, node: DefineStmt): void {
  const name = listParts(node.defnames);
  draft.createIn(name);
  if (node.replace === true)
    touchObject(draft, 'ALTER', node.kind, { node: { List: { items: node.defnames ?? [] } } }, { missing: 'ok' });
  usesOptions(draft, node.definition);
  for (const argument of (node.args ?? []).flatMap((each) => ('List' in each ? (each.List.items ?? []) : [each]))) {
    if ('FunctionParameter' in argument) draft.type(argument.FunctionParameter.argType);
  }
  // A base type's input and output are code in the server's own process; an aggregate or operator runs functions that are named.
  if (node.kind === 'OBJECT_TYPE' && (node.definition ?? []).length > 0)
    draft.hazard('opaque', 'CREATE TYPE with functions of its own');
}

export const ROUTINES: Entries<
  | 'CreateFunctionStmt'
  | 'AlterFunctionStmt'
  | 'DefineStmt'
  | 'CompositeTypeStmt'
  | 'CreateEnumStmt'
  | 'CreateRangeStmt'
  | 'CreateDomainStmt'
  | 'AlterDomainStmt'
  | 'AlterEnumStmt'
  | 'AlterTypeStmt'
  | 'AlterOperatorStmt'
  | 'AlterCollationStmt'
  | 'CreateSeqStmt'
  | 'AlterSeqStmt'
  | 'CreateCastStmt'
  | 'CreateConversionStmt'
  | 'CreateTransformStmt'
  | 'CreateOpClassStmt'
  | 'CreateOpFamilyStmt'
  | 'AlterOpFamilyStmt'
  | 'AlterTSDictionaryStmt'
  | 'AlterTSConfigurationStmt'
> = {
  CreateFunctionStmt: {
    kind: 'ddl',
    command: (node) => (node.is_procedure === true ? 'CREATE PROCEDURE' : 'CREATE FUNCTION'),
    means: 'refused: the body of a function can not be read yet; CREATE on the schema',
    describe: describeFunction,
  },
  AlterFunctionStmt: {
    kind: 'ddl',
    command: (node) => `ALTER ${objectWord(node.objtype)}`,
    means: 'ALTER on the function',
    describe: (draft, node) => {
      if (node.func === undefined) return draft.hazard('not_supported', 'ALTER FUNCTION without a name');
      touchObject(draft, 'ALTER', node.objtype, { node: { ObjectWithArgs: node.func } });
      for (const option of options(node.actions)) if (option.defname === 'support') draft.uses(optionName(option));
    },
  },
  DefineStmt: {
    kind: 'ddl',
    command: (node) => `CREATE ${objectWord(node.kind)}`,
    means: 'CREATE on the schema, EXECUTE on each function that it names; refused for a base type',
    describe: describeDefinition,
  },
  CompositeTypeStmt: {
    kind: 'ddl',
    command: 'CREATE TYPE',
    means: 'CREATE on the schema',
    describe: (draft, node) => {
      draft.touch('CREATE', 'schema', relationParts(node.typevar).slice(0, -1));
      for (const column of node.coldeflist ?? [])
        if ('ColumnDef' in column) describeColumn(draft, column.ColumnDef, NO_COLUMNS);
    },
  },
  CreateEnumStmt: {
    kind: 'ddl',
    command: 'CREATE TYPE',
    means: 'CREATE on the schema',
    describe: (draft, node) => draft.createIn(listParts(node.typeName)),
  },
  CreateRangeStmt: {
    kind: 'ddl',
    command: 'CREATE TYPE',
    means: 'CREATE on the schema, EXECUTE on each function that it names',
    describe: (draft, node) => {
      draft.createIn(listParts(node.typeName));
      usesOptions(draft, node.params);
    },
  },
  CreateDomainStmt: {
    kind: 'ddl',
    command: 'CREATE DOMAIN',
    means: 'CREATE on the schema',
    describe: (draft, node) => {
      draft.createIn(listParts(node.domainname));
      draft.type(node.typeName);
      for (const each of node.constraints ?? [])
        if ('Constraint' in each) describeConstraint(draft, each.Constraint, NO_COLUMNS);
    },
  },
  AlterDomainStmt: {
    kind: 'ddl',
    command: 'ALTER DOMAIN',
    means: 'ALTER on the domain',
    describe: (draft, node) => {
      draft.touch('ALTER', 'type', listParts(node.typeName), { what: 'domain' });
      if (node.def === undefined) return;
      if ('Constraint' in node.def) describeConstraint(draft, node.def.Constraint, NO_COLUMNS);
      else draft.expression(node.def, NO_COLUMNS);
    },
  },
  AlterEnumStmt: {
    kind: 'ddl',
    command: 'ALTER TYPE',
    means: 'ALTER on the type',
    describe: (draft, node) => draft.touch('ALTER', 'type', listParts(node.typeName)),
  },
  AlterTypeStmt: {
    kind: 'ddl',
    command: 'ALTER TYPE',
    means: 'ALTER on the type, EXECUTE on each function that it names',
    describe: (draft, node) => {
      draft.touch('ALTER', 'type', listParts(node.typeName));
      usesOptions(draft, node.options);
    },
  },
  AlterOperatorStmt: {
    kind: 'ddl',
    command: 'ALTER OPERATOR',
    means: 'ALTER on the operator, EXECUTE on each function that it names',
    describe: (draft, node) => {
      draft.other('ALTER', 'operator', listParts(node.opername?.objname));
      draft.type(...(node.opername === undefined ? [] : (signatureOf(node.opername) ?? [])));
      usesOptions(draft, node.options);
    },
  },
  AlterCollationStmt: {
    kind: 'ddl',
    command: 'ALTER COLLATION',
    means: 'ALTER on the collation',
    describe: (draft, node) => draft.other('ALTER', 'collation', listParts(node.collname)),
  },
  CreateSeqStmt: {
    kind: 'ddl',
    command: 'CREATE SEQUENCE',
    means: 'CREATE on the schema (TEMPORARY on the database), ALTER on the table that owns it',
    describe: (draft, node) => {
      draft.createRelation(node.sequence);
      describeSequenceOptions(draft, node.options);
    },
  },
  AlterSeqStmt: {
    kind: 'ddl',
    command: 'ALTER SEQUENCE',
    means: 'ALTER on the sequence and on the table that owns it',
    describe: (draft, node) => {
      const missing = node.missing_ok === true ? 'ok' : 'must exist';
      draft.touch('ALTER', 'sequence', relationParts(node.sequence), {
        missing,
        offset: node.sequence?.location ?? -1,
      });
      describeSequenceOptions(draft, node.options);
    },
  },
  CreateCastStmt: {
    kind: 'ddl',
    command: 'CREATE CAST',
    means: 'CREATE on the cast, EXECUTE on its function; it may be run wherever its types meet',
    describe: (draft, node) => {
      draft.other('CREATE', 'cast', listParts(node.sourcetype?.names));
      draft.type(node.sourcetype, node.targettype);
      usesFunction(draft, node.func);
    },
  },
  CreateConversionStmt: {
    kind: 'ddl',
    command: 'CREATE CONVERSION',
    means: 'CREATE on the schema, EXECUTE on its function',
    describe: (draft, node) => {
      draft.createIn(listParts(node.conversion_name));
      draft.uses(listParts(node.func_name));
    },
  },
  CreateTransformStmt: {
    kind: 'ddl',
    command: 'CREATE TRANSFORM',
    means: 'CREATE on the transform, EXECUTE on its functions',
    describe: (draft, node) => {
      draft.other('CREATE', 'transform', listParts(node.type_name?.names));
      draft.type(node.type_name);
      usesFunction(draft, node.fromsql);
      usesFunction(draft, node.tosql);
    },
  },
  CreateOpClassStmt: {
    kind: 'ddl',
    command: 'CREATE OPERATOR CLASS',
    means: 'refused: an index runs its functions without naming them',
    describe: (draft, node) => {
      draft.createIn(listParts(node.opclassname));
      draft.type(node.datatype);
      draft.hazard('opaque', 'CREATE OPERATOR CLASS');
    },
  },
  CreateOpFamilyStmt: {
    kind: 'ddl',
    command: 'CREATE OPERATOR FAMILY',
    means: 'CREATE on the schema',
    describe: (draft, node) => draft.createIn(listParts(node.opfamilyname)),
  },
  AlterOpFamilyStmt: {
    kind: 'ddl',
    command: 'ALTER OPERATOR FAMILY',
    means: 'refused: an index runs its functions without naming them',
    describe: (draft, node) => {
      draft.other('ALTER', 'operator family', listParts(node.opfamilyname));
      if (node.isDrop !== true) draft.hazard('opaque', 'ALTER OPERATOR FAMILY ADD');
    },
  },
  AlterTSDictionaryStmt: {
    kind: 'ddl',
    command: 'ALTER TEXT SEARCH DICTIONARY',
    means: 'ALTER on the dictionary',
    describe: (draft, node) => draft.other('ALTER', 'text search dictionary', listParts(node.dictname)),
  },
  AlterTSConfigurationStmt: {
    kind: 'ddl',
    command: 'ALTER TEXT SEARCH CONFIGURATION',
    means: 'ALTER on the configuration',
    describe: (draft, node) => draft.other('ALTER', 'text search configuration', listParts(node.cfgname)),
  },
};

function describeSequenceOptions(draft: Draft, nodes: readonly Node[] | undefined): void {
  for (const option of options(nodes)) {
    if (option.defname === 'as' && option.arg !== undefined && 'TypeName' in option.arg)
      draft.type(option.arg.TypeName);
    const owner = option.defname === 'owned_by' ? optionName(option) : [];
    // OWNED BY NONE is one part, a column is two or more.
    if (owner.length > 1) draft.touch('ALTER', 'table', owner.slice(0, -1), { columns: owner.slice(-1) });
  }
}
