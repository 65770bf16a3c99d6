/** Functions in FROM: their rows' columns, by their declared result, a column definition list, or the little that is known of pg_catalog's. */
import type { FuncCall, JsonTable, Node, RangeFunction, RangeTableFunc } from '@pgsql/types';
import type { CatalogFunction } from '../../catalog/catalog.ts';
import { fieldsOf } from './composite.ts';
import { columnName } from './column-name.ts';
import { readTypeName } from './casts.ts';
import { evaluate, evaluateAll } from './expression.ts';
import type { Value } from './expression.ts';
import { takes } from './functions.ts';
import { derive } from '../../lineage.ts';
import { as, at, items, kindOf, strings } from './node.ts';
import type { Reading } from './reading.ts';
import { notSupported, notUnderstood } from './refuse.ts';
import { relationColumns } from './relation.ts';
import { aliased, indexColumns, plainSource } from './scope.ts';
import type { Column, Item, Scope, Source } from './scope.ts';
import { ANY, BUILTIN, typeOf } from './types.ts';

/** OUT parameters of functions of pg_catalog that are used in FROM; a function with one result column is named by its alias. */
const OUTPUTS: Readonly<Record<string, readonly string[]>> = {
  json_each: ['key', 'value'], jsonb_each: ['key', 'value'], json_each_text: ['key', 'value'], jsonb_each_text: ['key', 'value'],
  json_array_elements: ['value'], jsonb_array_elements: ['value'], json_array_elements_text: ['value'], jsonb_array_elements_text: ['value'],
  pg_get_keywords: ['word', 'catcode', 'barelabel', 'catdesc', 'baredesc'], aclexplode: ['grantor', 'grantee', 'privilege_type', 'is_grantable'],
  pg_options_to_table: ['option_name', 'option_value'], ts_parse: ['tokid', 'token'], ts_token_type: ['tokid', 'alias', 'description'],
  ts_debug: ['alias', 'description', 'token', 'dictionaries', 'dictionary', 'lexemes'],
  pg_timezone_names: ['name', 'abbrev', 'utc_offset', 'is_dst'], pg_timezone_abbrevs: ['abbrev', 'utc_offset', 'is_dst'],
  pg_partition_ancestors: ['relid'], pg_partition_tree: ['relid', 'parentrelid', 'isleaf', 'level'],
  pg_input_error_info: ['message', 'detail', 'hint', 'sql_error_code'],
}; // prettier-ignore

interface Rows {
  readonly columns: readonly Column[];
  /** The columns are not known: any name may be one. */
  readonly loose: Value | undefined;
}

export function functionItem(reading: Reading, node: RangeFunction, scope: Scope): Item {
  const alias = node.alias?.aliasname;
  const functions = node.functions ?? [];
  const rows = functions.map((entry) => {
    const [call, definition] = items(entry);
    const definitions =
      definition !== undefined && kindOf(definition) === 'List'
        ? items(definition)
        : functions.length === 1
          ? node.coldeflist
          : undefined;
    return functionRows(reading, call, definitions, functions.length === 1 ? alias : undefined, scope);
  });
  const columns = rows.flatMap((row) => row.columns);
  if (node.ordinality === true)
    columns.push({ name: 'ordinality', lineage: derive([]), origin: undefined, type: 'bigint', row: undefined });
  const loose = rows.find((row) => row.loose !== undefined)?.loose;
  const name = alias ?? callName(items(functions[0])[0]);
  if (loose === undefined) return aliased(plainSource(columns), name, strings(node.alias?.colnames));
  return { name, relation: undefined, source: looseSource(loose, name), named: true, open: true };
}

function callName(node: Node | undefined): string {
  return node === undefined ? '' : columnName(node);
}

function columnFrom(name: string, value: Value): Column {
  return { name, lineage: value.lineage, origin: undefined, type: ANY, row: undefined };
}

function functionRows(
  reading: Reading,
  node: Node | undefined,
  definitions: readonly Node[] | undefined,
  alias: string | undefined,
  scope: Scope,
): Rows {
  if (node === undefined) throw notUnderstood('this function in FROM', -1);
  const several = unnests(node);
  if (several !== undefined) {
    const rows = several.map((one) => functionRows(reading, one, undefined, 'unnest', scope));
    return { columns: rows.flatMap((row) => row.columns), loose: rows.find((row) => row.loose !== undefined)?.loose };
  }
  // How many rows come shows what went in.
  const value = evaluate(reading, node, scope, 'other');
  if (definitions !== undefined && definitions.length > 0) {
    return { columns: definitions.map((definition) => defined(reading, definition, value)), loose: undefined };
  }
  const call = as(node, 'FuncCall');
  const name = strings(call?.funcname).at(-1) ?? '';
  const outputs = Object.hasOwn(OUTPUTS, name) && candidates(reading, call).length === 0 ? OUTPUTS[name] : undefined;
  if (outputs !== undefined) return { columns: outputs.map((output) => columnFrom(output, value)), loose: undefined };
  const fields = rowFields(reading, call, value);
  if (fields === 'unknown') return { columns: [], loose: value };
  if (fields !== undefined) return { columns: fields, loose: undefined };
  const single = candidates(reading, call).find(({ outputColumns }) => outputColumns?.length === 1)?.outputColumns?.[0];
  if (single !== undefined)
    return { columns: [{ ...columnFrom(single.name, value), type: value.type }], loose: undefined };
  return {
    columns: [
      { name: alias ?? columnName(node), lineage: value.lineage, origin: undefined, type: value.type, row: undefined },
    ],
    loose: undefined,
  };
}

