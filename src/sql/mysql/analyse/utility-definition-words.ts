/**
 * The words of a definition besides its names: what they reach outside of the tables themselves. The parser has put every name in quotes, so
 * that what is a word here is one of the grammar's.
 */
import type { Hazard } from '../../statement.ts';
import type { Definition } from '../ast/index.ts';
import type { Token } from '../tokens.ts';

/** Engines whose tables hold their rows themselves. Those of others lie in files, on other servers, or in other tables, which masks don't know. */
const ENGINES = /^(innodb|myisam|aria|memory|heap|archive|blackhole|rocksdb|ndb|ndbcluster|columnstore|tokudb|csv)$/i;

type Item = string | Token;

/** All words of the grammar in order, with a space on both sides of each. */
export function wordsOf(node: Definition): string {
  const words = itemsOf(node).map((item) => (typeof item === 'string' ? item : item.type === 'word' ? item.upper : '.'));
  return ` ${words.join(' ')} `;
} // prettier-ignore

function itemsOf({ parts }: Definition): Item[] {
  return parts.flatMap((part): Item[] => {
    if (part.kind === 'Words') return part.text.split(/\s+|(?<=[(),=])|(?=[(),=])/).filter((word) => word !== '');
    if (part.kind === 'Tokens') return [...part.tokens];
    return [{ type: 'quoted', name: '', start: -1, end: -1 }];
  });
}

const FORBIDDEN: readonly (readonly [words: RegExp, kind: Hazard['kind'], what: string])[] = [
  [/ (DATA|INDEX) DIRECTORY /, 'file', 'a table whose data lies in a directory of its own'],
  [/ CONNECTION (= )?\. /, 'file', 'a table with a connection'],
  [/ (DISCARD|IMPORT) (PARTITION|TABLESPACE) /, 'file', 'a tablespace'],
  [/ UNION (= )?\( /, 'not_supported', 'a table over other tables'],
  [/ (SECONDARY_ENGINE|SECONDARY_LOAD|SECONDARY_UNLOAD|AUTOEXTEND_SIZE|ENGINE_ATTRIBUTE|SECONDARY_ENGINE_ATTRIBUTE) /, 'not_supported', 'this option of a table'],
  [/ SQL SECURITY INVOKER /, 'not_supported', 'a view with the rights of whoever reads it'],
]; // prettier-ignore

/** What a definition asks for that no grant covers. */
export function hazardsOfWords(node: Definition): { readonly kind: Hazard['kind']; readonly what: string }[] {
  const words = wordsOf(node);
  const found = FORBIDDEN.filter(([pattern]) => pattern.test(words)).map(([, kind, what]) => ({ kind, what }));
  return [...found, ...enginesOf(node), ...definerOf(node)];
}

function enginesOf(node: Definition): { kind: 'file'; what: string }[] {
  const items = itemsOf(node);
  return items.flatMap((item, at) => {
    if (wordOf(item) !== 'ENGINE') return [];
    const value = items[at + 1] === '=' ? items[at + 2] : items[at + 1];
    const name = value === undefined ? '' : textOf(value);
    // ALTER TABLE … ENGINE alone names none.
    if (value === undefined || ENGINES.test(name)) return [];
    return [{ kind: 'file', what: `the engine ${name.replaceAll(/\W/g, '?')}` }];
  });
}

/** A view runs with the rights of its definer: it may be nobody but the session's own account. */
function definerOf(node: Definition): { kind: 'not_supported'; what: string }[] {
  const items = itemsOf(node);
  const at = items.findIndex((item) => wordOf(item) === 'DEFINER');
  const value = items[at + 1] === '=' ? items[at + 2] : items[at + 1];
  if (at === -1 || (value !== undefined && wordOf(value) === 'CURRENT_USER')) return [];
  return [{ kind: 'not_supported', what: 'a definer other than CURRENT_USER' }];
}

/** The list of names in brackets behind that part: `REFERENCES t (a, b)`. Undefined: there is none. */
export function namesBehind(node: Definition, at: number): string[] | undefined {
  const items = itemsOf({ ...node, parts: node.parts.slice(at + 1) });
  const names: string[] = [];
  if (textOf(items[0] ?? '') !== '(') return undefined;
  for (const item of items.slice(1)) {
    const text = textOf(item);
    if (text === ')') return names.length === 0 ? undefined : names;
    if (text === ',') continue;
    if (typeof item === 'string' || (item.type !== 'quoted' && item.type !== 'word') || text === '') return undefined;
    names.push(text);
  }
  return undefined;
}

function wordOf(item: Item): string | undefined {
  if (typeof item === 'string') return item;
  return item.type === 'word' ? item.upper : undefined;
}

function textOf(item: Item): string {
  if (typeof item === 'string') return item;
  switch (item.type) {
    case 'word':
    case 'quoted':
      return item.name;
    case 'string':
      return item.value;
    case 'operator':
      return item.text;
    default:
      return '';
  }
}
