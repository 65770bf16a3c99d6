/**
 * Statements that are refused whatever they say, told by their first words. The rest of the text isn't interpreted: what stands behind
 * CREATE PROCEDURE or behind GRANT may hold `;` of its own, and a text with one refused statement is refused whole.
 */
import type { Unread } from '../ast/index.ts';
import type { ServerFacts } from '../../catalog/catalog.ts';
import type { Cursor } from './cursor.ts';
import type { Token } from '../tokens.ts';

type Why = Unread['why'];

interface Entry {
  /** One word, or words of which the last must be one of several: `START REPLICA|SLAVE`. */
  readonly words: readonly string[];
  /** As documented. */
  readonly command: string;
  readonly why: Why;
  readonly only?: ServerFacts['flavor'];
}

const ADMINISTRATION = entries('administration', [
  ['GRANT'], ['REVOKE'], ['RENAME', 'USER'],
  ['SET', 'PASSWORD'], ['SET', 'ROLE'], ['SET', 'DEFAULT', 'ROLE'], ['SET', 'RESOURCE', 'GROUP'], ['SET', 'SESSION', 'AUTHORIZATION'],
  ['FLUSH'], ['RESET'], ['PURGE'], ['CHANGE'], ['INSTALL'], ['UNINSTALL'], ['CLONE'], ['SHUTDOWN'], ['RESTART'], ['BINLOG'], ['BACKUP'],
  ['START', 'REPLICA'], ['START', 'SLAVE'], ['START', 'ALL'], ['START', 'GROUP_REPLICATION'],
  ['STOP', 'REPLICA'], ['STOP', 'SLAVE'], ['STOP', 'ALL'], ['STOP', 'GROUP_REPLICATION'],
  ['ANALYZE', 'TABLE'], ['ANALYZE', 'TABLES'], ['ANALYZE', 'LOCAL'], ['ANALYZE', 'NO_WRITE_TO_BINLOG'],
  ['CHECK'], ['OPTIMIZE'], ['REPAIR'], ['CHECKSUM'], ['CACHE', 'INDEX'], ['LOAD', 'INDEX'],
]); // prettier-ignore

const OTHERS: readonly Entry[] = [
  ...entries('file', [['LOAD', 'DATA'], ['LOAD', 'XML'], ['IMPORT', 'TABLE']]),
  ...entries('opaque', [['PREPARE'], ['EXECUTE'], ['DEALLOCATE'], ['DROP', 'PREPARE']]),
  ...entries('not_supported', [['HANDLER'], ['XA'], ['HELP'], ['SIGNAL'], ['RESIGNAL']]),
  ...entries('not_supported', [['GET', 'DIAGNOSTICS'], ['GET', 'CURRENT'], ['GET', 'STACKED']]),
  ...entries('not_supported', [['SET', 'STATEMENT']], 'mariadb'),
  // A compound statement outside of any routine.
  ...entries('routine', [['BEGIN', 'NOT', 'ATOMIC'], ['IF'], ['CASE'], ['LOOP'], ['REPEAT'], ['WHILE'], ['FOR']], 'mariadb'),
]; // prettier-ignore

/** By the first word. */
const ENTRIES: ReadonlyMap<string, readonly Entry[]> = Map.groupBy(
  [...ADMINISTRATION, ...OTHERS],
  ({ words }) => words[0] ?? '',
);

/** What CREATE, ALTER and DROP may make besides the definitions that are read, by the word that names it. */
const MADE: ReadonlyMap<string, { readonly name: string; readonly why: Why }> = new Map([
  ...made('routine', ['PROCEDURE', 'FUNCTION', 'TRIGGER', 'EVENT', 'PACKAGE', 'LIBRARY']),
  ...made('administration', ['USER', 'ROLE', 'SERVER', 'TABLESPACE', 'INSTANCE']),
  ['UNDO', { name: 'UNDO TABLESPACE', why: 'administration' as const }],
  ['LOGFILE', { name: 'LOGFILE GROUP', why: 'administration' as const }],
  ['RESOURCE', { name: 'RESOURCE GROUP', why: 'administration' as const }],
  ['SEQUENCE', { name: 'SEQUENCE', why: 'not_supported' as const }],
  ['JSON', { name: 'JSON RELATIONAL DUALITY VIEW', why: 'not_supported' as const }],
  ['MATERIALIZED', { name: 'MATERIALIZED VIEW', why: 'not_supported' as const }],
  ['EXTERNAL', { name: 'EXTERNAL TABLE', why: 'file' as const }],
  ['CATALOG', { name: 'CATALOG', why: 'administration' as const }],
]);

/** Undefined where the statement is one that has a grammar, or none at all. */
export function parseUnread(cursor: Cursor): Unread | undefined {
  const { offset: start } = cursor;
  const { flavor } = cursor.context.server;
  const verb = cursor.peek();
  if (verb.type !== 'word') return undefined;
  const entry = ENTRIES.get(verb.upper)?.find(
    ({ words, only }) => (only ?? flavor) === flavor && cursor.areWords(...words),
  );
  if (entry !== undefined) return unread(cursor, entry.command, entry.why, start);
  if (!['CREATE', 'ALTER', 'DROP'].includes(verb.upper)) return undefined;
  const kind = kindOf(cursor);
  return kind && unread(cursor, `${verb.upper} ${kind.name}`, kind.why, start);
}

/** Takes the rest of the text. */
export function unread(cursor: Cursor, command: string, why: Why, start: number): Unread {
  while (cursor.peek().type !== 'end') cursor.next();
  return { kind: 'Unread', command, why, start, end: cursor.endOffset };
}

/** What CREATE, ALTER or DROP is about, looked for behind OR REPLACE, DEFINER = … and the like. */
function kindOf(cursor: Cursor): { readonly name: string; readonly why: Why } | undefined {
  let ahead = 1;
  const word = (): string | undefined => upper(cursor.peek(ahead));
  if (word() === 'OR') ahead += 2;
  if (word() === 'DEFINER') ahead = behindDefiner(cursor, ahead + 2);
  if (word() === 'TEMPORARY' || word() === 'AGGREGATE') ahead++;
  if (word() === 'SPATIAL' && upper(cursor.peek(ahead + 1)) === 'REFERENCE') {
    return { name: 'SPATIAL REFERENCE SYSTEM', why: 'administration' };
  }
  return MADE.get(word() ?? '');
}

/** `user`, `user@host`, `CURRENT_USER`, `CURRENT_USER()`, each name also as a string. */
function behindDefiner(cursor: Cursor, from: number): number {
  let ahead = from + 1;
  const isOperator = (text: string): boolean => {
    const token = cursor.peek(ahead);
    return token.type === 'operator' && token.text === text;
  };
  if (isOperator('(')) ahead += 2;
  if (cursor.peek(ahead).type === 'user_variable') ahead++;
  else if (isOperator('@')) ahead += 2;
  return ahead;
}

function upper(token: Token): string | undefined {
  return token.type === 'word' ? token.upper : undefined;
}

function entries(why: Why, all: readonly (readonly string[])[], only?: ServerFacts['flavor']): Entry[] {
  return all.map((words) => ({ words, command: words.join(' '), why, ...(only === undefined ? {} : { only }) }));
}

function made(why: Why, names: readonly string[]): [string, { readonly name: string; readonly why: Why }][] {
  return names.map((name) => [name, { name, why }]);
}
