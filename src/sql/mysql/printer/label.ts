/**
 * Names of columns that the server would take from the text of an expression: what is printed has another text, so where somebody can see the
 * name or refer to it, it is printed as an alias. The server finds names of both kinds in the same way, so that no other name changes its
 * meaning by it. Knows which items need one.
 */
import type { Select } from '../ast/index.ts';

export interface Naming {
  /** The names are those of a table: derived, common, created. */
  readonly all: boolean;
  /** The table is a view, whose columns get other names where the text is none that a column may have. */
  readonly view: boolean;
  /** Clauses further out that can refer to the names. */
  readonly named: readonly unknown[];
}

/** Nobody sees the names, or the protocol sets them. */
export const hidden: Naming = { all: false, view: false, named: [] };

/** What a column of a table can be called: in characters, and not with a blank at its end (MySQL manual, "Schema Object Names"). */
const COLUMN_NAME = /^.{0,63}[^ ]$/su;

/** For each item the name to print as an alias, where it needs one and has none. */
export function labels({ items, groupBy, having, windows }: Select, naming: Naming): (string | undefined)[] {
  if (items.every((item) => item.kind === 'Star' || item.label === undefined)) return [];
  const referenced = naming.all ? undefined : referencedNames([naming.named, groupBy, having, windows]);
  return items.map((item, at) => {
    if (item.kind === 'Star' || item.alias !== undefined || item.label === undefined) return undefined;
    const { label } = item;
    if (referenced?.has(label.toLowerCase()) === false) return undefined;
    if (naming.view && !COLUMN_NAME.test(label)) return `Name_exp_${at + 1}`;
    return label;
  });
}

/** Every name without a qualifier that stands anywhere in the clauses. */
function referencedNames(clauses: readonly unknown[]): Set<string> {
  const names = new Set<string>();
  const waiting: unknown[] = [clauses];
  while (waiting.length > 0) {
    const value = waiting.pop();
    if (typeof value !== 'object' || value === null) continue;
    if ('kind' in value && value.kind === 'Name' && 'text' in value && typeof value.text === 'string') {
      names.add(value.text.toLowerCase());
    } else {
      for (const inner of Object.values(value)) waiting.push(inner);
    }
  }
  return names;
}
