/** From what servers have and what was reviewed to the lists of functions and operators. Pure. */
import type { FunctionFact, OperatorFact } from './facts.ts';
import {
  CLOSED, INTERNAL_TYPE, OPEN_PG, OPEN_VOLATILE, READS_NAME, SAFE_EXTENSIONS, TOTAL, TOTAL_OPERATORS,
} from './review-functions.ts'; // prettier-ignore

const OPEN_PG_NAMES = new Set(Object.values(OPEN_PG).flat());

export function signature(fact: Pick<FunctionFact, 'name' | 'arguments'>): string {
  return `${fact.name}(${fact.arguments.join(',')})`;
}

/** Functions that serve the server's inside: no query can call them usefully, many can't be called at all. Those that a review opened give `void`, and no more. */
export function isInternal(fact: FunctionFact): boolean {
  if (OPEN_PG_NAMES.has(fact.name) && fact.returns === 'void') return false;
  return fact.typeSupport || [...fact.arguments, fact.returns].some((type) => INTERNAL_TYPE.test(type));
}

export function isSafe(fact: FunctionFact): boolean {
  if (fact.kind === 'p' || isInternal(fact)) return false;
  if (fact.extension !== '') {
    const review = SAFE_EXTENSIONS[fact.extension];
    return review !== undefined && review.open.test(fact.name) && !review.except.test(fact.name);
  }
  if (CLOSED.some(([name]) => name.test(fact.name))) return false;
  if (fact.name.startsWith('pg_')) return OPEN_PG_NAMES.has(fact.name);
  if (fact.volatility === 'v') return OPEN_VOLATILE.includes(fact.name);
  return true;
}

const VOLATILITY = ['i', 's', 'v'];

/** The same overload in several versions is one: the most careful of what they say. */
function merge(facts: readonly FunctionFact[]): FunctionFact[] {
  const merged = new Map<string, FunctionFact>();
  for (const fact of facts) {
    const key = `${fact.extension} ${signature(fact)}`;
    const other = merged.get(key);
    merged.set(key, other === undefined ? fact : moreCareful(other, fact));
  }
  return [...merged.values()];
}

function moreCareful(a: FunctionFact, b: FunctionFact): FunctionFact {
  const volatility = VOLATILITY.indexOf(a.volatility) > VOLATILITY.indexOf(b.volatility) ? a.volatility : b.volatility;
  return { ...b, volatility, strict: a.strict && b.strict, defaults: Math.max(a.defaults, b.defaults) };
}

/**
 * One line per overload: name, flags, arguments, result, separated by "|". Flags: volatility (i s v), kind (f a w), then any of:
 * `k` strict, `r` returns a set, `m` variadic or ordered-set, `t` total, `n` reads a name from text, `x` not safe, a digit for defaults.
 */
function line(fact: FunctionFact): string {
  const total = fact.extension === '' && fact.volatility === 'i' && TOTAL.has(signature(fact));
  const flags = [
    fact.volatility,
    fact.kind,
    fact.strict ? 'k' : '',
    fact.set ? 'r' : '',
    fact.variadic || fact.orderedSet ? 'm' : '',
    total ? 't' : '',
    fact.extension === '' && READS_NAME.test(fact.name) ? 'n' : '',
    isSafe(fact) ? '' : 'x',
    fact.defaults > 0 ? String(fact.defaults) : '',
  ];
  return [fact.name, flags.join(''), fact.arguments.join(','), fact.returns].join('|');
}

/** Lines per extension (empty: pg_catalog) for every name of which an overload is safe; its callable unsafe overloads marked. */
export function functionLines(facts: readonly FunctionFact[]): Map<string, string[]> {
  const merged = merge(facts);
  const named = (fact: FunctionFact) => `${fact.extension} ${fact.name}`;
  const safeNames = new Set(merged.filter(isSafe).map(named));
  const lines = new Map<string, string[]>();
  for (const fact of merged.filter((candidate) => safeNames.has(named(candidate)) && !isInternal(candidate))) {
    const list = lines.get(fact.extension) ?? [];
    list.push(line(fact));
    lines.set(fact.extension, list);
  }
  for (const list of lines.values()) list.sort();
  return lines;
}

/** Operators all of whose variants run safe functions, and those that don't with the functions at fault. */
export function operatorLists(operators: readonly OperatorFact[], functions: readonly FunctionFact[]) {
  const safe = new Set(functions.filter((fact) => fact.extension === '' && isSafe(fact)).map(signature));
  const faults = new Map<string, Set<string>>();
  for (const operator of operators) {
    const found = faults.get(operator.name) ?? new Set();
    if (!safe.has(operator.function)) found.add(operator.function);
    faults.set(operator.name, found);
  }
  const names = [...faults.keys()].sort();
  return {
    safe: names
      .filter((name) => faults.get(name)?.size === 0)
      .map((name) => (TOTAL_OPERATORS.has(name) ? `${name} total` : name)),
    unsafe: names.flatMap((name) => [...(faults.get(name) ?? [])].map((fault) => `${name} runs ${fault}`)),
  };
}
