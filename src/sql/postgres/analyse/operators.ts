/** Operators: those of pg_catalog are on a list; any other that the search path reaches runs a function, which needs a grant. */
import type { CatalogFunction, CatalogOperator } from '../../catalog/catalog.ts';
import { safeOperator } from '../lists/index.ts';
import { executed } from './functions.ts';
import type { Reading } from './reading.ts';
import { operatorUnknown } from './refuse.ts';
import { typeByOid } from './composite.ts';
import { ANY, BUILTIN, fits, isUserType, LITERAL, typeOf } from './types.ts';
import { castFits, runCasts } from './user-casts.ts';

const COMPARISONS: ReadonlySet<string> = new Set(
  '= <> != < > <= >= ~ ~* !~ !~* ~~ !~~ ~~* !~~* @> <@ && ? ?| ?& @@ @? ^@ << >> &< &>'.split(' '),
);

/** Resolves and records; gives the result's type. One operand for a prefix operator. `parts`: the name, its schema in front where OPERATOR(schema.name) was written. */
export function operate(reading: Reading, parts: readonly string[], types: readonly string[], offset: number): string {
  const name = parts.at(-1) ?? '';
  const schema = parts.length > 1 ? reading.schema(parts.at(-2) ?? '') : undefined;
  const own = schema === undefined || schema === 'pg_catalog' ? safeOperator(name === '!=' ? '<>' : name) : undefined;
  const others = schema === 'pg_catalog' ? [] : reachable(reading, schema, name, types, own !== undefined);
  for (const operator of others) {
    run(reading, operator, offset);
    const expected = argumentTypes(reading, reading.catalog.functionByOid(operator.functionOid)) ?? [];
    expected.forEach((type, position) => runCasts(reading, types[position] ?? ANY, type, 'implicit', offset));
  }
  if (own !== undefined) castOperands(reading, types, others.length > 0, offset);
  if (own === undefined && others.length === 0) {
    if (schema === undefined || schema === 'pg_catalog') return unlisted(reading, name, types, offset);
    throw operatorUnknown(shown(types, parts.join('.')), offset);
  }
  return resultOf(name, types, others.length > 0);
}

/** An operator of the server's own, for which an operand may first become something else by somebody's cast. */
function castOperands(reading: Reading, types: readonly string[], others: boolean, offset: number): void {
  const [left, right] = types;
  const differ = left !== right && !types.includes(LITERAL);
  for (const type of types) {
    if (differ || (isUserType(type) && !others)) runCasts(reading, type, ANY, 'implicit', offset);
  }
}

function reachable(
  reading: Reading,
  schema: string | undefined,
  name: string,
  types: readonly string[],
  ownToo: boolean,
): CatalogOperator[] {
  const all = reading.catalog.operators(name);
  if (all.length === 0) return [];
  const anyUser = types.some((type) => isUserType(type) || type === ANY);
  return all.filter((operator) => {
    if (schema !== undefined ? operator.schema !== schema : !reading.functionPath.includes(operator.schema))
      return false;
    const expected = argumentTypes(reading, reading.catalog.functionByOid(operator.functionOid));
    // The function can't be seen: the operator may take anything.
    if (expected === undefined) return true;
    if (expected.length !== types.length) return false;
    // The server takes untyped literals for the other operand's type, or for text, before any user's type.
    if (ownToo && !anyUser && expected.some(isUserType)) return false;
    return expected.every(
      (type, position) => fits(type, types[position] ?? ANY) || castFits(reading, type, types[position] ?? ANY),
    );
  });
}

/** What a function of the catalog takes. A domain takes whatever its base type does. */
export function argumentTypes(reading: Reading, called: CatalogFunction | undefined): string[] | undefined {
  return called?.argumentTypes.map((type, position) => {
    const oid = called.argumentTypeOids[position] ?? 0;
    return typeByOid(reading, oid)?.kind === 'domain' ? '"any"' : typeOf(type, oid);
  });
}

function run(reading: Reading, operator: CatalogOperator, offset: number): void {
  const called = reading.catalog.functionByOid(operator.functionOid);
  if (called !== undefined) {
    executed(reading, called, offset);
    return;
  }
  // An operator over a function of the server's own that the catalog doesn't show, or one that is gone.
  reading.found.readOnly = false;
  const name = `operator ${operator.name}`;
  reading.found.touchWhole(
    'EXECUTE',
    { kind: 'function', schema: operator.schema, name, oid: operator.functionOid },
    offset,
  );
}

/** An operator of the server's own that nobody listed: nothing but a grant by its name allows it. */
function unlisted(reading: Reading, name: string, types: readonly string[], offset: number): string {
  if (!/^[-+*/<>=~!@#%^&|`?]+$/.test(name)) throw operatorUnknown(shown(types, name), offset);
  reading.found.readOnly = false;
  const object = { kind: 'function', schema: 'pg_catalog', name: `operator ${name}` } as const;
  reading.found.touchWhole('EXECUTE', object, offset);
  return ANY;
}

function shown(types: readonly string[], name: string): string {
  const [left, right] = types.map((type) => (type === ANY || type === BUILTIN || isUserType(type) ? 'unknown' : type));
  return right === undefined ? `${name} ${left ?? ''}` : `${left ?? ''} ${name} ${right}`;
}

function resultOf(name: string, types: readonly string[], others: boolean): string {
  if (others || types.some((type) => isUserType(type) || type === ANY))
    return COMPARISONS.has(name) && !others ? 'boolean' : ANY;
  if (COMPARISONS.has(name)) return 'boolean';
  const typed = types.filter((type) => type !== LITERAL);
  return typed.length > 0 && typed.every((type) => type === typed[0]) ? (typed[0] ?? BUILTIN) : BUILTIN;
}
