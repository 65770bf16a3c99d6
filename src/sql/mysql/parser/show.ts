/** SHOW: what each form shows and what may stand behind it. Which of them are allowed the analysis says. */
import type { Name, QualifiedName, Show, Unread } from '../ast/index.ts';
import type { Cursor } from './cursor.ts';
import { parseExpression } from './expression.ts';
import { parseQualifiedName } from './names.ts';
import { unread } from './unread.ts';

type Details = Partial<Pick<Show, 'object' | 'database' | 'argument' | 'like' | 'where' | 'limit'>>;
type Tail = (cursor: Cursor) => Details;

interface Form {
  readonly words: readonly string[];
  /** By the name that the documentation puts first. */
  readonly what: string;
  readonly tail: Tail;
  readonly full?: true;
  readonly extended?: true;
  readonly scoped?: true;
}

const IN_DATABASE: Tail = (cursor) => ({ database: parseIn(cursor), ...parseFilter(cursor) });
const FILTERED: Tail = (cursor) => parseFilter(cursor);
const NOTHING: Tail = () => ({});
const OF_TABLE: Tail = (cursor) => ({ object: parseTable(cursor), ...parseFilter(cursor) });
const NAMED: Tail = (cursor) => ({ object: parseQualifiedName(cursor) });
const LIMITED: Tail = (cursor) => ({ limit: parseShowLimit(cursor) });

const OF_DATABASE: Tail = (cursor) => {
  const argument = cursor.takeWords('IF', 'NOT', 'EXISTS') ? 'IF NOT EXISTS' : undefined;
  return { argument, database: cursor.name() };
};

const FORMS: readonly Form[] = [
  ...forms('TABLES', ['TABLES'], IN_DATABASE, { full: true, extended: true }),
  ...forms('COLUMNS', ['COLUMNS', 'FIELDS'], OF_TABLE, { full: true, extended: true }),
  ...forms('INDEX', ['INDEX', 'INDEXES', 'KEYS'], OF_TABLE, { extended: true }),
  ...forms('TABLE STATUS', ['TABLE STATUS'], IN_DATABASE),
  ...forms('OPEN TABLES', ['OPEN TABLES'], IN_DATABASE),
  ...forms('TRIGGERS', ['TRIGGERS'], IN_DATABASE, { full: true }),
  ...forms('EVENTS', ['EVENTS'], IN_DATABASE),
  ...forms('DATABASES', ['DATABASES', 'SCHEMAS'], FILTERED),
  ...forms('VARIABLES', ['VARIABLES'], FILTERED, { scoped: true }),
  ...forms('STATUS', ['STATUS'], FILTERED, { scoped: true }),
  ...forms('COLLATION', ['COLLATION'], FILTERED),
  ...forms('CHARACTER SET', ['CHARACTER SET', 'CHARSET', 'CHAR SET'], FILTERED),
  ...forms('PROCEDURE STATUS', ['PROCEDURE STATUS'], FILTERED),
  ...forms('FUNCTION STATUS', ['FUNCTION STATUS'], FILTERED),
  ...forms('LIBRARY STATUS', ['LIBRARY STATUS'], FILTERED),
  ...forms('PACKAGE STATUS', ['PACKAGE STATUS'], FILTERED),
  ...forms('PACKAGE BODY STATUS', ['PACKAGE BODY STATUS'], FILTERED),
  ...['TABLE', 'VIEW', 'PROCEDURE', 'FUNCTION', 'TRIGGER', 'EVENT', 'SEQUENCE', 'PACKAGE BODY', 'PACKAGE', 'LIBRARY'].flatMap((kind) =>
    forms(`CREATE ${kind}`, [`CREATE ${kind}`], NAMED)),
  ...forms('CREATE DATABASE', ['CREATE DATABASE', 'CREATE SCHEMA'], OF_DATABASE),
  ...forms('ERRORS', ['ERRORS'], LIMITED),
  ...forms('WARNINGS', ['WARNINGS'], LIMITED),
  ...forms('ENGINES', ['ENGINES', 'STORAGE ENGINES'], NOTHING),
  ...forms('PROCESSLIST', ['PROCESSLIST'], NOTHING, { full: true }),
  ...['PLUGINS', 'PRIVILEGES', 'PROFILES', 'AUTHORS', 'CONTRIBUTORS', 'BINARY LOGS', 'MASTER LOGS', 'MASTER STATUS', 'BINARY LOG STATUS',
    'BINLOG STATUS', 'REPLICAS', 'REPLICA HOSTS', 'SLAVE HOSTS', 'REPLICA STATUS', 'SLAVE STATUS', 'ALL SLAVES STATUS',
    'ALL REPLICAS STATUS'].flatMap((what) => forms(what, [what], NOTHING)),
  ...['LOCALES', 'USER_STATISTICS', 'CLIENT_STATISTICS', 'INDEX_STATISTICS', 'TABLE_STATISTICS', 'QUERY_RESPONSE_TIME'].flatMap((what) =>
    forms(what, [what], FILTERED)),
]; // prettier-ignore

