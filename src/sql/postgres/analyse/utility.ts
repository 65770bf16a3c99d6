/** Statements other than the five that read and write rows: what the lists say of them, resolved against the catalog. */
import type { Node } from '@pgsql/types';
import type { NameContext } from '../../catalog/catalog.ts';
import type { Statement } from '../../statement.ts';
import { describeUtility } from '../lists/index.ts';
import { bodyOf, kindOf } from './node.ts';
import type { Reading } from './reading.ts';
import { notUnderstood } from './refuse.ts';
import { assemble } from './statement.ts';
import type { Extent } from './statement.ts';

export function readUtility(context: NameContext, reading: Reading, node: Node, extent: Extent): Statement {
  const kind = kindOf(node) ?? '';
  const description = describeUtility(kind, bodyOf(node));
  if (description === undefined) throw notUnderstood(`the statement ${kind}`, extent.start);
  void context;
  return assemble(reading, extent, { kind: description.kind, command: description.command, output: undefined });
}
