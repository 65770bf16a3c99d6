/**
 * Which functions a call may reach, by name, argument count and, roughly, types. Those on the shipped lists are free; every other one needs
 * EXECUTE, all reachable overloads of it, since the parser gives no types to choose between them.
 */
import type { CatalogFunction } from '../../catalog/catalog.ts';
import { opaqueFunction, safeCall, safeExtensionFunction, safeFunction, safeStandardFunction } from '../lists/index.ts';
import type { FunctionOverload, SafeFunction } from '../lists/index.ts';
import type { CallRecord } from '../../lineage.ts';
import { argumentTypes } from './operators.ts';
import type { Reading } from './reading.ts';
import { functionUnknown } from './refuse.ts';
import { ANY, BUILTIN, FIRST_USER_OID, fits, isUserType, LITERAL, resultType, typeOf } from './types.ts';
import { castFits, runCasts } from './user-casts.ts';

export interface Call {
  /** The name, its schema in front where one is written. */
  readonly parts: readonly string[];
  readonly args: readonly { readonly type: string }[];
  readonly offset: number;
}

export interface Called {
  readonly type: string;
  /** Of functions that are not on the lists. */
  readonly calls: readonly CallRecord[];
}

function schemasOf(reading: Reading, parts: readonly string[]): readonly string[] {
  const schema = parts.length > 1 ? parts.at(-2) : undefined;
  return schema === undefined ? reading.functionPath : [reading.schema(schema)];
}

/** Whether the search path has any function of that name that takes so many arguments. */
export function functionExists(reading: Reading, name: string, count: number): boolean {
  return reading.functionPath.some(
    (schema) =>
      reading.catalog
        .functions(schema, name)
        .some((candidate) => takes(candidate.argumentTypes.length, candidate, count)) ||
      (schema === 'pg_catalog' &&
        ownOverloads(name).some((overload) => takes(overload.arguments.length, overload, count))),
  );
}

export function ownOverloads(name: string): readonly FunctionOverload[] {
  const listed = safeFunction(name);
  return listed === undefined ? [] : [...listed.overloads, ...listed.closed];
}

export function takes(
  declared: number,
  { defaults, variadic }: { readonly defaults: number; readonly variadic: boolean },
  count: number,
): boolean {
  if (variadic && count >= declared - 1 - defaults) return true;
  return count <= declared && count >= declared - defaults;
}

/** Resolves, records, and refuses as the server does where there is no such function. */
export function callFunction(reading: Reading, call: Call): Called {
  const found = tryCall(reading, call);
  if (found !== undefined) return found;
  const types = call.args
    .map(({ type }) => (type === ANY || type === BUILTIN || isUserType(type) ? LITERAL : type))
    .join(', ');
  throw functionUnknown(`${call.parts.join('.')}(${types})`, call.offset);
}

export function tryCall(reading: Reading, call: Call): Called | undefined {
  const name = call.parts.at(-1) ?? '';
  const types = call.args.map(({ type }) => type);
  const schemas = schemasOf(reading, call.parts);
  const own = schemas.includes('pg_catalog')
    ? ownOverloads(name).filter((overload) => takes(overload.arguments.length, overload, types.length))
    : [];
  const exact = own.find(
    (overload) =>
      overload.arguments.length === types.length && overload.arguments.every((type, place) => type === types[place]),
  );
  const results: string[] = [];
  const calls: CallRecord[] = [];
  let safe: SafeFunction | undefined;
  const others: CatalogFunction[] = [];
  for (const schema of schemas) {
    if (schema === 'pg_catalog') {
      safe = safeCall(name, types.length);
      if (safe !== undefined && own.length > 0) {
        reading.found.functions.add(`pg_catalog.${name}`);
        const reached = likely(own, types);
        for (const overload of reached) castArguments(reading, overload.arguments, types, call.offset);
        results.push(...reached.map((overload) => resultType(overload.returns, overload.arguments, types)));
        continue;
      }
      safe = undefined;
    }
    others.push(
      ...candidates(
        reading,
        schema,
        name,
        types,
        schemas.indexOf('pg_catalog') < schemas.indexOf(schema) ? own : [],
        exact,
      ),
    );
  }
  for (const other of others) {
    calls.push(...executed(reading, other, call.offset));
    castArguments(reading, argumentTypes(reading, other) ?? [], types, call.offset);
    results.push(resultType(typeOf(other.returnType, other.returnTypeOid), other.argumentTypes, types));
  }
  // Some overload is not safe, and the catalog doesn't show it: it is named by what the list knows.
  if (safe === undefined && own.length > 0 && !others.some((other) => other.schema === 'pg_catalog')) {
    calls.push(...closedOnly(reading, name, own, call.offset));
    results.push(...own.map((overload) => resultType(overload.returns, overload.arguments, types)));
  }
  if (results.length === 0) return opaque(reading, schemas, name, call.offset);
  const type = results.every((result) => result === results[0]) ? (results[0] ?? ANY) : mixed(results);
  return { type, calls };
}

