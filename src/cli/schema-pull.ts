/** `wirewall schema pull`: the live schema into a file. */
import { writeFile } from 'node:fs/promises';
import { loadConfig } from '../config/index.ts';
import { writeSchemaFile } from '../sql/postgres/index.ts';
import type { CliContext } from './context.ts';
import { Failure } from './failure.ts';
import { reasonOf, schemaOf, upstreamOf } from './loading.ts';
import type { SchemaPullFlags } from './routes/schema.ts';
import { counted } from './terminal.ts';

export async function schemaPull(context: CliContext, flags: SchemaPullFlags): Promise<void> {
  const upstream = upstreamOf(await loadConfig(flags.config), flags.upstream);
  const { catalog } = await schemaOf(upstream, undefined);
  const text = writeSchemaFile(catalog.data);
  if (flags.output === '-') {
    context.process.stdout.write(text);
    return;
  }
  await writeFile(flags.output, text).catch((error: unknown) => {
    throw new Failure(`"${flags.output}" can't be written: ${reasonOf(error)}`, {
      hint: 'Name another file with -o.',
      cause: error,
    });
  });
  const tables = catalog.data.relations.filter(({ schema, kind }) => !isSystem(schema) && TABLES.includes(kind)).length;
  context.note(`${counted(tables, 'table')} of "${upstream.name}" written to "${flags.output}"`);
}

const TABLES: readonly string[] = ['table', 'partitioned', 'view', 'materialized_view', 'foreign'];

function isSystem(schema: string): boolean {
  return schema === 'information_schema' || schema.startsWith('pg_');
}
