/** Whether a tree and the tree of its printed text are the same: all but places in the text, and names of columns that the print adds. */
import { isDeepStrictEqual } from 'node:util';

type Node = Readonly<Record<string, unknown>>;

/** Spans; the marks that tell how a token stood in its text. */
const LEFT_OUT = new Set(['start', 'end', 'label', 'afterDot', 'called']);

export function sameShape(original: unknown, printed: unknown): boolean {
  if (Array.isArray(original)) {
    return Array.isArray(printed) && original.length === printed.length && original.every((item, at) => sameShape(item, printed[at])); // prettier-ignore
  }
  if (!isNode(original) || !isNode(printed)) return isDeepStrictEqual(original, printed);
  const [before, after] = [canonical(original), canonical(printed)];
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  if (before['kind'] === 'SelectExpression' && before['alias'] === undefined && after['alias'] !== undefined) {
    keys.delete('alias');
    if (!sameName(before['label'], after['alias'])) return false;
  }
  return [...keys].every((key) => LEFT_OUT.has(key) || sameShape(before[key], after[key]));
}

/** A name that the print adds is the one that the server would have taken. */
function sameName(label: unknown, alias: unknown): boolean {
  return isNode(alias) && (alias['text'] === label || /^Name_exp_\d+$/.test(String(alias['text'])));
}

/** Two forms of one meaning, of which the print has to choose one. */
function canonical(node: Node): Node {
  if (node['kind'] === 'BinaryOperation' && node['operator'] === 'CONCAT') {
    return { kind: 'Concat', arguments: [node['left'], node['right']] };
  }
  if (node['kind'] !== 'FunctionCall') return node;
  switch (nameOf(node)) {
    case 'CONCAT':
      return { kind: 'Concat', arguments: node['arguments'] };
    case 'LOCATE':
      // What POSITION is: the grammar has that, and not this.
      return { kind: 'Locate', arguments: node['arguments'] };
    default:
      return node;
  }
}

function nameOf(call: Node): string | undefined {
  const qualified = call['name'];
  if (!isNode(qualified) || qualified['schema'] !== undefined || !isNode(qualified['name'])) return undefined;
  return String(qualified['name']['text']).toUpperCase();
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
