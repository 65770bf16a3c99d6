/**
 * Definitions: each token of theirs is written anew. A word stays a word, since only the server's grammar knows what a definition makes of it;
 * what was quoted, or stands beside a dot, is a name.
 */
import { InternalFault } from '../../../core/errors.ts';
import type { Definition } from '../ast/index.ts';
import { encodeText } from '../charset.ts';
import type { Token } from '../tokens.ts';
import { whole } from './expression.ts';
import { hidden } from './label.ts';
import { printDigits, printIntroducer, printName, printNumber, printString } from './literals.ts';
import { qualified } from './names.ts';
import type { Printing } from './options.ts';
import { query } from './query.ts';
import { type Pieces } from './pieces.ts';

type DefinitionPart = Definition['parts'][number];

/** What is printed, and whether what comes next must follow at once. */
interface Written {
  readonly pieces: Pieces;
  readonly glued?: boolean;
}

export function definition(node: Definition, printing: Printing): Pieces {
  const written = node.parts.flatMap((part, at) => {
    const [before, after] = [node.parts[at - 1], node.parts[at + 1]];
    const beside = {
      before: before?.kind === 'Tokens' ? before.tokens.at(-1) : undefined,
      after: after?.kind === 'Tokens' ? after.tokens[0] : undefined,
    };
    return writtenPart(part, beside, node, printing);
  });
  return written.flatMap(({ pieces, glued }, at) =>
    glued === true || at === written.length - 1 ? pieces : [...pieces, ' '],
  );
}

/** The tokens before and behind a part, where there are such. */
interface Beside {
  readonly before: Token | undefined;
  readonly after: Token | undefined;
}

function writtenPart(part: DefinitionPart, beside: Beside, node: Definition, printing: Printing): Written[] {
  switch (part.kind) {
    case 'Words':
      if (!/^[A-Z0-9_ (),=]+$/.test(part.text)) throw new InternalFault('words of a definition that are none');
      return [{ pieces: [part.text.trim()] }];
    case 'Target': {
      const target = node.targets[part.index];
      if (target === undefined) throw new InternalFault('a definition without its target');
      return [{ pieces: qualified(target, printing) }];
    }
    case 'Named':
      return [{ pieces: qualified(part.name, printing) }];
    case 'Computed':
      return [{ pieces: [whole(part.expression, printing)] }];
    case 'Selected':
      return [{ pieces: [query(part.query, printing, { ...hidden, all: true, view: node.object === 'VIEW' })] }];
    case 'Tokens':
      return part.tokens.map((token, at, tokens) =>
        writtenToken(token, tokens[at - 1] ?? beside.before, tokens[at + 1] ?? beside.after, printing),
      );
    default:
      return part satisfies never;
  }
}

function writtenToken(token: Token, before: Token | undefined, after: Token | undefined, printing: Printing): Written {
  // `'user'@'host'`: the servers take white space beside that sign for an end.
  const glued = after?.type === 'user_variable' || isAt(after) ? token.end === after?.start : isAt(token);
  switch (token.type) {
    case 'word': {
      const isName = token.afterDot || isDot(before) || isDot(after);
      const text = isName ? printName(token.name, printing.charset) : encodeText(token.name, printing.charset);
      return { pieces: [text], glued: glued || token.called };
    }
    case 'quoted':
      return { pieces: [printName(token.name, printing.charset)], glued };
    case 'string':
      return { pieces: [printString(token.value)], glued };
    case 'national':
      return { pieces: [`N${printString(token.value)}`], glued };
    case 'introducer':
      return {
        pieces: [isIntroduced(after) ? printIntroducer(token.charset) : printName(token.name, printing.charset)],
        glued,
      };
    case 'integer':
    case 'decimal':
    case 'float':
      return { pieces: [printNumber(token)], glued };
    case 'hex':
    case 'bit':
      return { pieces: [printDigits(token.type, token.digits, token.quoted)], glued };
    case 'user_variable':
      return { pieces: [`@${printName(token.name, printing.charset)}`], glued };
    case 'operator':
      if (token.text === ';') throw new InternalFault('a definition that goes on behind its end');
      return { pieces: [token.text], glued };
    case 'system_variable':
    case 'parameter':
    case 'end':
      throw new InternalFault(`a definition with a token of type ${token.type}`);
    default:
      return token satisfies never;
  }
}

function isAt(token: Token | undefined): boolean {
  return token?.type === 'operator' && token.text === '@';
}

function isDot(token: Token | undefined): boolean {
  return token?.type === 'operator' && token.text === '.';
}

function isIntroduced(token: Token | undefined): boolean {
  return token?.type === 'string' || token?.type === 'hex' || token?.type === 'bit';
}
