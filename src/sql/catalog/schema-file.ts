/**
 * The schema file that `wirewall schema pull` writes: a catalog as JSON, one object a line, so that a change of one column
 * is one changed line in git. Lets rules be checked where no server can be reached. Knows no file system: text in,
 * text out.
 */
import { z } from 'zod';
import type { CatalogData } from './catalog.ts';

/** Raised when an older reader could not understand a newer file. */
const FORMAT = 1;

const column = z.object({
  name: z.string(),
  number: z.int(),
  typeOid: z.int(),
  type: z.string(),
  generated: z.boolean(),
  generation: z.string().exactOptional(),
  setOnUpdate: z.boolean().exactOptional(),
  invisible: z.boolean().exactOptional(),
});

const relation = z.object({
  oid: z.int(),
  schema: z.string(),
  name: z.string(),
  kind: z.enum([
    'table',
    'partitioned',
    'view',
    'materialized_view',
    'foreign',
    'sequence',
    'composite',
    'index',
    'toast',
  ]),
  columns: z.array(column),
  parents: z.array(z.int()),
  definition: z.string().exactOptional(),
  hasRules: z.boolean(),
  rowEstimate: z.number(),
});

const routine = z.object({
  oid: z.int(),
  schema: z.string(),
  name: z.string(),
  kind: z.enum(['function', 'procedure', 'aggregate', 'window']),
  argumentTypes: z.array(z.string()),
  argumentTypeOids: z.array(z.int()),
  defaults: z.int(),
  variadic: z.boolean(),
  returnsSet: z.boolean(),
  returnType: z.string(),
  returnTypeOid: z.int(),
  outputColumns: z.array(z.object({ name: z.string(), type: z.string(), typeOid: z.int() })).exactOptional(),
  volatility: z.enum(['immutable', 'stable', 'volatile']),
  language: z.string(),
  extension: z.string().exactOptional(),
});

const type = z.object({
  oid: z.int(),
  schema: z.string(),
  name: z.string(),
  kind: z.enum(['base', 'composite', 'domain', 'enum', 'range', 'multirange', 'pseudo']),
  relationOid: z.int(),
});

const operator = z.object({ schema: z.string(), name: z.string(), functionOid: z.int() });

const cast = z.object({
  source: z.string(),
  sourceOid: z.int(),
  target: z.string(),
  targetOid: z.int(),
  functionOid: z.int(),
  context: z.enum(['explicit', 'assignment', 'implicit']),
});

const server = z.object({
  flavor: z.enum(['mysql', 'mariadb']),
  version: z.int(),
  lowerCaseTableNames: z.literal([0, 1, 2]),
});

const file = z.object({
  wirewallSchema: z.literal(FORMAT),
  serverVersion: z.int(),
  database: z.string(),
  schemas: z.array(z.string()),
  relations: z.array(relation),
  functions: z.array(routine),
  types: z.array(type),
  operators: z.array(operator),
  casts: z.array(cast).exactOptional(),
  server: server.exactOptional(),
}) satisfies z.ZodType<CatalogData>;

/** A schema file that can't be used; the message says where. */
export class BadSchemaFile extends Error {
  override readonly name = 'BadSchemaFile';
}

/**
 * The file's text. Objects are ordered by name, not by OID, and row estimates are left out, so that two servers with one schema
 * differ in OIDs alone and a pull without a change of schema changes nothing.
 */
export function writeSchemaFile(catalog: CatalogData): string {
  // Brings every object's properties into the order of the schema above.
  const data = file.parse({ wirewallSchema: FORMAT, ...catalog });
  const relations = data.relations.map((entry) => ({ ...entry, rowEstimate: -1 })).sort(byName);
  const sections: [string, readonly unknown[]][] = [
    ['schemas', [...data.schemas].sort(compare)],
    ['relations', relations],
    ['functions', [...data.functions].sort((a, b) => byName(a, b) || compare(signature(a), signature(b)))],
    ['types', [...data.types].sort(byName)],
    ['operators', [...data.operators].sort((a, b) => byName(a, b) || a.functionOid - b.functionOid)],
    ['casts', [...(data.casts ?? [])].sort((a, b) => compare(a.source, b.source) || compare(a.target, b.target))],
  ];
  const head = [
    `  "wirewallSchema": ${FORMAT}`,
    `  "serverVersion": ${data.serverVersion}`,
    `  "database": ${JSON.stringify(data.database)}`,
    ...(data.server === undefined ? [] : [`  "server": ${JSON.stringify(data.server)}`]),
  ];
  const parts = [...head, ...sections.map(([name, entries]) => `  "${name}": ${writeList(entries)}`)];
  return `{\n${parts.join(',\n')}\n}\n`;
}

/** The catalog in a file's text. Throws BadSchemaFile. */
export function readSchemaFile(text: string): CatalogData {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new BadSchemaFile(`the schema file is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  const result = file.safeParse(json);
  if (!result.success) {
    const first = result.error.issues[0];
    throw new BadSchemaFile(
      `the schema file can't be read at "${first?.path.join('.')}": ${first?.message}; write it anew with \`wirewall schema pull\``,
    );
  }
  const { wirewallSchema: _, ...data } = result.data;
  return data;
}

function writeList(entries: readonly unknown[]): string {
  if (entries.length === 0) return '[]';
  return `[\n${entries.map((entry) => `    ${JSON.stringify(entry)}`).join(',\n')}\n  ]`;
}

interface Named {
  readonly schema: string;
  readonly name: string;
}

function byName(a: Named, b: Named): number {
  return compare(a.schema, b.schema) || compare(a.name, b.name);
}

function signature(routine: { readonly argumentTypes: readonly string[] }): string {
  return routine.argumentTypes.join(', ');
}

/** By code units: the same order on every machine, whatever its locale. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
