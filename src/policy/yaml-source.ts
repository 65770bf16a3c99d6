/** A YAML text whose values can be told by file, line and column. Knows YAML, no rules. */
import { isAlias, isMap, isNode, isScalar, LineCounter, parseAllDocuments, visit, type Document } from 'yaml';
import type { Finding, Place } from './problem.ts';

/** Rule files are written by people: a larger one is refused before it is parsed. */
const MAX_FILE_LENGTH = 1024 * 1024;

export interface YamlDocument {
  readonly value: unknown;
  /** Where the value at this path stands, or the nearest one around it. */
  placeOf(path: readonly PropertyKey[]): Place;
  /** Where the key itself stands. */
  placeOfKey(path: readonly PropertyKey[], key: string): Place;
  /** Where a character of a string value stands; the value's beginning where escapes or folding make that unclear. */
  placeWithin(path: readonly PropertyKey[], offset: number): Place;
  /** The scalar as written, `''` for a value left out. */
  sourceOf(path: readonly PropertyKey[]): string | undefined;
}

/** Reads all documents of a file. Empty documents are left out. */
export function readYaml(
  file: string,
  text: string,
): { readonly documents: YamlDocument[]; readonly findings: Finding[] } {
  if (text.length > MAX_FILE_LENGTH) {
    const message = `the file is larger than ${MAX_FILE_LENGTH} characters`;
    return {
      documents: [],
      findings: [{ severity: 'error', file, line: 1, column: 1, message, suggestion: 'split it' }],
    };
  }
  const lines = new LineCounter();
  const parsed = parseAllDocuments(text, { lineCounter: lines, prettyErrors: false, version: '1.2', uniqueKeys: true });
  const documents: YamlDocument[] = [];
  const findings: Finding[] = [];
  for (const document of 'empty' in parsed ? [] : parsed) {
    const found = faultsOf(document).map(({ offset, message }) => ({
      severity: 'error' as const,
      ...placeAt(file, lines, offset),
      message,
    }));
    findings.push(...found);
    if (found.length === 0 && document.toJS({ maxAliasCount: 0 }) !== null)
      documents.push(positioned(file, text, document, lines));
  }
  return { documents, findings };
}

/** Syntax errors, duplicate keys, unknown tags; aliases, whose value would stand in a place that isn't its own. */
function faultsOf(document: Document): { offset: number; message: string }[] {
  const faults = [...document.errors, ...document.warnings].map((fault) => ({
    offset: fault.pos[0],
    message: fault.code === 'DUPLICATE_KEY' ? 'this key stands here twice' : lowerFirst(fault.message),
  }));
  visit(document, {
    Alias(_key, alias) {
      faults.push({
        offset: alias.range?.[0] ?? 0,
        message: 'an alias cannot stand in a rule file: write the value out',
      });
    },
  });
  return faults;
}

function positioned(file: string, text: string, document: Document, lines: LineCounter): YamlDocument {
  const rangeOf = (path: readonly PropertyKey[]): readonly [number, number] => {
    for (let length = path.length; length >= 0; length--) {
      const node: unknown = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
      if (isNode(node) && !isAlias(node) && node.range) return [node.range[0], node.range[1]];
    }
    return [document.range?.[0] ?? 0, document.range?.[1] ?? 0];
  };
  return {
    value: document.toJS({ maxAliasCount: 0 }),
    placeOf: (path) => placeAt(file, lines, rangeOf(path)[0]),
    placeOfKey(path, key) {
      const map: unknown = path.length === 0 ? document.contents : document.getIn(path, true);
      const pair = isMap(map)
        ? map.items.find((item) => isScalar(item.key) && String(item.key.value) === key)
        : undefined;
      const offset = isScalar(pair?.key) ? pair.key.range?.[0] : undefined;
      return placeAt(file, lines, offset ?? rangeOf(path)[0]);
    },
    placeWithin(path, offset) {
      const [start, end] = rangeOf(path);
      const node: unknown = document.getIn(path, true);
      const value = isScalar(node) ? node.value : undefined;
      const inner = typeof value === 'string' ? text.slice(start, end).indexOf(value) : -1;
      return placeAt(file, lines, inner < 0 ? start : start + inner + offset);
    },
    sourceOf(path) {
      const node: unknown = document.getIn(path, true);
      return isScalar(node) ? text.slice(node.range?.[0], node.range?.[1]) : undefined;
    },
  };
}

function placeAt(file: string, lines: LineCounter, offset: number): Place {
  const { line, col } = lines.linePos(offset);
  return { file, line: Math.max(1, line), column: Math.max(1, col) };
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
