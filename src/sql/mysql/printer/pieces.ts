/**
 * How a text is put together: from pieces, some of which are worked out only when their turn comes. So a tree of any depth is printed without
 * recursion, and each byte is copied once. Knows no SQL.
 */
import type { ByteString } from '../bytes.ts';

/** A stretch of the text, or what gives the pieces of one. */
export type Piece = ByteString | (() => Pieces);
export type Pieces = readonly Piece[];

export function join(pieces: Pieces): ByteString {
  const text: ByteString[] = [];
  const waiting: Piece[] = pieces.toReversed();
  for (let piece = waiting.pop(); piece !== undefined; piece = waiting.pop()) {
    if (typeof piece === 'string') {
      text.push(piece);
      continue;
    }
    const inner = piece();
    for (let at = inner.length - 1; at >= 0; at--) {
      const next = inner[at];
      if (next !== undefined) waiting.push(next);
    }
  }
  return text.join('');
}

/** Each item's pieces, with `separator` between. */
export function separated<T>(items: readonly T[], print: (item: T) => Pieces, separator = ', '): Pieces {
  return items.flatMap((item, at): Pieces => (at === 0 ? print(item) : [separator, ...print(item)]));
}

/** Nothing where there is no item, otherwise `before`, the items and `after`. */
export function listed<T>(before: string, items: readonly T[], print: (item: T) => Pieces, after = ''): Pieces {
  return items.length === 0 ? [] : [before, ...separated(items, print), after];
}

/** Nothing where there is no value, otherwise `before` and the value. */
export function given<T>(before: string, value: T | undefined, print: (value: T) => Pieces): Pieces {
  return value === undefined ? [] : [before, ...print(value)];
}

export function when(condition: boolean, text: string): Pieces {
  return condition ? [text] : [];
}
