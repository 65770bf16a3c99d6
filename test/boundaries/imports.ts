/**
 * Who may import whom in src (design.md §2), and how to find every import in a source text. Knows texts and paths alone: it
 * reads imports by their form, needing no compiler, and takes what it can't read for a breach.
 */
import { dirname, join } from 'node:path/posix';

/** One import, export-from, `import()` or `new URL(…, import.meta.url)` of a file. */
export interface Import {
  readonly line: number;
  /** As written; undefined where it isn't a literal, so nobody can tell what is loaded. */
  readonly specifier: string | undefined;
  readonly typeOnly: boolean;
}

const FROM =
  /(?:^|;)[ \t]*(?:import|export)\s+(?<clause>[^'"`;=]*?)\s*\bfrom\s*(?<quote>['"])(?<specifier>[^'"\n]+)\k<quote>/gm;
const BARE = /(?:^|;)[ \t]*import\s*(?<quote>['"])(?<specifier>[^'"\n]+)\k<quote>/gm;
const CALL =
  /\b(?:import|require|require\.resolve)\s*\(\s*(?:(?<quote>['"`])(?<specifier>[^'"`$\n]+)\k<quote>\s*[,)])?/g;
const MODULE_URL = /\bnew\s+URL\s*\(\s*(?<quote>['"`])(?<specifier>[^'"`$\n]+)\k<quote>\s*,\s*import\.meta\.url/g;

/** Every import of a source text, in no particular order. */
export function importsOf(text: string): Import[] {
  const source = withoutComments(text);
  return [FROM, BARE, CALL, MODULE_URL].flatMap((form) =>
    [...source.matchAll(form)].map((match) => ({
      line: source.slice(0, match.index + match[0].search(/\S/)).split('\n').length,
      specifier: match.groups?.['specifier'],
      typeOnly: isTypeOnly(match.groups?.['clause'] ?? ''),
    })),
  );
}

/** Blanks comments that begin a line or follow white space, keeping line numbers; a `//` inside a string follows neither. */
function withoutComments(text: string): string {
  return text
    .replaceAll(/(?<=^|\s)\/\*[\s\S]*?\*\//g, (comment) => comment.replaceAll(/[^\n]/g, ' '))
    .replaceAll(/(?<=^|\s)\/\/[^\n]*/gm, '');
}

function isTypeOnly(clause: string): boolean {
  if (/^type\s/.test(clause)) return true;
  const named = /^\{(?<names>[^}]*)\}$/.exec(clause)?.groups?.['names'];
  const names = named
    ?.split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  return names !== undefined && names.length > 0 && names.every((name) => /^type\s/.test(name));
}

/** What a room may import: a room by its folder, `room/file.ts` for one file, `type:` before it for types alone. */
type Allowed = readonly string[];

const SERVICES: Allowed = ['sql', 'policy', 'masking', 'approval', 'audit', 'identity', 'store'];

const ROOMS: Readonly<Record<string, Allowed | 'everything'>> = {
  core: [],
  bytes: [],
  sql: ['core'],
  policy: ['core', 'type:sql/statement.ts'],
  masking: ['core', 'type:sql/statement.ts'],
  approval: ['core'],
  audit: ['core'],
  identity: ['core'],
  store: ['core'],
  config: ['core'],
  gate: ['core', ...SERVICES],
  composition: 'everything',
  console: 'everything',
  cli: 'everything',
  'main.ts': 'everything',
};

/** What a protocol may know: its own dialect's entry in sql, and the gate's port. */
function ofProtocol(name: string): Allowed {
  const dialect = [`sql/${name}.ts`, `sql/${name}/index.ts`];
  return [
    'core',
    'bytes',
    `protocols/${name}`,
    ...dialect,
    'type:sql/statement.ts',
    'type:sql/catalog/catalog.ts',
    'gate/protocol.ts',
  ];
}

/** What an importing file (`room/…/file.ts`, below src) may import, or undefined for a room that nobody has named. */
function allowedFor(file: string): Allowed | 'everything' | undefined {
  const [room = '', inner = ''] = file.split('/');
  if (room === 'protocols')
    return file === 'protocols/index.ts' ? ['core', 'protocols', 'gate/protocol.ts'] : ofProtocol(inner);
  const allowed = ROOMS[room];
  return Array.isArray(allowed) ? [room, ...allowed] : allowed;
}

/** Dialects share what lies beside them in sql, and know nothing of one another. */
const DIALECTS: readonly string[] = ['sql/postgres', 'sql/mysql'];

function isOtherDialect(file: string, target: string): boolean {
  return (
    DIALECTS.some((own) => isWithin(file, own)) && DIALECTS.some((one) => isWithin(target, one) && !isWithin(file, one))
  );
}

function isWithin(target: string, place: string): boolean {
  return target === place || target.startsWith(`${place}/`);
}

/** What is wrong with the imports of one file, each as `file:line what`. `file` is relative to src. */
export function breaches(file: string, text: string): string[] {
  const allowed = allowedFor(file);
  if (allowed === undefined)
    return [`${file} is in a room whose imports nobody has written down: name it in this test`];
  return importsOf(text).flatMap(({ line, specifier, typeOnly }) => {
    const at = `${file}:${line}`;
    if (specifier === undefined) return [`${at} imports what can't be told from the text`];
    if (!specifier.startsWith('.')) return [];
    const target = join(dirname(file), specifier);
    if (target.startsWith('..'))
      return target === '../package.json' ? [] : [`${at} imports ${specifier}, which is not shipped`];
    if (allowed === 'everything') return [];
    if (isOtherDialect(file, target)) return [`${at} imports the other dialect's ${target}`];
    if (allowed.some((place) => isWithin(target, place))) return [];
    if (allowed.some((place) => place.startsWith('type:') && isWithin(target, place.slice(5)))) {
      return typeOnly ? [] : [`${at} imports more than types from ${target}`];
    }
    return [`${at} imports ${target}`];
  });
}

/** The package that a specifier names, or undefined for a file of ours and for Node's own modules. */
export function packageOf(specifier: string): string | undefined {
  if (specifier.startsWith('.') || specifier.startsWith('node:')) return undefined;
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}
