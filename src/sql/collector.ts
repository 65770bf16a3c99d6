/** Gathers what a statement touches. Knows no scoping: it is told of resolved objects and of lineages. */
import type { Access, ObjectName, Privilege } from '../core/action.ts';
import type { BaseColumn, DeferredCheck, Hazard, Position, PositionKind, SessionEffect, Write } from './statement.ts';
import { columnsOf, consume, plain } from './lineage.ts';
import type { CallRecord, Lineage } from './lineage.ts';

/** One object touched with one privilege; columns are added as they are met. */
export interface Touched {
  readonly privilege: Privilege;
  readonly object: ObjectName;
  readonly offset: number;
  readonly columns: Set<string>;
  whole: boolean;
}

export class Collector {
  readonly #touched = new Map<string, Touched>();
  readonly #positions = new Map<string, Position>();
  readonly functions = new Set<string>();
  /** Types of the columns that are in reach, as types.ts has them. */
  readonly types = new Set<string>();
  /** Of functions that are not on the lists. */
  readonly calls: CallRecord[] = [];
  readonly #writes: Write[] = [];
  readonly hazards: Hazard[] = [];
  readonly deferred: DeferredCheck[] = [];
  /** What a function did to the session: set_config. */
  effect: SessionEffect | undefined;
  /** Why a value of unknown origin stands somewhere else than in the output. */
  #unknownUse: string | undefined;
  parameters = 0;
  /** An UPDATE or DELETE without WHERE, at whatever depth. */
  withoutWhere = false;
  /** False once anything may write. */
  readOnly = true;

  touch(privilege: Privilege, object: ObjectName, offset: number): Touched {
    const key = `${privilege} ${object.kind} ${object.schema}.${object.name}(${object.signature ?? ''})`;
    const known = this.#touched.get(key);
    if (known !== undefined) return known;
    const made: Touched = { privilege, object, offset, columns: new Set(), whole: false };
    this.#touched.set(key, made);
    return made;
  }

  /** The whole object: DELETE, EXECUTE, DDL. */
  touchWhole(privilege: Privilege, object: ObjectName, offset: number): void {
    this.touch(privilege, object, offset).whole = true;
  }

  /** Whether a value whose type is not known may be of this one, which somebody made. */
  mayHold(type: string): boolean {
    return this.calls.length > 0 || this.types.has(type);
  }

  position(lineage: Lineage, kind: PositionKind, offset: number): void {
    consume(lineage);
    if (lineage.kind === 'none') return;
    if (lineage.kind === 'unknown') this.#unknownUse ??= lineage.why;
    for (const column of columnsOf(lineage)) {
      const identity =
        column.oid === undefined
          ? `${column.schema}.${column.table}.${column.column}`
          : `${column.oid}.${column.attribute}`;
      const key = `${identity} ${kind} ${offset}`;
      if (!this.#positions.has(key)) this.#positions.set(key, { column, kind, offset });
    }
  }

  write(target: BaseColumn | undefined, from: Lineage, offset: number): void {
    consume(from);
    this.#writes.push({ target, from: plain(from), offset });
  }

  call(object: ObjectName): CallRecord {
    const call = { object, elsewhere: false };
    this.calls.push(call);
    return call;
  }

  hazard(kind: Hazard['kind'], what: string, offset: number): void {
    if (!this.hazards.some((known) => known.kind === kind && known.what === what))
      this.hazards.push({ kind, what, offset });
  }

  get accesses(): Access[] {
    return [...this.#touched.values()].map(({ privilege, object, offset, columns, whole }) => ({
      privilege,
      object,
      columns: whole ? 'all' : columns.size === 0 ? 'any' : [...columns],
      offset,
    }));
  }

  get positions(): Position[] {
    return [...this.#positions.values()];
  }

  /** A value that nobody can trace and that steers the statement is reported as written to nowhere, so that masking sees it. */
  get writes(): Write[] {
    if (this.#unknownUse === undefined) return this.#writes;
    return [...this.#writes, { target: undefined, from: { kind: 'unknown', why: this.#unknownUse }, offset: -1 }];
  }
}
