/**
 * Text to Analysis, uncached, in this thread: bounds, parser, analysis, in that order. The one sequence that both the reader and
 * its worker run. What is the text's fault becomes a refused Analysis; anything else is thrown.
 */
import type { NameContext } from '../catalog/catalog.ts';
import { freeze, readingOf } from '../reading.ts';
import type { Analysis } from '../statement.ts';
import { analyse } from './analyse/index.ts';
import { parse } from './parse.ts';
import type { ParseResult } from './parse.ts';

export interface Reading {
  readonly analysis: Analysis;
  /** Undefined where the parser refused the text. */
  readonly tree: ParseResult | undefined;
}

/** The text must have passed `measure`; the parser must be loaded. */
export function readText(text: string, context: NameContext): Reading {
  let tree: ParseResult | undefined;
  const analysis = readingOf<Analysis>(() => {
    tree = parse(text);
    return analyse(tree, text, context);
  });
  return { analysis: freeze(analysis), tree };
}
