/** Tokens written so that no lexer can take them for others: spaces between, names in backticks, strings in single quotes. */
import { fromByteString } from '../../../../src/sql/mysql/bytes.ts';
import type { Token } from '../../../../src/sql/mysql/tokens.ts';

/** In Unicode; `tokens` are of a text in UTF-8. */
export function written(tokens: readonly Token[]): string {
  let text = '';
  for (const token of tokens) text += isJoined(token) ? one(token) : `${one(token)} `;
  return text;
}

/** A called word and its parenthesis, and @@ and its word, must stay together. */
function isJoined(token: Token): boolean {
  return token.type === 'system_variable' || (token.type === 'word' && token.called && !token.afterDot);
}

function one(token: Token): string {
  switch (token.type) {
    case 'word':
      return token.afterDot || /^\d/.test(token.name) ? inBackticks(token.name) : token.name;
    case 'quoted':
      return inBackticks(token.name);
    case 'string':
      return inQuotes(token.value);
    case 'national':
      return `N${inQuotes(token.value)}`;
    case 'introducer':
      return `_${token.charset}`;
    case 'hex':
      return token.quoted ? `x'${token.digits}'` : `0x${token.digits}`;
    case 'bit':
      return token.quoted ? `b'${token.digits}'` : `0b${token.digits}`;
    case 'integer':
    case 'decimal':
    case 'float':
    case 'operator':
      return token.text;
    case 'user_variable':
      return `@${inBackticks(token.name)}`;
    case 'system_variable':
      return '@@';
    case 'parameter':
      return '?';
    case 'end':
      return '';
    default:
      return token satisfies never;
  }
}

function inBackticks(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``;
}

function inQuotes(value: string): string {
  const escaped = fromByteString(value).toString('utf8').replaceAll('\\', '\\\\').replaceAll("'", "''");
  return `'${escaped.replaceAll('\0', '\\0')}'`;
}
