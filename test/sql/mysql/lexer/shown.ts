/** Tokens in short, for tables of expectations: `SELECT`, `.a` (behind a dot), `name(` (called), `«a b»` (quoted), `'x'`, `@x`, `1:integer`. */
import { DEFAULT_MODE } from '../../../../src/sql/mysql/context.ts';
import { RefusedError } from '../../../../src/core/errors.ts';
import { tokenize } from '../../../../src/sql/mysql/lexer/index.ts';
import type { LexerContext } from '../../../../src/sql/mysql/lexer/index.ts';
import type { Token } from '../../../../src/sql/mysql/tokens.ts';

export const MYSQL: LexerContext = {
  mode: DEFAULT_MODE,
  charset: 'utf8mb4',
  server: { flavor: 'mysql', version: 90_704, lowerCaseTableNames: 0 },
};
export const MARIADB: LexerContext = {
  ...MYSQL,
  server: { flavor: 'mariadb', version: 101_119, lowerCaseTableNames: 0 },
};

/** The tokens of a text that is sent in UTF-8, or the code with which it is refused. */
export function lexed(text: string, context = MYSQL): string {
  return lexedBytes(Buffer.from(text).toString('latin1'), context);
}

export function lexedBytes(text: string, context = MYSQL): string {
  try {
    return tokenize(text, context).slice(0, -1).map(shown).join(' ');
  } catch (error) {
    if (error instanceof RefusedError) return error.refusal.code;
    throw error;
  }
}

function shown(token: Token): string {
  switch (token.type) {
    case 'word':
      return `${token.afterDot ? '.' : ''}${token.name}${token.called ? '(' : ''}`;
    case 'quoted':
      return `«${token.name}»`;
    case 'string':
      return `'${token.value}'`;
    case 'national':
      return `N'${token.value}'`;
    case 'introducer':
      return `_${token.charset}_`;
    case 'integer':
    case 'decimal':
    case 'float':
      return `${token.text}:${token.type}`;
    case 'hex':
      return token.quoted ? `x'${token.digits}'` : `0x${token.digits}`;
    case 'bit':
      return token.quoted ? `b'${token.digits}'` : `0b${token.digits}`;
    case 'user_variable':
      return `@${token.name}`;
    case 'system_variable':
      return '@@';
    case 'parameter':
      return '?';
    case 'operator':
      return token.text;
    case 'end':
      return '';
    default:
      return token satisfies never;
  }
}
