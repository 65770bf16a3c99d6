// A held statement: asks people through the desk, and hands over what they approved. Who released it is recorded before
// it is judged once more.

import type { HoldResult } from '../approval/index.ts';
import { redactText } from '../audit/index.ts';
import type { RuleSource } from '../core/verdict.ts';
import type { Refusal } from '../core/refusal.ts';
import type { Statement } from '../sql/statement.ts';
import { auditUnavailable, type Allowed, type Docket } from './docket.ts';
import type { GateParts } from './gate.ts';
import type { Request } from './protocol.ts';
import type { Standing } from './standing.ts';

export type Released = Extract<HoldResult, { kind: 'released' }>;
export type Held = Released | { readonly kind: 'refused'; readonly refusal: Refusal };

/** Resolves when people answered, time ran out, or `signal` said that nobody waits any more. */
export async function waitForPeople(
  { audit, desk }: GateParts,
  docket: Docket,
  standing: Standing,
  request: Request,
  judgement: Allowed,
  signal: AbortSignal,
): Promise<Held> {
  if (judgement.hold === undefined)
    return {
      kind: 'refused',
      refusal: docket.unread({ ...request, dialect: dialectOf(request), refusal: nobodyToAsk }),
    };
  const { rule, terms } = judgement.hold;
  let id: string;
  try {
    id = await docket.hold(request, judgement);
  } catch {
    return { kind: 'refused', refusal: auditUnavailable };
  }
  const result = await desk.hold(heldStatement(request, standing, rule, id), terms, {
    signal,
    tell: request.tell,
    asked: (approval) => {
      audit.appendAfter({ type: 'approval', ...standing.about(), event: 'requested', approval, decision: id });
    },
  });
  if (result.kind === 'refused') return { kind: 'refused', refusal: { ...result.refusal, decisionId: id } };
  const { id: approval, answers } = result.request;
  const approver = answers.map(({ by }) => by).join(', ');
  audit.appendAfter({ type: 'approval', ...standing.about(), event: 'used', approval, decision: id, approver });
  return result;
}

/** What approvers see, and what their answer is bound to. */
function heldStatement(request: Request, standing: Standing, rule: RuleSource, decisionId: string) {
  const { text, innerTexts, statements, standsFor, parameters } = request;
  const all: readonly Statement[] = [...statements, ...standsFor.flat()];
  const secretText = all.some((statement) => statement.secretText);
  const dialect = dialectOf(request);
  const redacted = (one: string): string => redactText(one, { dialect, parsed: true, secretText }).text;
  return {
    agent: standing.agent,
    upstream: standing.destination.upstream,
    database: standing.destination.database,
    text,
    innerTexts,
    objects: all.flatMap(({ accesses }) => accesses.map(({ object }) => object)),
    command: statements.map(({ command }) => command).join('; '),
    rule,
    decisionId,
    ...(secretText ? { shown: { text: redacted(text), innerTexts: innerTexts.map(redacted) } } : {}),
    ...(standing.intent === undefined ? {} : { intent: standing.intent }),
    ...(parameters === undefined ? {} : { parameters: parameters() }),
  };
}

/** An empty text asks for nothing, and is never held. */
function dialectOf({ statements }: Request): Statement['dialect'] {
  return statements[0]?.dialect ?? 'postgres';
}

const nobodyToAsk: Refusal = {
  code: 'WW_APPROVAL_UNAVAILABLE',
  message: 'the statement needs an approval, and no rule says whose',
  hint: 'Ask the operator to name approvers in the rule that holds it.',
};
