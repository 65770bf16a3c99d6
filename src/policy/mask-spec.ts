/** A mask as a rule writes it (`last 4`) → what it is. What each does is masking's. */
import type { MaskSpec } from '../core/verdict.ts';
import { didYouMean } from './problem.ts';

/** More consecutive characters than this are never kept (design: "at most four"). */
const MAX_KEPT = 4;
const NOT_YET = ['hash', 'date', 'round', 'fake'];

export function parseMask(text: string): MaskSpec | { readonly message: string; readonly suggestion?: string } {
  const words = text.trim().toLowerCase().split(/\s+/);
  const [kind = '', count, ...more] = words;
  if (kind === '') return { message: 'a mask is missing', suggestion: 'redact, null, email, first 1…4 or last 1…4' };
  if (NOT_YET.includes(kind)) return { message: `the mask "${kind}" is not supported yet`, suggestion: 'use redact' };
  if (kind === 'redact' || kind === 'null' || kind === 'email') {
    return count === undefined ? { kind } : { message: `the mask "${kind}" takes no number` };
  }
  if (kind !== 'first' && kind !== 'last')
    return { message: `"${text}" is no mask`, ...didYouMean(kind, ['redact', 'null', 'email', 'first', 'last']) };
  const keep = /^[0-9]{1,3}$/.test(count ?? '') ? Number(count) : 0;
  if (keep >= 1 && keep <= MAX_KEPT && more.length === 0) return { kind, keep };
  return {
    message: `"${text}" does not say how many characters are kept`,
    suggestion: `${kind} 1 to ${kind} ${MAX_KEPT}`,
  };
}
