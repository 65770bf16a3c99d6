/**
 * sql_mode as far as texts are read by it: which bits a mode stands for, which may stay on upstream, and which modes change the
 * grammar in ways that aren't read. Knows strings; the session's state is the conversation's.
 */
import { RefusedError } from '../../core/errors.ts';
import type { ServerFacts } from '../catalog/catalog.ts';
import type { LexicalMode } from './context.ts';

type Flavor = ServerFacts['flavor'];

const LEXICAL: ReadonlyMap<string, keyof LexicalMode> = new Map([
  ['ANSI_QUOTES', 'ansiQuotes'],
  ['NO_BACKSLASH_ESCAPES', 'noBackslashEscapes'],
  ['PIPES_AS_CONCAT', 'pipesAsConcat'],
  ['HIGH_NOT_PRECEDENCE', 'highNotPrecedence'],
  ['IGNORE_SPACE', 'ignoreSpace'],
]);

const SQL_STANDARD = ['PIPES_AS_CONCAT', 'ANSI_QUOTES', 'IGNORE_SPACE'];
/** MySQL adds ONLY_FULL_GROUP_BY. */
const ANSI = ['REAL_AS_FLOAT', ...SQL_STANDARD];
const NO_OPTIONS = ['NO_KEY_OPTIONS', 'NO_TABLE_OPTIONS', 'NO_FIELD_OPTIONS'];

/** Modes that stand for others beside themselves, ANSI aside, which differs between the servers. */
const COMBINATIONS: ReadonlyMap<string, readonly string[]> = new Map([
  ['POSTGRESQL', [...SQL_STANDARD, ...NO_OPTIONS]],
  ['DB2', [...SQL_STANDARD, ...NO_OPTIONS]],
  ['MAXDB', [...SQL_STANDARD, ...NO_OPTIONS, 'NO_AUTO_CREATE_USER']],
  ['MYSQL323', ['HIGH_NOT_PRECEDENCE']],
  ['MYSQL40', ['HIGH_NOT_PRECEDENCE']],
]);

/** Modes in which MariaDB reads another grammar: PL/SQL's words, [names in brackets]. */
const OTHER_GRAMMARS: ReadonlySet<string> = new Set(['ORACLE', 'MSSQL']);

/** The words of a mode, upper case, combinations with what they stand for. */
function wordsOf(sqlMode: string, flavor: Flavor): string[] {
  const words = sqlMode
    .toUpperCase()
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
  // As the server shows it all are there, and none must be added that another server would have.
  const isShown = ANSI.every((word) => words.includes(word));
  const added = words.flatMap((word) => (word === 'ANSI' && isShown ? [] : standsFor(word, flavor)));
  return [...new Set([...added, ...words])];
}

function standsFor(word: string, flavor: Flavor): readonly string[] {
  if (word !== 'ANSI') return COMBINATIONS.get(word) ?? [];
  return flavor === 'mysql' ? [...ANSI, 'ONLY_FULL_GROUP_BY'] : ANSI;
}

/** `sqlMode` as @@sql_mode shows it or as SET takes it: words with commas between. Throws for a mode whose grammar isn't read. */
export function lexicalModeOf(sqlMode: string, flavor: Flavor = 'mysql'): LexicalMode {
  const words = wordsOf(sqlMode, flavor);
  refuseOtherGrammar(words);
  const mode = {
    ansiQuotes: false,
    noBackslashEscapes: false,
    pipesAsConcat: false,
    highNotPrecedence: false,
    ignoreSpace: false,
  };
  for (const word of words) {
    const bit = LEXICAL.get(word);
    if (bit !== undefined) mode[bit] = true;
  }
  return mode;
}

/** The words of the bits that are on: what the server doesn't know of, because it is never set there. */
export function lexicalWords(mode: LexicalMode): readonly string[] {
  return [...LEXICAL].filter(([, bit]) => mode[bit]).map(([word]) => word);
}

/** What is set upstream in its place: the same without the bits by which texts are read, as what is printed is in the standard mode. */
export function withoutLexicalBits(sqlMode: string, flavor: Flavor = 'mysql'): string {
  const words = wordsOf(sqlMode, flavor);
  refuseOtherGrammar(words);
  // A combination would bring its bits back.
  return words.filter((word) => !LEXICAL.has(word) && standsFor(word, flavor).length === 0).join(',');
}

function refuseOtherGrammar(words: readonly string[]): void {
  const other = words.find((word) => OTHER_GRAMMARS.has(word));
  // A number stands for bits that differ between servers and versions.
  const number = words.find((word) => /^\d+$/.test(word));
  if (other === undefined && number === undefined) return;
  throw new RefusedError({
    code: 'WW_SETTING_REFUSED',
    message: other === undefined ? 'sql_mode as a number is not supported' : `sql_mode "${other}" is not supported`,
    hint: 'Set sql_mode to the names of the modes that you need, such as ANSI_QUOTES or STRICT_TRANS_TABLES.',
  });
}
