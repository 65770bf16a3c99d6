/** One statement: what kind it is, and its findings put together, with the text that goes upstream. */
import type { Delete, Insert, StatementNode, Update } from '../ast/index.ts';
import { plain } from '../../lineage.ts';
import type { CallRecord } from '../../lineage.ts';
import type { FunctionCall, OutputColumn, SessionEffect, StatementKind } from '../../statement.ts';
import type { MySqlContext } from '../context.ts';
import { lexicalWords } from '../mode.ts';
import type { ParsedStatement } from '../parser/index.ts';
import { print } from '../printer/index.ts';
import { markOf } from '../shared-reading.ts';
import type { Hole } from '../skeleton.ts';
import type { MySqlStatement } from '../statement.ts';
import { readDelete } from './delete.ts';
import { evaluate } from './expression.ts';
import { readInsert } from './insert.ts';
import { readQuery } from './query.ts';
import type { QueryOutput } from './query.ts';
import { Reading } from './reading.ts';
import { EMPTY } from './scope.ts';
import type { Column } from './scope.ts';
import { readUpdate } from './update.ts';
import type { UtilityReaders } from './utility-readers.ts';
import { readUtility } from './utility.ts';

export function readStatement(context: MySqlContext, parsed: ParsedStatement, holes?: readonly Hole[]): MySqlStatement {
  const reading = new Reading(context);
  const told = readNode(reading, parsed.node);
  const { found } = reading;
  const { output, labels } = told;
  return {
    dialect: 'mysql',
    kind: told.kind,
    command: told.command,
    start: parsed.start,
    end: parsed.end,
    accesses: found.accesses,
    functions: [...found.functions],
    calls: callsOf(reading, output),
    output: output?.map(outputColumn),
    positions: found.positions,
    writes: found.writes,
    hazards: found.hazards,
    effect: told.effect,
    withoutWhere: found.withoutWhere,
    readOnly: found.readOnly,
    secretText: told.secretText,
    parameters: parsed.parameters,
    printed: told.ours || found.hazards.length > 0 ? '' : printed(reading, told.printedAs ?? parsed.node, holes),
    labels,
  };
}

/** What is dangerous whatever the grants say goes nowhere, and needs no text. */
function printed(
  { commonNames, context, schemas }: Reading,
  node: StatementNode,
  holes: readonly Hole[] | undefined,
): string {
  const { charset, server, mode } = context;
  return print(commonNames.renamed(node), {
    charset,
    server,
    heldBack: lexicalWords(mode),
    schemaOf: (name) => schemas.get(name),
    inPlaceOf: holes === undefined ? undefined : ({ start }) => markOf(holes, start),
  });
}

interface Told {
  readonly kind: StatementKind;
  readonly command: string;
  readonly output: readonly Column[] | undefined;
  readonly labels: readonly (string | undefined)[];
  readonly effect: SessionEffect;
  readonly secretText: boolean;
  readonly ours: boolean;
  readonly printedAs?: StatementNode;
}

const ORDINARY = { effect: { kind: 'none' }, secretText: false, ours: false } as const;

function readNode(reading: Reading, node: StatementNode): Told {
  switch (node.kind) {
    case 'Query': {
      const { columns, labels } = readQuery(reading, node, undefined);
      const kind = node.body.kind === 'ValuesQuery' ? 'values' : 'select';
      // INTO takes the rows: none come back.
      const shown = node.into === undefined ? { output: columns, labels } : { output: undefined, labels: [] };
      return { ...ORDINARY, kind, command: 'SELECT', ...shown };
    }
    case 'Insert':
      return change('insert', node.verb, readChange(reading, node));
    case 'Update':
      return change('update', 'UPDATE', readChange(reading, node));
    case 'Delete':
      return change('delete', 'DELETE', readChange(reading, node));
    default: {
      reading.commonNames.keep = node.kind === 'Definition';
      const told = readUtility(reading, node, READERS);
      return { ...told, labels: (told.output ?? []).map(() => undefined) };
    }
  }
}

function change(kind: StatementKind, command: string, output: QueryOutput | undefined): Told {
  return { ...ORDINARY, kind, command, output: output?.columns, labels: output?.labels ?? [] };
}

function readChange(reading: Reading, node: Insert | Update | Delete): QueryOutput | undefined {
  reading.found.readOnly = false;
  switch (node.kind) {
    case 'Insert':
      return readInsert(reading, node);
    case 'Update':
      readUpdate(reading, node);
      return undefined;
    case 'Delete':
      return readDelete(reading, node);
    default:
      return node satisfies never;
  }
}

const READERS: UtilityReaders = {
  expression: (reading, node, scope) =>
    evaluate(reading, node, scope ?? { parent: undefined, shape: EMPTY, ctes: undefined }, 'output').lineage,
  query: (reading, node) => readQuery(reading, node, undefined).columns,
  change: (reading, node) => readChange(reading, node)?.columns,
};

/** Where each call's result goes: by one entry for each output column that is nothing but it. */
function callsOf(reading: Reading, output: readonly Column[] | undefined): FunctionCall[] {
  const shown = new Map<CallRecord, number[]>();
  output?.forEach(({ lineage }, index) => {
    for (const call of lineage.calls ?? []) shown.set(call, [...(shown.get(call) ?? []), index]);
  });
  return reading.found.calls.flatMap((call): FunctionCall[] => {
    const places = call.elsewhere ? undefined : shown.get(call);
    return (places ?? [undefined]).map((place) => ({ object: call.object, output: place }));
  });
}

function outputColumn({ name, lineage, origin }: Column): OutputColumn {
  return origin === undefined ? { name, lineage: plain(lineage) } : { name, lineage: plain(lineage), origin };
}
