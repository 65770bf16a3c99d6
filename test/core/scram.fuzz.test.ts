import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  parseClientFinal,
  parseClientFirst,
  parseServerFinal,
  parseServerFirst,
} from '../../src/core/scram-messages.ts';
import { parseVerifier, ScramError } from '../../src/core/scram.ts';

const WELL_FORMED = [
  'n,,n=user,r=rOprNGfwEbeRWgbNEkqO',
  'p=tls-server-end-point,,n=,r=abc',
  'r=rOprNGfwEbeRWgbNEkqO%hvYD,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096',
  'c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYD,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=',
  'v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=',
  'SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=',
];

/** A message with pieces taken out, doubled or put in. */
const bent = fc
  .tuple(
    fc.constantFrom(...WELL_FORMED),
    fc.array(fc.tuple(fc.nat(150), fc.nat(20), fc.string({ unit: 'binary', maxLength: 20 })), { maxLength: 4 }),
  )
  .map(([text, bends]) =>
    bends.reduce((given, [at, length, piece]) => given.slice(0, at) + piece + given.slice(at + length), text),
  );

test.for<[string, (text: string) => unknown]>([
  ['client-first', parseClientFirst],
  ['server-first', parseServerFirst],
  ['client-final', parseClientFinal],
  ['server-final', parseServerFinal],
  ['a verifier', parseVerifier],
])('any text is %s or a ScramError', ([, parse]) => {
  const property = fc.property(fc.oneof(bent, fc.string({ unit: 'binary', maxLength: 5_000 })), (text) => {
    try {
      parse(text);
      return true;
    } catch (error) {
      return error instanceof ScramError;
    }
  });
  expect(fc.check(property, { numRuns: 50_000 }).failed).toBe(false);
});
