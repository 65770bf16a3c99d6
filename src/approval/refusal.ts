/** What an agent is told whose statement was held and not released. Knows requests; never says who answers by name. */
import type { ApprovalRequest } from '../core/approval.ts';
import type { Refusal } from '../core/refusal.ts';

/** A comment goes into one line of an error; the whole is in the store. */
const MAX_COMMENT_CHARS = 500;

const RUN_AGAIN = 'Run the same statement again after it is approved.';

/** Message and hint of the notice to a client that waits. */
export function waitingNotice(request: ApprovalRequest): [string, string] {
  return [
    `statement waits for approval ${request.id}`,
    `Someone of ${request.approvers.join(' or ')} has to approve it; the answer is waited for.`,
  ];
}

export function pending(request: ApprovalRequest): Refusal {
  return { code: 'WW_APPROVAL_PENDING', message: `statement waits for approval ${request.id}`, hint: RUN_AGAIN };
}

export function rejected(request: ApprovalRequest): Refusal {
  const comment = request.answers.find(({ verdict }) => verdict === 'reject')?.comment;
  return {
    code: 'WW_APPROVAL_REJECTED',
    message: `approval ${request.id} was rejected${comment === undefined ? '' : `: ${inOneLine(comment)}`}`,
    hint: 'Do not run this statement again as it is. Change it as the answer asks, or go on without it.',
  };
}

export function expired(request: ApprovalRequest): Refusal {
  return {
    code: 'WW_APPROVAL_REJECTED',
    message: `approval ${request.id} expired without an answer`,
    hint: 'Run the same statement again to ask anew.',
  };
}

export function deskFull(): Refusal {
  return {
    code: 'WW_APPROVAL_UNAVAILABLE',
    message: 'statement needs approval, and too many statements wait for one',
    hint: 'Run the same statement again when some of them have been answered.',
  };
}

export function agentFull(agent: string): Refusal {
  return {
    code: 'WW_APPROVAL_UNAVAILABLE',
    message: `statement needs approval, and too many statements of "${agent}" wait for one`,
    hint: 'Wait until some of them have been answered before asking for more.',
  };
}

export function tooLong(): Refusal {
  return {
    code: 'WW_TOO_LARGE',
    message: 'statement needs approval, and is too long for a person to read',
    hint: 'Split it into shorter statements.',
  };
}

export function storeAway(): Refusal {
  return {
    code: 'WW_APPROVAL_UNAVAILABLE',
    message: 'statement needs approval, and approvals are not available now',
    hint: 'Run the same statement again later.',
  };
}

function inOneLine(comment: string): string {
  const line = comment.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();
  return line.length <= MAX_COMMENT_CHARS ? line : `${line.slice(0, MAX_COMMENT_CHARS)}…`.toWellFormed();
}
