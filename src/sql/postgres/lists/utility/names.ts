/** Reads names out of the tree: every way in which the grammar writes one. What it can't read gives an empty name, which nothing resolves. */
import type { Node, ObjectWithArgs, RangeVar, RoleSpec, TypeName } from '@pgsql/types';

/** The parts of `a.b.c`, in whichever node they come. */
export function nameParts(node: Node | undefined): string[] {
  if (node === undefined) return [];
  if ('String' in node) return [node.String.sval ?? ''];
  if ('List' in node) return listParts(node.List.items);
  if ('TypeName' in node) return listParts(node.TypeName.names);
  if ('ObjectWithArgs' in node) return listParts(node.ObjectWithArgs.objname);
  if ('RangeVar' in node) return relationParts(node.RangeVar);
  if ('Integer' in node) return [String(node.Integer.ival ?? 0)];
  if ('Float' in node) return [node.Float.fval ?? ''];
  return [];
}

export function listParts(nodes: readonly Node[] | undefined): string[] {
  return (nodes ?? []).flatMap((node) => ('String' in node ? [node.String.sval ?? ''] : []));
}

export function relationParts(relation: RangeVar | undefined): string[] {
  return [relation?.catalogname, relation?.schemaname, relation?.relname].filter((part) => part !== undefined);
}

/** All but the last part; empty when the name isn't qualified. */
export function qualifier(name: readonly string[]): readonly string[] {
  return name.slice(0, -1);
}

/** Empty for CURRENT_USER, CURRENT_ROLE and SESSION_USER: the session's own. */
export function roleName(role: RoleSpec | undefined): string[] {
  if (role?.roletype === 'ROLESPEC_PUBLIC') return ['public'];
  return role?.roletype === 'ROLESPEC_CSTRING' || role?.rolename !== undefined ? [role.rolename ?? ''] : [];
}

/** Argument types as written; undefined where none were: any function of that name. */
export function signatureOf(object: ObjectWithArgs): TypeName[] | undefined {
  if (object.args_unspecified === true) return undefined;
  // A missing operand of a prefix operator is an empty node.
  return (object.objargs ?? []).flatMap((node) => ('TypeName' in node ? [node.TypeName] : []));
}

/** The value of an option (`analyze`, `analyze true`, `format json`) as text; undefined when none was written. */
export function optionText(argument: Node | undefined): string | undefined {
  if (argument === undefined) return undefined;
  if ('String' in argument) return argument.String.sval ?? '';
  if ('Integer' in argument) return String(argument.Integer.ival ?? 0);
  if ('Float' in argument) return argument.Float.fval ?? '';
  if ('Boolean' in argument) return String(argument.Boolean.boolval ?? false);
  if ('TypeName' in argument) return listParts(argument.TypeName.names).join('.');
  return '';
}

/** A literal of SET and of settings in options, as text; undefined for anything that isn't a plain literal. */
export function literalText(node: Node | undefined): string | undefined {
  if (node === undefined || !('A_Const' in node)) return undefined;
  const constant = node.A_Const;
  if (constant.isnull === true) return undefined;
  if (constant.ival !== undefined) return String(constant.ival.ival ?? 0);
  if (constant.fval !== undefined) return constant.fval.fval ?? '';
  if (constant.boolval !== undefined) return String(constant.boolval.boolval ?? false);
  if (constant.sval !== undefined) return constant.sval.sval ?? '';
  return undefined;
}
