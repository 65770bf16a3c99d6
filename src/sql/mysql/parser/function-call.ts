/** Calls of functions: the node, and calls in the ordinary form by a name. Which functions have a form of their own is in function-special.ts. */
import type { Expression, FunctionCall, Name } from '../ast/index.ts';
import type { Token } from '../tokens.ts';
import type { Cursor } from './cursor.ts';
import { parseExpression } from './expression.ts';
import { isGrammarFunction } from './function-special.ts';

type Extras = Partial<
  Pick<FunctionCall, 'star' | 'distinct' | 'orderBy' | 'separator' | 'limit' | 'unit' | 'using' | 'nulls' | 'over'>
>;

/** A call of the server's own function. `name` in upper case. */
export function builtInCall(
  name: string,
  items: readonly Expression[],
  start: number,
  end: number,
  extras: Extras = {},
): FunctionCall {
  return call(
    { kind: 'Name', text: name, start, end: start + name.length },
    undefined,
    true,
    items,
    start,
    end,
    extras,
  );
}

function call(
  name: Name,
  schema: Name | undefined,
  builtIn: boolean,
  items: readonly Expression[],
  start: number,
  end: number,
  extras: Extras = {},
): FunctionCall {
  return {
    kind: 'FunctionCall',
    name: { kind: 'QualifiedName', schema, name, start, end: name.end },
    builtIn,
    arguments: items,
    star: false,
    distinct: false,
    orderBy: [],
    separator: undefined,
    limit: undefined,
    unit: undefined,
    using: undefined,
    nulls: undefined,
    over: undefined,
    ...extras,
    start,
    end,
  };
}

/**
 * `name(…)`, `schema.name(…)`: a native function, a loadable one or a stored one, which the analysis tells. A name that the grammar has a form
 * for comes here only quoted, or with white space where the lexer wants none: then the server looks for a stored function of
 * that name. Refused, since what is meant is nearly always the other one.
 */
export function parseGenericCall(cursor: Cursor, first: Name, second: Name | undefined, written: Token): Expression {
  const unquoted = written.type === 'word' ? written.upper : first.text.toUpperCase();
  if (second === undefined && isGrammarFunction(unquoted, cursor.context.server)) {
    throw cursor.notUnderstood(`a call of "${first.text}" other than of the server's own function`, first.start);
  }
  const items = parseArguments(cursor);
  const end = cursor.endOffset;
  return second === undefined
    ? call(first, undefined, false, items, first.start, end)
    : call(second, first, false, items, first.start, end);
}

export function parseArguments(cursor: Cursor): Expression[] {
  return cursor.parenthesised(() => {
    if (cursor.isOperator(')')) return [];
    return cursor.list(() => parseExpression(cursor));
  });
}