function castArguments(reading: Reading, expected: readonly string[], types: readonly string[], offset: number): void {
  types.forEach((type, place) => {
    // The last one takes all that a variadic function is given more.
    const to = expected[place] ?? expected.at(-1);
    if (to !== undefined) runCasts(reading, type, to, 'implicit', offset);
  });
}

/** Those whose arguments fit, or all where none does by what is known here. */
function likely(own: readonly FunctionOverload[], types: readonly string[]): readonly FunctionOverload[] {
  const fitting = own.filter((overload) => types.every((type, place) => fits(overload.arguments[place] ?? ANY, type)));
  return fitting.length === 0 ? own : fitting;
}

function mixed(results: readonly string[]): string {
  return results.every((result) => result !== ANY && !isUserType(result)) ? BUILTIN : ANY;
}

function candidates(
  reading: Reading,
  schema: string,
  name: string,
  types: readonly string[],
  before: readonly FunctionOverload[],
  exact: FunctionOverload | undefined,
): CatalogFunction[] {
  return reading.catalog.functions(schema, name).filter((candidate) => {
    if (!takes(candidate.argumentTypes.length, candidate, types.length)) return false;
    const expected = argumentTypes(reading, candidate) ?? [];
    const same = (overload: FunctionOverload): boolean =>
      overload.arguments.length === expected.length &&
      overload.arguments.every((type, place) => type === expected[place]);
    // Hidden by one of the same signature earlier in the path.
    if (before.some(same)) return false;
    // The server takes an exact match before any other.
    if (exact !== undefined && !expected.every((type, place) => type === types[place])) return false;
    return types.every(
      (type, place) =>
        place >= expected.length ||
        (candidate.variadic && place >= expected.length - 1) ||
        fits(expected[place] ?? ANY, type) ||
        castFits(reading, expected[place] ?? ANY, type),
    );
  });
}

/** A function of the catalog that is called: free on the lists, a hazard where it can't be read, else EXECUTE. Gives its label unless free. */
export function executed(reading: Reading, called: CatalogFunction, offset: number): CallRecord[] {
  const { schema, name } = called;
  reading.found.functions.add(`${schema}.${name}`);
  if (called.extension !== undefined && safeExtensionFunction(called.extension, name) !== undefined) return [];
  if (schema === 'information_schema' && called.oid < FIRST_USER_OID && safeStandardFunction(name)) return [];
  const signature = called.argumentTypes.join(', ');
  reading.found.readOnly = false;
  const why = opaqueFunction(name);
  if (why !== undefined) {
    reading.found.hazard(why.hazard, `function ${schema}.${name}`, offset);
    return [];
  }
  const object = { kind: 'function', schema, name, signature, oid: called.oid } as const;
  reading.found.touchWhole('EXECUTE', object, offset);
  return [reading.found.call(object)];
}

function closedOnly(reading: Reading, name: string, own: readonly FunctionOverload[], offset: number): CallRecord[] {
  reading.found.functions.add(`pg_catalog.${name}`);
  reading.found.readOnly = false;
  const why = opaqueFunction(name);
  if (why !== undefined) {
    reading.found.hazard(why.hazard, `function pg_catalog.${name}`, offset);
    return [];
  }
  return own.map((overload) => {
    const object = { kind: 'function', schema: 'pg_catalog', name, signature: overload.arguments.join(', ') } as const;
    reading.found.touchWhole('EXECUTE', object, offset);
    return reading.found.call(object);
  });
}

/** Named on the list of those that run text or touch files, but in no catalog that we see: refused for what it is, not for being unknown. */
function opaque(reading: Reading, schemas: readonly string[], name: string, offset: number): Called | undefined {
  const why = schemas.includes('pg_catalog') ? opaqueFunction(name) : undefined;
  if (why === undefined) return undefined;
  reading.found.readOnly = false;
  reading.found.functions.add(`pg_catalog.${name}`);
  reading.found.hazard(why.hazard, `function pg_catalog.${name}`, offset);
  return { type: ANY, calls: [] };
}