function defined(reading: Reading, node: Node, value: Value): Column {
  const definition = as(node, 'ColumnDef');
  const type = definition?.typeName === undefined ? ANY : readTypeName(reading, definition.typeName);
  return { ...columnFrom(definition?.colname ?? '', value), type };
}

/** `unnest(a, b)` in FROM is one unnest for each (transformRangeFunction). */
function unnests(node: Node): Node[] | undefined {
  const call = as(node, 'FuncCall');
  const parts = strings(call?.funcname);
  const own = parts.length === 1 || (parts.length === 2 && parts[0] === 'pg_catalog');
  if (call?.args === undefined || call.args.length < 2 || !own || parts.at(-1) !== 'unnest') return undefined;
  return call.args.map((argument) => ({ FuncCall: { ...call, args: [argument] } }));
}

/** Those of users, by name and count; what the server's own return is on the list. */
function candidates(reading: Reading, call: FuncCall | undefined): readonly CatalogFunction[] {
  const parts = strings(call?.funcname);
  const schemas = parts.length > 1 ? [reading.schema(parts.at(-2) ?? '')] : reading.functionPath;
  return schemas
    .filter((schema) => schema !== 'pg_catalog')
    .flatMap((schema) => reading.catalog.functions(schema, parts.at(-1) ?? ''))
    .filter((candidate) => takes(candidate.argumentTypes.length, candidate, call?.args?.length ?? 0));
}

/** The columns of a function that returns rows of a table or composite type. */
function rowFields(
  reading: Reading,
  call: FuncCall | undefined,
  value: Value,
): readonly Column[] | 'unknown' | undefined {
  if (value.row !== undefined)
    return value.row.map((column) => ({ ...column, lineage: value.lineage, origin: undefined }));
  const found = candidates(reading, call);
  const declared = found.length === 1 ? found[0]?.outputColumns : undefined;
  if (declared !== undefined && declared.length > 1) {
    return declared.map(({ name, type, typeOid }) => ({ ...columnFrom(name, value), type: typeOf(type, typeOid) }));
  }
  if (value.type === 'record') return 'unknown';
  const fields = fieldsOf(reading, value.type, value.lineage);
  if (found.some((candidate) => candidate.returnType === 'record')) return 'unknown';
  const type = reading.catalog.data.types.find(
    ({ oid, relationOid }) => relationOid !== 0 && found.some((candidate) => candidate.returnTypeOid === oid),
  );
  const relation = type === undefined ? undefined : reading.catalog.relationByOid(type.relationOid);
  if (relation === undefined) return fields;
  const { columns } = relationColumns(reading, relation);
  // What the function does is not read here; what it returns of this type may be rows of this table.
  return columns.map((column) => ({ ...column, lineage: derive([value.lineage, column.lineage]), origin: undefined }));
}

/** A function whose columns the catalog doesn't tell: they can be named, not counted. */
function looseSource(value: Value, name: string): Source {
  return {
    get columns(): readonly Column[] {
      throw notSupported(
        `"*" of ${name}, whose columns the catalog doesn't tell,`,
        -1,
        'Name the columns, or give the alias a column list.',
      );
    },
    index: indexColumns([]),
    loose: true,
    touch: () => undefined,
    system: (column) => columnFrom(column, value),
  };
}

export function xmlTableItem(reading: Reading, node: RangeTableFunc, scope: Scope): Item {
  const values = evaluateAll(reading, [node.docexpr, node.rowexpr], scope, 'other');
  for (const namespace of node.namespaces ?? [])
    values.push(...evaluateAll(reading, [as(namespace, 'ResTarget')?.val], scope, 'other'));
  const columns: Column[] = [];
  for (const entry of node.columns ?? []) {
    const column = as(entry, 'RangeTableFuncCol');
    values.push(...evaluateAll(reading, [column?.colexpr, column?.coldefexpr], scope, 'other'));
    const type = column?.typeName === undefined ? 'integer' : readTypeName(reading, column.typeName);
    columns.push({ name: column?.colname ?? '', lineage: derive([]), origin: undefined, type, row: undefined });
  }
  const lineage = derive(values.map((value) => value.lineage));
  return aliased(
    plainSource(columns.map((column) => ({ ...column, lineage }))),
    node.alias?.aliasname ?? 'xmltable',
    strings(node.alias?.colnames),
  );
}

export function jsonTableItem(reading: Reading, node: JsonTable, scope: Scope): Item {
  const passed = (node.passing ?? []).map((argument) => as(argument, 'JsonArgument')?.val?.raw_expr);
  const values = evaluateAll(
    reading,
    [node.context_item?.raw_expr, node.pathspec?.string, ...passed, node.on_error?.expr],
    scope,
    'other',
  );
  const columns: Column[] = [];
  const add = (entries: readonly Node[] | undefined): void => {
    for (const entry of entries ?? []) {
      const column = as(entry, 'JsonTableColumn');
      if (column === undefined) throw notUnderstood('this column of JSON_TABLE', at(node));
      values.push(
        ...evaluateAll(
          reading,
          [column.on_empty?.expr, column.on_error?.expr, column.pathspec?.string],
          scope,
          'other',
        ),
      );
      if (column.coltype === 'JTC_NESTED') {
        add(column.columns);
        continue;
      }
      const type = column.typeName === undefined ? BUILTIN : readTypeName(reading, column.typeName);
      columns.push({ name: column.name ?? '', lineage: derive([]), origin: undefined, type, row: undefined });
    }
  };
  add(node.columns);
  const lineage = derive(values.map((value) => value.lineage));
  return aliased(
    plainSource(columns.map((column) => ({ ...column, lineage }))),
    node.alias?.aliasname ?? 'json_table',
    strings(node.alias?.colnames),
  );
}
