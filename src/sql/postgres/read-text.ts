/**
 * Text to Analysis, uncached, in this thread: bounds, parser, analysis, in that order. The one sequence that both the reader and
 * its worker run. What is the text's fault becomes a refused Analysis; anything else is thrown.
 */
import { RefusedError } from '../../core/errors.ts';
import type { NameContext } from '../catalog/catalog.ts';
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
  const analysis = refusedAnalysis(() => {
    tree = parse(text);
    return analyse(tree, text, context);
  });
  return { analysis: freeze(analysis), tree };
}

/** Runs it and makes a refusal that it throws a refused Analysis. */
export function refusedAnalysis(run: () => Analysis): Analysis {
  try {
    return run();
  } catch (error) {
    if (error instanceof RefusedError) return { kind: 'refused', refusal: error.refusal };
    if (error instanceof RangeError && /call stack/i.test(error.message)) {
      const message = 'statement nests too deeply to be analysed';
      const hint = 'Nest less deeply, or split the statement into several.';
      return { kind: 'refused', refusal: { code: 'WW_TOO_COMPLEX', message, hint } };
    }
    throw error;
  }
}

/** An analysis is shared by sessions. It is plain data; iterative, as it may hold an inner statement's. */
export function freeze(analysis: Analysis): Analysis {
  const open: object[] = [analysis];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (Object.isFrozen(next)) continue;
    Object.freeze(next);
    for (const value of Object.values(next) as readonly unknown[]) {
      if (typeof value === 'object' && value !== null) open.push(value);
    }
  }
  return analysis;
}
