/** The parser's tree as typed values: each node is an object with one key, its kind. Knows the tree's shape, no meaning. */
import type { Node } from '@pgsql/types';

type KeysOf<T> = T extends T ? keyof T : never;
export type NodeKind = KeysOf<Node>;
export type Body<K extends NodeKind> = Extract<Node, Record<K, unknown>>[K];

/** Undefined for the empty object that stands for a missing list element. */
export function kindOf(node: Node): NodeKind | undefined {
  for (const key in node) return key as NodeKind; // a parsing edge: the tree comes from JSON
  return undefined;
}

export function bodyOf(node: Node): unknown {
  return (node as Record<string, unknown>)[kindOf(node) ?? ''];
}

/** The body of a node if it is of that kind. */
export function as<K extends NodeKind>(node: Node | undefined, kind: K): Body<K> | undefined {
  return node === undefined ? undefined : (node as Record<string, unknown>)[kind] as Body<K> | undefined; // prettier-ignore
}

/** The texts of a list of String nodes; other kinds give undefined in their place. */
export function strings(nodes: readonly Node[] | undefined): string[] {
  return (nodes ?? []).map((node) => as(node, 'String')?.sval ?? '');
}

export function items(node: Node | undefined): readonly Node[] {
  return as(node, 'List')?.items ?? [];
}

/** The parser leaves a zero out. */
export function at(body: { readonly location?: number }): number {
  return body.location ?? 0;
}

/** A string constant, also behind a cast. */
export function constantText(node: Node | undefined): string | undefined {
  const cast = as(node, 'TypeCast');
  if (cast !== undefined) return constantText(cast.arg);
  const constant = as(node, 'A_Const');
  if (constant?.sval !== undefined) return constant.sval.sval ?? '';
  return undefined;
}
