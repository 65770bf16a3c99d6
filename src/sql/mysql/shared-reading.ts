/**
 * The reading of all texts that have one skeleton, where no literal matters: everything is the same but the text that goes upstream, which has
 * the literals of its own text. Knows nothing of how it was proven.
 */
import type { ByteString } from './bytes.ts';
import type { Hole } from './skeleton.ts';
import type { MySqlReading, MySqlStatement } from './statement.ts';

/** Marks stand for literals in what is printed. They are no bytes, so that nothing in a byte string can pass for one. */
const FIRST_MARK = 0xe000;

/** The mark of the literal that begins at `start`; undefined: it is printed as it is. */
export function markOf(holes: readonly Hole[], start: number): string | undefined {
  const index = holes.findIndex((hole) => hole.start === start);
  return index === -1 ? undefined : String.fromCharCode(FIRST_MARK + index);
}

export class SharedReading {
  /** Its text has marks in it, so it is handed to nobody. */
  readonly statement: MySqlStatement;
  /** What is printed around the literals, and which of them stands between one part and the next. */
  readonly parts: readonly string[];
  readonly order: readonly number[];

  private constructor(statement: MySqlStatement, parts: readonly string[], order: readonly number[]) {
    this.statement = statement;
    this.parts = parts;
    this.order = order;
  }

  /** Undefined where it isn't one statement that prints each literal once. */
  static of(reading: MySqlReading, holes: readonly Hole[]): SharedReading | undefined {
    if (reading.kind !== 'statements') return undefined;
    const [statement, ...others] = reading.statements;
    if (statement === undefined || others.length > 0) return undefined;
    const parts = statement.printed.split(/[\ue000-\uf8ff]/);
    const order = [...statement.printed.matchAll(/[\ue000-\uf8ff]/g)].map(([mark]) => mark.charCodeAt(0) - FIRST_MARK);
    const once = order.length === holes.length && new Set(order).size === order.length;
    return once ? new SharedReading(statement, parts, order) : undefined;
  }

  /** What the text means, whose skeleton has these holes: each is printed as it is in the text. */
  reading(text: ByteString, holes: readonly Hole[]): MySqlReading {
    let printed = this.parts[0] ?? '';
    for (const [at, index] of this.order.entries()) {
      const hole = holes[index];
      if (hole !== undefined) printed += text.slice(hole.start, hole.end);
      printed += this.parts[at + 1] ?? '';
    }
    const statements = Object.freeze([Object.freeze({ ...this.statement, printed })]);
    return Object.freeze({ kind: 'statements', statements, alike: this });
  }
}
