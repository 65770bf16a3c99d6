/** Windows: what OVER and WINDOW look at. */
import type { Expression, Name, Select, WindowReference, WindowSpecification } from '../ast/index.ts';
import { derive, NONE } from '../../lineage.ts';
import type { Lineage } from '../../lineage.ts';
import { lineages, within } from './expression.ts';
import type { Use } from './expression.ts';
import { foldName } from './names.ts';
import type { Reading } from './reading.ts';
import { serverError } from './refuse.ts';
import type { Scope } from './scope.ts';

/** The WINDOW clause, used or not: what is in it is read. One may build on another that stands anywhere in the clause. */
export function readWindows(reading: Reading, select: Select, scope: Scope): ReadonlyMap<string, Lineage> {
  const windows = new Map<string, Lineage>();
  for (const { name } of select.windows) windows.set(foldName(name.text), NONE);
  const named = { ...scope, windows };
  const all = derive(select.windows.flatMap(({ window }) => readWindow(reading, window, named, 'window')));
  // Which builds on which is not followed: each is taken to look at whatever any of them looks at.
  for (const { name } of select.windows) windows.set(foldName(name.text), all);
  return windows;
}

export function overWindow(reading: Reading, over: WindowReference | undefined, scope: Scope, use: Use): Lineage[] {
  if (over === undefined) return [];
  if (over.kind === 'WindowName') return [windowNamed(reading, scope, over.name)];
  return readWindow(reading, over, scope, use);
}

function readWindow(reading: Reading, window: WindowSpecification, scope: Scope, use: Use): Lineage[] {
  const base = window.base === undefined ? [] : [windowNamed(reading, scope, window.base)];
  const offsets: Expression[] = [];
  for (const bound of [window.frame?.from, window.frame?.to]) if (bound?.kind === 'Offset') offsets.push(bound.offset);
  const parts = [...window.partitionBy, ...window.orderBy.map(({ expression }) => expression), ...offsets];
  return [...base, ...lineages(reading, parts, scope, within(use, 'window'))];
}

function windowNamed(reading: Reading, scope: Scope, name: Name): Lineage {
  const found = scope.windows?.get(foldName(name.text));
  if (found !== undefined) return found;
  if (reading.server.flavor === 'mariadb')
    throw serverError(4009, `Window specification with name '${name.text}' is not defined`, name.start);
  throw serverError(3579, `Window name '${name.text}' is not defined.`, name.start);
}
