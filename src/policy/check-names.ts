/** Names in rules that an upstream doesn't have, each with the nearest that it has. Knows the schema, not what lines do. */
import type { RuleDocument, RuleLine, SensitiveColumn } from './document.ts';
import { quoteName, targetLabel, type GrantTarget } from './grant.ts';
import { didYouMean, type Finding, type Place } from './problem.ts';
import type { CheckedSchema, SchemaRelation } from './schema-lookup.ts';

/** Columns of grants are looked for on tables only; other kinds of objects have none. */
const TABLE_KINDS: ReadonlySet<string> = new Set(['table', 'partitioned', 'view', 'materialized_view', 'foreign']);

export function namesMissing(document: RuleDocument, schemas: ReadonlyMap<string, CheckedSchema>): Finding[] {
  const upstreams = document.upstreams ?? [...schemas.keys()];
  return upstreams.flatMap((upstream) => {
    const schema = schemas.get(upstream);
    if (schema === undefined) return [];
    const lines = [...document.allow, ...document.deny, ...document.hold];
    return [
      ...lines.flatMap((line) => line.grant.targets.flatMap((target) => targetMissing(schema, line, target))),
      ...document.sensitive.flatMap((column) => sensitiveMissing(schema, column)),
    ];
  });
}

function targetMissing(schema: CheckedSchema, line: RuleLine, target: GrantTarget): Finding[] {
  const place = line.locate(target.offset);
  const inSchema = target.object === 'schema' ? target.name : target.schema;
  if (inSchema === '') return [];
  if (!schema.hasSchema(inSchema))
    return [missing(place, `schema "${inSchema}" does not exist`, didYouMean(inSchema, schema.data.schemas))];
  if (target.object === 'table' || target.object === 'sequence') return relationMissing(schema, line, target, place);
  return target.object === 'function' ? functionMissing(schema, target, place) : [];
}

function relationMissing(schema: CheckedSchema, line: RuleLine, target: GrantTarget, place: Place): Finding[] {
  const isWanted = ({ kind }: SchemaRelation): boolean =>
    target.object === 'sequence' ? kind === 'sequence' : TABLE_KINDS.has(kind);
  const beside = schema.data.relations.filter((one) => one.schema === target.schema && isWanted(one));
  if (target.prefix) {
    // An empty schema may fill; a prefix that nothing has is a slip.
    const met = target.name === '' || beside.some(({ name }) => name.startsWith(target.name));
    return met ? [] : [missing(place, `no ${target.object} is called ${targetLabel(target)}`)];
  }
  const relation = beside.find(({ name }) => name === target.name);
  if (relation === undefined) {
    const names = beside.map((one) => nameOf(one));
    return [
      missing(place, `${target.object} ${targetLabel(target)} does not exist`, didYouMean(nameOf(target), names)),
    ];
  }
  const known = relation.columns.map(({ name }) => name);
  return line.grant.privileges.flatMap(({ columns }) =>
    (columns ?? [])
      .filter(({ name }) => !known.includes(name))
      .map(({ name, offset }) =>
        missing(
          line.locate(offset),
          `column "${name}" of ${targetLabel(target)} does not exist`,
          didYouMean(name, known),
        ),
      ),
  );
}

function functionMissing(schema: CheckedSchema, target: GrantTarget, place: Place): Finding[] {
  if (target.prefix) return [];
  const overloads = schema.functions(target.schema, target.name);
  if (overloads.length === 0) {
    const names = schema.data.functions.filter((one) => one.schema === target.schema).map((one) => nameOf(one));
    return [missing(place, `function ${targetLabel(target)} does not exist`, didYouMean(nameOf(target), names))];
  }
  const signatures = overloads.map(({ argumentTypes }) => argumentTypes.join(', '));
  if (target.signature === undefined || signatures.includes(target.signature)) return [];
  const there = signatures.map((signature) => targetLabel({ ...target, signature })).join(', ');
  return [missing(place, `function ${targetLabel(target)} does not exist`, { suggestion: `there is ${there}` })];
}

/** A mask that names no live column closes its table; one on a table that isn't there does nothing. */
function sensitiveMissing(schema: CheckedSchema, named: SensitiveColumn): Finding[] {
  const table = nameOf({ schema: named.schema, name: named.table });
  const relation = schema.relation(named.schema, named.table);
  if (relation === undefined) {
    const names = schema.data.relations.filter(({ kind }) => TABLE_KINDS.has(kind)).map((one) => nameOf(one));
    return [missing(named.place, `table ${table} does not exist`, didYouMean(table, names))];
  }
  if (relation.kind === 'view' || relation.kind === 'materialized_view') {
    const message = `${table} is a view, and is closed by this mask`;
    return [missing(named.place, message, { suggestion: 'name the column of the table that the view reads' })];
  }
  const known = relation.columns.map(({ name }) => name);
  if (known.includes(named.column)) return [];
  const message = `column "${named.column}" of ${table} does not exist, so the table is closed`;
  return [missing(named.place, message, didYouMean(named.column, known))];
}

function nameOf({ schema, name }: { readonly schema: string; readonly name: string }): string {
  return `${quoteName(schema)}.${quoteName(name)}`;
}

function missing(place: Place, message: string, more: { readonly suggestion?: string } = {}): Finding {
  const { file, line, column } = place;
  return { severity: 'error', file, line, column, message, ...more };
}
