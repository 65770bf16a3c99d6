/** Casts that somebody made: a function of theirs runs where a value changes its type, written or not, and needs EXECUTE. */
import type { CatalogCast } from '../../catalog/catalog.ts';
import { typeByOid } from './composite.ts';
import { executed } from './functions.ts';
import type { Reading } from './reading.ts';
import { ANY, BUILTIN, isPolymorphic, isUserType, LITERAL, typeOf } from './types.ts';

type Context = CatalogCast['context'];

/** The contexts in which a cast may be taken: one that is taken anywhere is taken where it is written, too. */
const REACHED: Readonly<Record<Context, readonly Context[]>> = {
  explicit: ['explicit', 'assignment', 'implicit'],
  assignment: ['assignment', 'implicit'],
  implicit: ['implicit'],
};

/** Records what runs where a value of one type becomes one of another. `from` LITERAL: a constant, which a type's input reads. */
export function runCasts(reading: Reading, from: string, to: string, context: Context, offset: number): void {
  for (const cast of castsBetween(reading, from, to, context)) {
    if (cast.functionOid === 0) continue;
    const called = reading.catalog.functionByOid(cast.functionOid);
    if (called !== undefined) {
      executed(reading, called, offset);
      continue;
    }
    reading.found.readOnly = false;
    const name = `cast from ${cast.source} to ${cast.target}`;
    reading.found.touchWhole('EXECUTE', { kind: 'function', schema: '', name, oid: cast.functionOid }, offset);
  }
}

/** Whether somebody's cast makes a value of one type fit where another is declared. */
export function castFits(reading: Reading, expected: string, actual: string): boolean {
  return castsBetween(reading, actual, expected, 'implicit').length > 0;
}

function castsBetween(reading: Reading, from: string, to: string, context: Context): readonly CatalogCast[] {
  const { casts } = reading.catalog.data;
  if (casts === undefined || casts.length === 0) return [];
  if (from === LITERAL || (from === to && from !== ANY) || isPolymorphic(to)) return [];
  return casts.filter(
    (cast) =>
      REACHED[context].includes(cast.context) &&
      isOf(reading, typeOf(cast.source, cast.sourceOid), from) &&
      isOf(reading, typeOf(cast.target, cast.targetOid), to),
  );
}

/** Whether a value of that type may be of the cast's; arrays are cast element by element, domains as what they are made of. */
function isOf(reading: Reading, type: string, actual: string): boolean {
  if (actual === ANY) return !isUserType(type) || reading.found.mayHold(type);
  if (actual === BUILTIN) return !isUserType(type);
  if (actual === type || (actual.endsWith('[]') && actual.slice(0, -2) === type)) return true;
  return isUserType(actual) && typeByOid(reading, Number(actual.slice(1)))?.kind === 'domain';
}
