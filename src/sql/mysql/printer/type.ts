/** Types as CAST and JSON_TABLE name them, and names of character sets and collations. */
import type { CastType, DataType } from '../ast/index.ts';
import { printDigitsAlone, printName, printString, printWords } from './literals.ts';
import type { Printing } from './options.ts';
import { given, separated, when, type Pieces } from './pieces.ts';

/** A character set or a collation, the word `binary` too. */
export function charset(name: string, printing: Printing): Pieces {
  return [printName(name, printing.charset)];
}

export function castType({ type, lengths, charset: set, array }: CastType, printing: Printing): Pieces {
  return [...sized(type, lengths), ...characterSet(set, printing), ...when(array, ' ARRAY')];
}

export function dataType(node: DataType, printing: Printing): Pieces {
  const members = separated(node.members, (member) => [printString(member)]);
  return [
    ...sized(node.type, node.lengths),
    ...(members.length === 0 ? [] : ['(', ...members, ')']),
    ...when(node.unsigned, ' UNSIGNED'),
    ...when(node.zerofill, ' ZEROFILL'),
    ...characterSet(node.charset, printing),
    ...given(' COLLATE ', node.collation, (name) => charset(name, printing)),
  ];
}

function sized(type: string, lengths: readonly string[]): Pieces {
  const size = lengths.length === 0 ? [] : [`(${lengths.map(printDigitsAlone).join(', ')})`];
  return [printWords(type), ...size];
}

function characterSet(name: string | undefined, printing: Printing): Pieces {
  return given(' CHARACTER SET ', name, (set) => charset(set, printing));
}
