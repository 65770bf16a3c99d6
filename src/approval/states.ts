/**
 * What may become of a held statement's request: the state table of the design, as a pure function. Knows states, events and
 * time as a value; must know no store and nobody who waits. The store decides who of two writers was first; this decides
 * whether what he writes is right.
 */
import type { ApprovalAnswer, ApprovalRequest, ApprovalState } from '../core/approval.ts';

export type ApprovalEvent =
  | { readonly kind: 'answer'; readonly answer: ApprovalAnswer }
  | { readonly kind: 'expire'; readonly nowMs: number }
  | { readonly kind: 'withdraw'; readonly reason: string }
  | { readonly kind: 'use'; readonly decisionId: string; readonly nowMs: number };

/** Why an event changes nothing. */
export type Objection =
  | 'ended'
  | 'not_approved'
  | 'approved_already'
  | 'ran_out'
  | 'not_run_out'
  | 'own_request'
  | 'not_an_approver'
  | 'answered_already';

export type Step =
  | { readonly kind: 'changed'; readonly request: ApprovalRequest }
  | { readonly kind: 'unchanged'; readonly objection: Objection };

type Transition<Kind extends ApprovalEvent['kind']> = (
  request: ApprovalRequest,
  event: Extract<ApprovalEvent, { kind: Kind }>,
) => Step;

type Row = { readonly [Kind in ApprovalEvent['kind']]: Transition<Kind> };

const ended: Row = {
  answer: () => unchanged('ended'),
  expire: () => unchanged('ended'),
  withdraw: () => unchanged('ended'),
  use: () => unchanged('ended'),
};

const TRANSITIONS: Readonly<Record<ApprovalState, Row>> = {
  pending: {
    answer,
    expire,
    withdraw: (request, { reason }) => changed(request, { state: 'withdrawn', withdrawn: reason }),
    use: () => unchanged('not_approved'),
  },
  approved: {
    answer: () => unchanged('approved_already'),
    expire,
    withdraw: () => unchanged('approved_already'),
    use,
  },
  rejected: ended,
  expired: ended,
  withdrawn: ended,
  used: ended,
};

export function step(request: ApprovalRequest, event: ApprovalEvent): Step {
  const row = TRANSITIONS[request.state];
  switch (event.kind) {
    case 'answer':
      return row.answer(request, event);
    case 'expire':
      return row.expire(request, event);
    case 'withdraw':
      return row.withdraw(request, event);
    case 'use':
      return row.use(request, event);
    default:
      return event satisfies never;
  }
}

/** One rejection ends it; approvals count until there are enough, each person once. */
function answer(request: ApprovalRequest, { answer }: { readonly answer: ApprovalAnswer }): Step {
  if (answer.atMs >= request.expiresAtMs) return unchanged('ran_out');
  if (samePerson(answer.by, request.agent)) return unchanged('own_request');
  if (!mayAnswer(answer, request.approvers)) return unchanged('not_an_approver');
  const answers = [...request.answers, answer];
  if (answer.verdict === 'reject') return changed(request, { state: 'rejected', answers });
  if (request.answers.some((earlier) => samePerson(earlier.by, answer.by))) return unchanged('answered_already');
  if (approvalsFor(answers, request.approvers) < request.quorum) return changed(request, { answers });
  return changed(request, { state: 'approved', answers, expiresAtMs: answer.atMs + request.expiresMs });
}

function expire(request: ApprovalRequest, { nowMs }: { readonly nowMs: number }): Step {
  return nowMs < request.expiresAtMs ? unchanged('not_run_out') : changed(request, { state: 'expired' });
}

function use(
  request: ApprovalRequest,
  { decisionId, nowMs }: { readonly decisionId: string; readonly nowMs: number },
): Step {
  return nowMs >= request.expiresAtMs ? unchanged('ran_out') : changed(request, { state: 'used', usedBy: decisionId });
}

/** Do the answers that were given meet what the rules ask for now? They may have become stricter since. */
export function meets(
  request: ApprovalRequest,
  terms: { readonly approvers: readonly string[]; readonly quorum: number },
): boolean {
  return request.quorum >= 1 && approvalsFor(request.answers, terms.approvers) >= Math.max(1, terms.quorum);
}

function approvalsFor(answers: readonly ApprovalAnswer[], approvers: readonly string[]): number {
  const people = answers
    .filter((one) => one.verdict === 'approve' && mayAnswer(one, approvers))
    .map((one) => folded(one.by));
  return new Set(people).size;
}

function mayAnswer(answer: ApprovalAnswer, approvers: readonly string[]): boolean {
  return answer.groups.some((group) => approvers.includes(group));
}

/** Spellings that a reader would take for one name are one person: nobody approves his own by a capital letter. */
function samePerson(one: string, other: string): boolean {
  return folded(one) === folded(other);
}

function folded(name: string): string {
  return name.normalize('NFKC').trim().toLowerCase();
}

function changed(request: ApprovalRequest, changes: Partial<ApprovalRequest>): Step {
  return { kind: 'changed', request: { ...request, ...changes } };
}

function unchanged(objection: Objection): Step {
  return { kind: 'unchanged', objection };
}
