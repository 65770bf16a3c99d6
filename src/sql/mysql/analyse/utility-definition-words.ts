/**
 * The words of a definition besides its names: what they say of the objects that it names. The parser has put every name in quotes, so that what
 * is a word here is one of the grammar's. What reaches out of the tables (other engines, files, definers) the parser has refused.
 */
import type { Definition } from '../ast/index.ts';
import type { Token } from '../tokens.ts';

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
