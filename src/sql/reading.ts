/** What the readings of all dialects have in common: refusals made values, and results that sessions share, frozen and weighed. */
import { RefusedError } from '../core/errors.ts';
import type { Refusal } from '../core/refusal.ts';

/** A header and six fields. */
const BYTES_PER_OBJECT = 64;

export interface RefusedReading {
  readonly kind: 'refused';
  readonly refusal: Refusal;
}

/** Runs it and makes a refusal that it throws a refused reading; a stack that is too small for the text, too. */
export function readingOf<Reading>(run: () => Reading): Reading | RefusedReading {
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

/** A reading is shared by sessions. It is plain data; iterative, as it may hold an inner statement's. */
export function freeze<Reading extends object>(reading: Reading): Reading {
  const open: object[] = [reading];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (Object.isFrozen(next)) continue;
    Object.freeze(next);
    for (const value of Object.values(next) as readonly unknown[]) {
      if (typeof value === 'object' && value !== null) open.push(value);
    }
  }
  return reading;
}

/** How many objects a reading is made of, and what they take in memory, roughly: enough to bound a cache by, or what crosses threads. */
export function sizeOf(reading: object): { readonly objects: number; readonly bytes: number } {
  let objects = 0;
  let text = 0;
  const open: object[] = [reading];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    objects++;
    for (const value of Object.values(next) as readonly unknown[]) {
      if (typeof value === 'string') text += value.length;
      else if (typeof value === 'object' && value !== null) open.push(value);
    }
  }
  return { objects, bytes: objects * BYTES_PER_OBJECT + text };
}
