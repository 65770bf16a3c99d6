/** Names of things in a database, and lists of names. */
import type { ColumnReference, Name, QualifiedName, SystemVariable, UserVariable } from '../ast/index.ts';
import { printName, printText } from './literals.ts';
import type { Printing } from './options.ts';
import { separated, type Pieces } from './pieces.ts';

export function name({ text }: Name, printing: Printing): Pieces {
  return [printName(text, printing.charset)];
}

/** `(a, b)`; nothing where there are none. */
export function names(list: readonly Name[], printing: Printing): Pieces {
  return list.length === 0 ? [] : ['(', ...separated(list, (item) => name(item, printing)), ')'];
}

/** With the database that the analysis found it in. */
export function qualified(node: QualifiedName, printing: Printing): Pieces {
  const schema = printing.schemaOf(node) ?? node.schema?.text;
  const own = printName(node.name.text, printing.charset);
  return schema === undefined ? [own] : [printName(schema, printing.charset), '.', own];
}

/** As the tree has it: a name that stands for an alias or a table of FROM. */
export function unresolved({ schema, name: own }: QualifiedName, printing: Printing): Pieces {
  return dotted([schema, own], printing);
}

export function columnReference({ schema, table, column }: ColumnReference, printing: Printing): Pieces {
  return dotted([schema, table, column], printing);
}

export function dotted(parts: readonly (Name | undefined)[], printing: Printing): Pieces {
  const present = parts.filter((part) => part !== undefined);
  return separated(present, (part) => name(part, printing), '.');
}

/** An empty name can be written in one way alone. */
export function userVariable(node: UserVariable, printing: Printing): Pieces {
  return ['@', node.name === '' ? printText('', printing.charset) : printName(node.name, printing.charset)];
}

/** Where it is read, and not set. The client's sql_mode is more than the server's: a client that adds a word to it must not lose those. */
export function readVariable(node: SystemVariable, printing: Printing): Pieces {
  const { heldBack = [] } = printing;
  const variable = systemVariable(node, printing);
  const isMode = node.base === undefined && node.name.text.toLowerCase() === 'sql_mode';
  const isOfSession = node.scope === undefined || node.scope === 'SESSION';
  if (heldBack.length === 0 || !isMode || !isOfSession) return variable;
  return ["CONCAT_WS(',', NULLIF(", ...variable, `, ''), '${heldBack.join(',')}')`];
}

export function systemVariable({ scope, base, name: own }: SystemVariable, printing: Printing): Pieces {
  return [scope === undefined ? '@@' : `@@${scope}.`, ...dotted([base, own], printing)];
}