/** What is told by its first words alone: about accounts, or about what the server and other sessions do. */
const UNREAD = ['CREATE USER', 'CREATE SERVER', 'CREATE ROLE', 'ENGINE', 'BINLOG EVENTS', 'RELAYLOG EVENTS', 'PROFILE', 'PARSE_TREE', 'EXPLAIN', 'ANALYZE',
  'PROCEDURE CODE', 'FUNCTION CODE', 'PACKAGE BODY CODE', 'REPLICA', 'SLAVE', 'PLUGINS SONAME', 'RELAYLOG'] as const; // prettier-ignore

export function parseShow(cursor: Cursor): Show | Unread {
  const { offset: start } = cursor;
  cursor.expectWords('SHOW');
  const grants = parseGrants(cursor, start) ?? parseCount(cursor, start);
  if (grants !== undefined) return grants;
  const extended = cursor.takeWords('EXTENDED');
  const full = cursor.takeWords('FULL');
  const word = cursor.takeOneOf('GLOBAL', 'SESSION', 'LOCAL');
  const scope = word === 'LOCAL' ? 'SESSION' : word;
  const form = FORMS.find(({ words }) => cursor.takeWords(...words));
  if (form === undefined) return parseOther(cursor, start);
  if ((extended && !form.extended) || (full && !form.full) || (scope && !form.scoped)) throw cursor.unexpected();
  const details = form.tail(cursor);
  if (form.tail === NOTHING && !ends(cursor)) return unread(cursor, `SHOW ${form.what}`, 'administration', start);
  return show(cursor, start, { what: form.what, full, extended, scope, ...details });
}

/** What nobody but an administrator asks for is not read to its end. */
function parseOther(cursor: Cursor, start: number): Unread {
  const command = UNREAD.find((words) => cursor.takeWords(...words.split(' ')));
  if (command === undefined) throw cursor.unexpected();
  return unread(cursor, `SHOW ${command}`, 'administration', start);
}

function ends(cursor: Cursor): boolean {
  return cursor.isOperator(';') || cursor.peek().type === 'end';
}

function show(
  cursor: Cursor,
  start: number,
  given: Pick<Show, 'what'> & Details & Partial<Pick<Show, 'full' | 'extended' | 'scope'>>,
): Show {
  const { what, full = false, extended = false, scope, object, database, argument, like, where, limit } = given;
  const { endOffset: end } = cursor;
  return {
    kind: 'Show',
    what,
    full,
    extended,
    scope,
    object,
    database,
    argument,
    like,
    where,
    limit,
    start,
    end,
  };
}

/** SHOW GRANTS of oneself; those of others are not shown to an agent. */
function parseGrants(cursor: Cursor, start: number): Show | Unread | undefined {
  if (!cursor.takeWords('GRANTS')) return undefined;
  if (cursor.takeWords('FOR')) {
    if (!cursor.takeWords('CURRENT_USER')) return unread(cursor, 'SHOW GRANTS', 'administration', start);
    if (cursor.takeOperator('(')) cursor.expectOperator(')');
    if (!ends(cursor)) return unread(cursor, 'SHOW GRANTS', 'administration', start);
  }
  return show(cursor, start, { what: 'GRANTS' });
}

function parseCount(cursor: Cursor, start: number): Show | undefined {
  if (!cursor.takeWords('COUNT')) return undefined;
  cursor.parenthesised(() => cursor.expectOperator('*'));
  const what = cursor.takeOneOf('WARNINGS', 'ERRORS');
  if (what === undefined) throw cursor.unexpected();
  return show(cursor, start, { what: `COUNT(*) ${what}` });
}

function parseIn(cursor: Cursor): Name | undefined {
  return cursor.takeOneOf('FROM', 'IN') === undefined ? undefined : cursor.name();
}

/** `FROM t FROM db` is `FROM db.t`, whatever stood before t. */
function parseTable(cursor: Cursor): QualifiedName {
  if (cursor.takeOneOf('FROM', 'IN') === undefined) throw cursor.unexpected();
  const table = parseQualifiedName(cursor);
  const schema = parseIn(cursor);
  return schema === undefined ? table : { ...table, schema, end: cursor.endOffset };
}

function parseFilter(cursor: Cursor): Details {
  if (cursor.takeWords('WHERE')) return { where: parseExpression(cursor) };
  if (!cursor.takeWords('LIKE')) return {};
  const token = cursor.peek();
  if (token.type !== 'string') throw cursor.unexpected();
  cursor.next();
  return { like: token.value };
}

function parseShowLimit(cursor: Cursor): Show['limit'] {
  if (!cursor.takeWords('LIMIT')) return undefined;
  const first = parseInteger(cursor);
  if (cursor.takeOperator(',')) return { count: parseInteger(cursor), offset: first };
  return { count: first, offset: cursor.takeWords('OFFSET') ? parseInteger(cursor) : undefined };
}

function parseInteger(cursor: Cursor): string {
  const token = cursor.peek();
  if (token.type !== 'integer') throw cursor.unexpected();
  cursor.next();
  return token.text;
}

function forms(
  what: string,
  spellings: readonly string[],
  tail: Tail,
  marks: Partial<Pick<Form, 'full' | 'extended' | 'scoped'>> = {},
): Form[] {
  return spellings.map((spelling) => ({ words: spelling.split(' '), what, tail, ...marks }));
}
