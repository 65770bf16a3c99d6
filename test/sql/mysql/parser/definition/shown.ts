/** A definition for a test: its parts as one text, names in backticks, other tokens as they are; and what it names. */
import type { Definition } from '../../../../../src/sql/mysql/ast/index.ts';
import type { Token } from '../../../../../src/sql/mysql/tokens.ts';
import { parse, short, type Flavor } from '../statements.ts';

export interface Shown {
  readonly command: string;
  readonly text: string;
  readonly targets: readonly string[];
  readonly named: readonly string[];
  readonly columns: readonly string[];
}

export function definitionOf(text: string, flavor: Flavor = 'mysql'): Definition {
  const [statement] = parse(text, flavor);
  if (statement?.node.kind !== 'Definition') throw new RangeError(`no definition: ${text}`);
  return statement.node;
}

export function shown(text: string, flavor: Flavor = 'mysql'): Shown {
  const node = definitionOf(text, flavor);
  return {
    command: node.command,
    text: textOf(node),
    targets: node.targets.map((target) => String(short(target))),
    named: node.parts.flatMap((part) => (part.kind === 'Named' ? [`${part.as} ${String(short(part.name))}`] : [])),
    columns: (node.columns ?? []).map((name) => name.text),
  };
}

export function textOf({ parts, targets }: Definition): string {
  return parts
    .map((part) => {
      switch (part.kind) {
        case 'Words':
          return part.text;
        case 'Tokens':
          return part.tokens.map(tokenText).join(' ');
        case 'Target':
          return `<${String(short(targets[part.index]))}>`;
        case 'Named':
          return `<${String(short(part.name))}>`;
        case 'Computed':
          return '{expression}';
        case 'Selected':
          return '{query}';
        default:
          return part satisfies never;
      }
    })
    .join(' ');
}

function tokenText(token: Token): string {
  switch (token.type) {
    case 'quoted':
      return `\`${token.name}\``;
    case 'string':
      return `'${token.value}'`;
    case 'operator':
    case 'integer':
    case 'decimal':
    case 'float':
      return token.text;
    case 'hex':
    case 'bit':
      return `${token.type} ${token.digits}`;
    case 'introducer':
      return `_${token.charset}`;
    default:
      throw new RangeError(`a token that no definition keeps: ${token.type}`);
  }
}
