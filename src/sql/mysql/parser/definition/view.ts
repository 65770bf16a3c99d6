/** CREATE VIEW and ALTER VIEW. */
import type { Definition } from '../../ast/index.ts';
import { parseInnerQuery } from '../inner-query.ts';
import type { Draft } from './draft.ts';

export function parseCreateView(draft: Draft, replaced: boolean): Definition {
  return parseView(draft, 'CREATE', replaced);
}

export function parseAlterView(draft: Draft): Definition {
  return parseView(draft, 'ALTER', false);
}

function parseView(draft: Draft, verb: 'CREATE' | 'ALTER', replaced: boolean): Definition {
  parseAlgorithm(draft);
  parseDefiner(draft);
  if (draft.takes('SQL', 'SECURITY')) draft.expectsOneOf('DEFINER', 'INVOKER');
  draft.expects('VIEW');
  if (verb === 'CREATE' && !replaced) draft.takes('IF', 'NOT', 'EXISTS');
  draft.target();
  if (draft.cursor.isOperator('(')) draft.parenthesised(() => draft.list(() => draft.newColumn()));
  draft.expects('AS');
  draft.selected(parseInnerQuery(draft.cursor));
  parseCheckOption(draft);
  return draft.finish({ verb, object: 'VIEW', command: `${verb} VIEW` });
}

function parseAlgorithm(draft: Draft): void {
  if (!draft.takes('ALGORITHM')) return;
  draft.expectsOperator('=');
  draft.expectsOneOf('UNDEFINED', 'MERGE', 'TEMPTABLE');
}

/** A view of another user's rights would read what this session may not. */
function parseDefiner(draft: Draft): void {
  if (!draft.takes('DEFINER')) return;
  draft.expectsOperator('=');
  if (!draft.takes('CURRENT_USER')) throw draft.cursor.notUnderstood('a DEFINER other than CURRENT_USER');
  if (draft.takesOperator('(')) draft.expectsOperator(')');
}

function parseCheckOption(draft: Draft): void {
  if (!draft.takes('WITH')) return;
  draft.takesOneOf('CASCADED', 'LOCAL');
  draft.expects('CHECK', 'OPTION');
}
