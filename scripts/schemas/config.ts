/**
 * Writes schemas/config.schema.json and the tables of docs/configuration.md from src/config/schema.ts.
 * Run it after a change there: node scripts/schemas/config.ts. A test fails where it was forgotten.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { configJsonSchema } from '../../src/config/schema.ts';

export const SCHEMA_FILE = new URL('../../schemas/config.schema.json', import.meta.url);
export const DOCUMENT_FILE = new URL('../../docs/configuration.md', import.meta.url);

const BEGIN = '<!-- keys: written by scripts/schemas/config.ts -->';
const END = '<!-- end of keys -->';

interface Schema {
  readonly description?: string;
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly additionalProperties?: Schema | false;
  readonly anyOf?: readonly Schema[];
}

export function schemaText(): string {
  return `${JSON.stringify(configJsonSchema(), null, 2)}\n`;
}

/** The document with its tables made anew; what stands outside of the marks is kept. */
export function documentText(current: string): string {
  const begin = current.indexOf(BEGIN);
  const end = current.indexOf(END);
  if (begin === -1 || end < begin) throw new Error(`docs/configuration.md has lost its marks "${BEGIN}" and "${END}"`);
  const tables = sections('', configJsonSchema());
  return `${current.slice(0, begin)}${BEGIN}\n\n${tables.join('\n\n')}\n\n${current.slice(end)}`;
}

/** A table for the keys of one object, then those of the objects within it. */
function sections(name: string, schema: Schema): string[] {
  const rows = Object.entries(schema.properties ?? {}).map(([key, value]) => {
    const needed = schema.required?.includes(key) ?? false;
    return `| \`${key}\` | ${needed ? '**needed**' : defaultText(value)} | ${meaning(value)} |`;
  });
  const title = name === '' ? '### The file' : `### \`${name}\``;
  const table = [title, '', '| Key | Default | Meaning |', '|---|---|---|', ...rows].join('\n');
  const inner = Object.entries(schema.properties ?? {}).flatMap(([key, value]) => {
    const [suffix, object] = objectOf(value);
    return object === undefined ? [] : sections(`${name === '' ? '' : `${name}.`}${key}${suffix}`, object);
  });
  return [table, ...inner];
}

/** The object that a value is, holds as a list or by name, or may be. */
function objectOf(schema: Schema): [suffix: string, object: Schema | undefined] {
  if (schema.properties !== undefined) return ['', schema];
  if (schema.items?.properties !== undefined) return ['[]', schema.items];
  if (schema.additionalProperties !== false && schema.additionalProperties?.properties !== undefined) {
    return ['.<name>', schema.additionalProperties];
  }
  return ['', schema.anyOf?.find(({ properties }) => properties !== undefined)];
}

function defaultText(schema: Schema): string {
  const value = schema.default;
  if (value === undefined) return '';
  if (Array.isArray(value)) return value.length === 0 ? '' : value.map((item) => `\`${String(item)}\``).join(', ');
  if (typeof value === 'object') return '';
  return `\`${String(value)}\``;
}

function meaning(schema: Schema): string {
  const choices = schema.enum ?? schema.anyOf?.flatMap((option) => option.enum ?? []) ?? [];
  const text = schema.description ?? '';
  const untold = choices.filter((choice) => !text.includes(`\`${choice}\``));
  return untold.length === 0 ? text : `${text} One of ${choices.map((choice) => `\`${choice}\``).join(', ')}.`;
}

if (import.meta.main) {
  writeFileSync(SCHEMA_FILE, schemaText());
  writeFileSync(DOCUMENT_FILE, documentText(readFileSync(DOCUMENT_FILE, 'utf8')));
}
