/**
 * A person's answer to a request. Knows the state table and the store's port; who the person is comes from the configuration.
 *
 * What is trusted: the command line runs on the gateway's host and needs the right to write the store's file. Whoever has
 * that right could write the file directly, so `--as NAME` names who answers among people that the configuration lists, and
 * takes their groups from there; it does not prove who sits at the keyboard. The web page proves it.
 */
import type { ApprovalAnswer, ApprovalRepository, ApprovalRequest } from '../core/approval.ts';
import type { Clock } from '../core/clock.ts';
import type { Objection } from './states.ts';
import { step } from './states.ts';

export interface Approver {
  readonly name: string;
  readonly groups: readonly string[];
  /** Agents that act for this person, whose requests are their own. */
  readonly agents?: readonly string[];
}

export type AnswerResult =
  | { readonly kind: 'answered'; readonly request: ApprovalRequest }
  /** `message` says why, in words for the approver. */
  | { readonly kind: 'refused'; readonly message: string };

const MAX_COMMENT_CHARS = 2_000;
/** Answers of others that may come in between. */
const MAX_TRIES = 10;

export function findApprover(approvers: readonly Approver[], name: string): Approver | undefined {
  return approvers.find((one) => one.name === name);
}

/** Gives the request as it is after the answer: still pending while the quorum is not met. Rejects when the store is away. */
export async function answerRequest(
  repository: ApprovalRepository,
  clock: Clock,
  approver: Approver,
  id: string,
  verdict: ApprovalAnswer['verdict'],
  comment?: string,
): Promise<AnswerResult> {
  if (comment !== undefined && comment.length > MAX_COMMENT_CHARS) {
    return refused(`a comment has at most ${MAX_COMMENT_CHARS} characters`);
  }
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const request = await repository.get(id);
    if (request === undefined) return refused(`there is no request "${id}": see "wirewall approvals list"`);
    const answer: ApprovalAnswer = {
      by: approver.name,
      groups: approver.groups,
      atMs: clock.now(),
      verdict,
      ...(comment === undefined || comment === '' ? {} : { comment }),
    };
    if (approver.agents?.includes(request.agent) === true) return refused(explain('own_request', request, approver));
    const result = step(request, { kind: 'answer', answer });
    if (result.kind === 'unchanged') return refused(explain(result.objection, request, approver));
    if (await repository.replace(request, result.request)) {
      return { kind: 'answered', request: { ...result.request, revision: request.revision + 1 } };
    }
  }
  return refused(`request "${id}" changes too fast: try again`);
}

function explain(objection: Objection, request: ApprovalRequest, approver: Approver): string {
  switch (objection) {
    case 'ended':
      return `request "${request.id}" is ${request.state}: it takes no more answers`;
    case 'approved_already':
      return `request "${request.id}" is approved already`;
    case 'ran_out':
      return `request "${request.id}" has expired: the agent has to ask again`;
    case 'own_request':
      return `"${approver.name}" asked for this, in person or by "${request.agent}": nobody approves their own`;
    case 'not_an_approver':
      return `"${approver.name}" is in none of the groups that may answer this: ${request.approvers.join(', ')}`;
    case 'answered_already':
      return `"${approver.name}" has approved this already: ${request.quorum} different people are needed`;
    case 'not_approved':
    case 'not_run_out':
      return `request "${request.id}" is ${request.state}`;
    default:
      return objection satisfies never;
  }
}

function refused(message: string): AnswerResult {
  return { kind: 'refused', message };
}
