/** Statements read for a test, and their trees in a short form: names and values as text, nothing that is absent, no places. */
import { RefusedError } from '../../../../src/core/errors.ts';
import type { Refusal } from '../../../../src/core/refusal.ts';
import { makeCatalog } from '../../../../src/sql/catalog/snapshot.ts';
import type { ServerFacts } from '../../../../src/sql/catalog/catalog.ts';
import { DEFAULT_MODE, type MySqlContext } from '../../../../src/sql/mysql/context.ts';
import { parseText, type ParsedStatement } from '../../../../src/sql/mysql/parser/index.ts';

export type Flavor = ServerFacts['flavor'];

const SERVERS: Readonly<Record<Flavor, ServerFacts>> = {
  mysql: { flavor: 'mysql', version: 90704, lowerCaseTableNames: 0 },
  mariadb: { flavor: 'mariadb', version: 110809, lowerCaseTableNames: 0 },
};

export function contextOf(flavor: Flavor, changes: Partial<MySqlContext> = {}): MySqlContext {
  const server = SERVERS[flavor];
  const catalog = makeCatalog(
    { serverVersion: server.version, database: 'shop', schemas: [], relations: [], functions: [], types: [], operators: [], server },
    0,
  ); // prettier-ignore
  return {
    catalog,
    server,
    database: 'shop',
    mode: DEFAULT_MODE,
    charset: 'utf8mb4',
    multiStatements: true,
    ...changes,
  };
}

export function parse(text: string, flavor: Flavor = 'mysql', changes: Partial<MySqlContext> = {}): ParsedStatement[] {
  return parseText(Buffer.from(text).toString('latin1'), contextOf(flavor, changes));
}

/** The one statement of a text, in its short form. */
export function tree(text: string, flavor: Flavor = 'mysql'): unknown {
  const [statement, ...others] = parse(text, flavor);
  if (statement === undefined || others.length > 0) throw new RangeError(`not one statement: ${text}`);
  return short(statement.node);
}

export function refusalOf(text: string, flavor: Flavor = 'mysql', changes: Partial<MySqlContext> = {}): Refusal {
  try {
    parse(text, flavor, changes);
  } catch (error) {
    if (error instanceof RefusedError) return error.refusal;
    throw error;
  }
  throw new RangeError(`not refused: ${text}`);
}

type Node = Readonly<Record<string, unknown>>;

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function short(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(short);
  if (!isNode(value)) return value;
  return text(value) ?? whole(value);
}

/** What is there, but places, labels, and fields that say no. */
function whole(node: Node): Node {
  const entries = Object.entries(node).filter(
    ([key, value]) =>
      !['start', 'end', 'label'].includes(key) &&
      value !== undefined &&
      value !== false &&
      !(Array.isArray(value) && value.length === 0),
  );
  return Object.fromEntries(entries.map(([key, value]) => [key, short(value)]));
}

function text(node: Node): string | undefined {
  switch (node['kind']) {
    case 'Name':
      return String(node['text']);
    case 'QualifiedName':
      return dotted(node['schema'], node['name']);
    case 'ColumnReference':
      return dotted(node['schema'], node['table'], node['column']);
    case 'StringLiteral':
      return `'${String(node['value'])}'`;
    case 'NumberLiteral':
      return String(node['text']);
    case 'KeywordLiteral':
      return String(node['value']);
    case 'Parameter':
      return `?${String(node['index'])}`;
    case 'DefaultValue':
      return node['column'] === undefined ? 'DEFAULT' : `DEFAULT(${String(short(node['column']))})`;
    case 'UserVariable':
      return `@${String(node['name'])}`;
    case 'SystemVariable':
      return `@@${dotted(node['scope'], node['base'], node['name'])}`;
    case 'TableName':
      return node['alias'] === undefined ? String(short(node['table'])) : `${String(short(node['table']))} AS ${String(short(node['alias']))}`; // prettier-ignore
    case 'BinaryOperation':
      return `${flat(node['left'])} ${String(node['operator'])} ${flat(node['right'])}`;
    case 'ColumnAssignment':
      return `${flat(node['column'])} = ${flat(node['value'])}`;
    default:
      return undefined;
  }
}

function flat(value: unknown): string {
  const made = short(value);
  return typeof made === 'string' ? made : JSON.stringify(made);
}

function dotted(...names: readonly unknown[]): string {
  return names
    .filter((name) => name !== undefined)
    .map(flat)
    .join('.');
}
