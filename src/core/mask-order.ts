/** Which of two masks shows less. Used where several rules name one column, and where several columns meet in one output. */
import type { MaskSpec } from './verdict.ts';

/**
 * The mask that shows only what both would show. `null` shows nothing, not even that there is a value; `redact` shows that
 * there is one; of two `first n` or two `last n` the one that keeps less. Masks that keep different parts of a value (`first`
 * and `last`, `email` and anything) have no part in common: together they are `redact`, because a reader who saw the
 * one here and the other there would know more than either rule meant.
 */
export function stricterMask(a: MaskSpec, b: MaskSpec): MaskSpec {
  if (a.kind === 'null' || b.kind === 'null') return { kind: 'null' };
  if (a.kind === 'redact' || b.kind === 'redact') return { kind: 'redact' };
  if (a.kind === 'email' || b.kind === 'email') return a.kind === b.kind ? a : { kind: 'redact' };
  if (a.kind !== b.kind) return { kind: 'redact' };
  return a.keep <= b.keep ? a : b;
}

/** As a rule writes it: `last 4`. */
export function maskLabel(mask: MaskSpec): string {
  return mask.kind === 'first' || mask.kind === 'last' ? `${mask.kind} ${mask.keep}` : mask.kind;
}
