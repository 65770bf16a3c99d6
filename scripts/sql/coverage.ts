/**
 * How far our reading of MySQL agrees with what a real server said of many statements:
 *
 *     npm run sql:coverage -- mysql|mariadb FILE.jsonl[.gz] [refused|unread|accepted|missed|unstable|faults] [COUNT]
 *
 * With a word behind it the statements themselves are listed, COUNT of them. `refused`: the server parses them, we don't. `unread`: they are refused by their first words.
 * `accepted`: we parse them, the server says 1064. `missed`: the server said that a table doesn't exist, and our tree has no such name.
 * `unstable`: what is printed is read as another tree, or can't be read. `faults`: errors of ours.
 */
import { RefusedError } from '../../src/core/errors.ts';
import { fromByteString, toByteString } from '../../src/sql/mysql/bytes.ts';
import type { MySqlContext } from '../../src/sql/mysql/context.ts';
import { parseText, type ParsedStatement } from '../../src/sql/mysql/parser/index.ts';
import { print } from '../../src/sql/mysql/printer/index.ts';
import { sameShape } from '../../test/sql/mysql/printer/shape.ts';
import { contextOf, NO_SUCH_TABLE, readCorpus, SYNTAX_ERROR, type Entry } from './corpus.ts';

const KINDS = ['SELECT', 'DML', 'DDL and others'] as const;
const LISTS = ['refused', 'unread', 'accepted', 'missed', 'unstable', 'faults'] as const;

type Kind = (typeof KINDS)[number];
type List = (typeof LISTS)[number];

const [flavor, file, wanted, count = '40'] = process.argv.slice(2);
if ((flavor !== 'mysql' && flavor !== 'mariadb') || file === undefined) {
  console.error('usage: npm run sql:coverage -- mysql|mariadb FILE.jsonl[.gz] [LIST] [COUNT]');
  process.exit(2);
}

const context = contextOf(flavor);
const parses = new Map<Kind, number>(KINDS.map((kind) => [kind, 0]));
const read = new Map<Kind, number>(KINDS.map((kind) => [kind, 0]));
const lists = new Map<List, string[]>(LISTS.map((list) => [list, []]));
/** Messages of refusals, without what they quote. */
const reasons = new Map<string, number>();

for (const entry of readCorpus(file)) judge(entry);
report();

function judge(entry: Entry): void {
  const kind = kindOf(entry.sql);
  const parsesThere = entry.code !== SYNTAX_ERROR;
  if (parsesThere) parses.set(kind, (parses.get(kind) ?? 0) + 1);
  const parsed = parse(entry, parsesThere);
  if (parsed === undefined) return;
  if (parsed.some(({ node }) => node.kind === 'Unread')) {
    note('unread', entry.sql);
    return;
  }
  if (!parsesThere) {
    note('accepted', entry.sql);
    return;
  }
  read.set(kind, (read.get(kind) ?? 0) + 1);
  // A MariaDB without its own tables missed that one at each routine.
  const missing = /^Table '(?!mysql\.proc')[^.]*\.(?<name>.*)' doesn't exist$/.exec(entry.msg ?? '')?.groups?.['name'];
  if (entry.code === NO_SUCH_TABLE && missing !== undefined && !namesIn(parsed).has(missing.toLowerCase())) {
    note('missed', `${missing}: ${entry.sql}`);
  }
  for (const { node } of parsed) printAgain(node, entry.sql);
}

function parse({ sql }: Entry, parsesThere: boolean): ParsedStatement[] | undefined {
  try {
    return parseText(toByteString(Buffer.from(sql)), context);
  } catch (error) {
    if (!(error instanceof RefusedError)) note('faults', `${String(error)}: ${sql}`);
    else if (parsesThere) {
      const reason = error.message.replace(/ near '.*$/s, '');
      reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
      note('refused', `${error.message}: ${sql}`);
    }
    return undefined;
  }
}

/** What is printed must be read as the same tree: the server reads the text, not the tree. */
function printAgain(node: ParsedStatement['node'], sql: string): void {
  let printed = '';
  try {
    printed = print(node, { charset: 'utf8mb4', schemaOf: () => undefined, server: context.server });
    const again = parseText(printed, { ...context, multiStatements: false } satisfies MySqlContext);
    const [first] = again;
    if (again.length === 1 && sameShape(node, first?.node)) return;
    note('unstable', `${sql}\n    ${shown(printed)}`);
  } catch (error) {
    // INTO a file and its like have a tree, for their refusal.
    if (error instanceof Error && error.message.endsWith('refused, never printed')) return;
    const list = error instanceof RefusedError ? 'unstable' : 'faults';
    note(list, `${String(error)}: ${sql}\n    ${shown(printed)}`);
  }
}

function shown(printed: string): string {
  return fromByteString(printed).toString();
}

/** Every name in the tree, without its database, in lower case. */
function namesIn(nodes: readonly unknown[]): Set<string> {
  const names = new Set<string>();
  const waiting: unknown[] = [...nodes];
  while (waiting.length > 0) {
    const value = waiting.pop();
    if (typeof value !== 'object' || value === null) continue;
    if ('kind' in value && value.kind === 'QualifiedName' && 'name' in value) {
      const { name } = value;
      if (typeof name === 'object' && name !== null && 'text' in name) names.add(String(name.text).toLowerCase());
    } else waiting.push(...Object.values(value));
  }
  return names;
}

function kindOf(sql: string): Kind {
  const word = /^(?:\s|\(|\/\*[^!M].*?\*\/|--[ \t][^\n]*\n|#[^\n]*\n)*(?<word>\w+)/s
    .exec(sql)
    ?.groups?.['word']?.toUpperCase();
  if (word === 'SELECT' || word === 'WITH' || word === 'VALUES' || word === 'TABLE') return 'SELECT';
  return word === 'INSERT' || word === 'REPLACE' || word === 'UPDATE' || word === 'DELETE' ? 'DML' : 'DDL and others';
}

function note(list: List, text: string): void {
  lists.get(list)?.push(text);
}

function report(): void {
  for (const kind of KINDS) {
    const [all, ours] = [parses.get(kind) ?? 0, read.get(kind) ?? 0];
    console.log(`${kind}: ${ours} of ${all} understood, ${((100 * ours) / Math.max(all, 1)).toFixed(1)} %`);
  }
  for (const [list, texts] of lists) console.log(`${list}: ${texts.length}`);
  const often = [...reasons].toSorted(([, a], [, b]) => b - a).slice(0, 15);
  console.log(`refused for:\n${often.map(([reason, times]) => `  ${times} ${reason}`).join('\n')}`);
  const chosen = LISTS.find((list) => list === wanted);
  for (const text of lists.get(chosen ?? 'accepted')?.slice(0, chosen === undefined ? 0 : Number(count)) ?? [])
    console.log(`- ${text}`);
}
