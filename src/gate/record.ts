// Statements and verdicts in the words of the audit log. Knows what is recorded of each, and that secrets are not.

import { objectLabel } from '../core/action.ts';
import type { RecordedStatement } from '../audit/index.ts';
import type { Statement } from '../sql/statement.ts';

/** Objects and columns named in one entry; a statement that touches more names these and that there are more. */
const MAX_NAMES = 500;

/** The recorded form of a text, kept with its analysis: the log keeps the encoded form with this object. */
export class Recorder {
  readonly #known = new WeakMap<object, RecordedStatement>();
  readonly #names = new WeakMap<object, Omit<RecordedStatement, 'text'>>();

  statement(
    text: string,
    statements: readonly Statement[],
    standsFor: readonly (readonly Statement[])[],
    alike: object = statements,
  ): RecordedStatement {
    if (standsFor.length > 0) return { text, ...namesOf([...statements, ...standsFor.flat()]) };
    const known = this.#known.get(alike);
    if (known?.text === text) return known;
    let names = this.#names.get(alike);
    if (names === undefined) {
      names = namesOf(statements);
      this.#names.set(alike, names);
    }
    const recorded = { text, ...names };
    this.#known.set(alike, recorded);
    return recorded;
  }

  unread(dialect: RecordedStatement['dialect'], text: string): RecordedStatement {
    return {
      dialect,
      text,
      parsed: false,
      secretText: false,
      kinds: [],
      commands: [],
      tables: [],
      columns: [],
      functions: [],
    };
  }
}

function namesOf(statements: readonly Statement[]): Omit<RecordedStatement, 'text'> {
  const tables = new Set<string>();
  const columns = new Set<string>();
  for (const { accesses } of statements) {
    for (const { object, columns: touched } of accesses) {
      if (object.kind !== 'table') continue;
      const table = objectLabel(object);
      tables.add(table);
      if (Array.isArray(touched)) for (const column of touched) columns.add(`${table}.${column}`);
    }
  }
  return {
    dialect: statements[0]?.dialect ?? 'postgres',
    parsed: true,
    secretText: statements.some(({ secretText }) => secretText),
    kinds: bounded(new Set(statements.map(({ kind }) => kind))),
    commands: bounded(new Set(statements.map(({ command }) => command))),
    tables: bounded(tables),
    columns: bounded(columns),
    functions: bounded(new Set(statements.flatMap(({ functions }) => functions))),
  };
}

function bounded(names: ReadonlySet<string>): readonly string[] {
  const all = [...names];
  return all.length <= MAX_NAMES ? all : [...all.slice(0, MAX_NAMES), `… ${all.length - MAX_NAMES} more`];
}
