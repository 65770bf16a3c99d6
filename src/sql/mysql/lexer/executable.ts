/**
 * Which executable comments are read: those that dump tools, drivers and ORMs are known to send, told by their words. Anything else in them
 * is refused: to those who don't run it a statement is another one than it is. What they hold is judged as if it stood there plainly.
 */
import type { Token } from '../tokens.ts';

/** `…` stands for any tokens that follow but a semicolon, `*` for one token. */
const ALONE = [
  'SET …',
  'ALTER TABLE * DISABLE KEYS',
  'ALTER TABLE * ENABLE KEYS',
  'DROP DATABASE IF EXISTS *',
  'DROP TABLE IF EXISTS *',
  'DROP VIEW IF EXISTS *',
  'CREATE VIEW …',
  'CREATE ALGORITHM = *',
];
const ANYWHERE = [
  '',
  'SQL_NO_CACHE',
  'WITH CONSISTENT SNAPSHOT',
  'IF EXISTS',
  'IF NOT EXISTS',
  'FULL',
  'GLOBAL',
  'SESSION',
  'INVISIBLE',
  'DEFINER = * * SQL SECURITY *',
  'VIEW …',
  'PARTITION BY …',
  'DEFAULT CHARACTER SET *',
  'DEFAULT CHARACTER SET * COLLATE *',
  'DEFAULT ENCRYPTION = *',
  'DEFAULT ENCRYPTION *',
];

const alone = ALONE.map((form) => form.split(' '));
const anywhere = ANYWHERE.map((form) => (form === '' ? [] : form.split(' ')));

/** `atBeginning`: nothing of a statement stands before the comment. */
export function isKnownExecutable(inside: readonly Token[], atBeginning: boolean): boolean {
  return anywhere.some((form) => matches(inside, form)) || (atBeginning && alone.some((form) => matches(inside, form)));
}

function matches(tokens: readonly Token[], form: readonly string[]): boolean {
  if (form.at(-1) === '…') {
    return startsWith(tokens, form.slice(0, -1)) && !tokens.some((token) => wordOf(token) === ';');
  }
  return tokens.length === form.length && startsWith(tokens, form);
}

function startsWith(tokens: readonly Token[], form: readonly string[]): boolean {
  return form.every((word, index) => {
    const token = tokens[index];
    return token !== undefined && (word === '*' ? wordOf(token) !== ';' : wordOf(token) === word);
  });
}

function wordOf(token: Token): string | undefined {
  if (token.type === 'word') return token.upper;
  return token.type === 'operator' ? token.text : undefined;
}
