import { describe, expect, test } from 'vitest';
import type { ApprovalAnswer, ApprovalRequest } from '../../src/core/approval.ts';
import { meets, step } from '../../src/approval/states.ts';
import type { ApprovalEvent } from '../../src/approval/states.ts';
import { pendingRequest } from '../store/requests.ts';

const answer = (changes: Partial<ApprovalAnswer> = {}): ApprovalEvent => ({
  kind: 'answer',
  answer: { by: 'ann', groups: ['dba'], atMs: 2_000, verdict: 'approve', ...changes },
});
const reject = answer({ verdict: 'reject', comment: 'not on a Friday' });
const expire = (nowMs: number): ApprovalEvent => ({ kind: 'expire', nowMs });
const use = (nowMs: number): ApprovalEvent => ({ kind: 'use', decisionId: 'd1', nowMs });
const withdraw: ApprovalEvent = { kind: 'withdraw', reason: 'another rule' };

const END = 61_000;
const pending = pendingRequest();
const approved = pendingRequest({
  state: 'approved',
  answers: [{ by: 'ann', groups: ['dba'], atMs: 2_000, verdict: 'approve' }],
});

describe('a request', () => {
  test.for<[string, ApprovalRequest, ApprovalEvent, string]>([
    ['pending, approved', pending, answer(), 'approved'],
    ['pending, rejected', pending, reject, 'rejected'],
    ['pending, run out', pending, expire(END), 'expired'],
    ['pending, withdrawn', pending, withdraw, 'withdrawn'],
    ['pending, swept too early', pending, expire(END - 1), 'not_run_out'],
    ['pending, used', pending, use(2_000), 'not_approved'],
    ['pending, approved in its last moment', pending, answer({ atMs: END - 1 }), 'approved'],
    ['pending, approved as it runs out', pending, answer({ atMs: END }), 'ran_out'],
    ['pending, rejected after it ran out', pending, answer({ atMs: END, verdict: 'reject' }), 'ran_out'],
    ['pending, approved by the agent', pending, answer({ by: 'support-bot' }), 'own_request'],
    ['pending, approved by the agent in capitals', pending, answer({ by: ' Support-BOT' }), 'own_request'],
    ['pending, approved by the agent in wide letters', pending, answer({ by: 'ｓupport-bot' }), 'own_request'],
    ['pending, rejected by the agent', pending, answer({ by: 'support-bot', verdict: 'reject' }), 'own_request'],
    ['pending, approved by another group', pending, answer({ groups: ['dev'] }), 'not_an_approver'],
    ['pending, approved by nobody’s group', pending, answer({ groups: [] }), 'not_an_approver'],
    ['approved, used', approved, use(3_000), 'used'],
    ['approved, used as it runs out', approved, use(END), 'ran_out'],
    ['approved, run out', approved, expire(END), 'expired'],
    ['approved, approved again', approved, answer({ by: 'bob' }), 'approved_already'],
    ['approved, rejected', approved, reject, 'approved_already'],
    ['approved, withdrawn', approved, withdraw, 'approved_already'],
  ])('that is %s', ([, request, event, outcome]) => {
    const result = step(request, event);
    expect(result.kind === 'changed' ? result.request.state : result.objection).toBe(outcome);
  });

  const endings = (['rejected', 'expired', 'withdrawn', 'used'] as const).flatMap((state) =>
    [answer(), reject, expire(END), use(2_000), withdraw].map((event) => [state, event] as const),
  );
  test.for(endings)('that is %s stays so', ([state, event]) => {
    expect(step(pendingRequest({ state }), event)).toEqual({ kind: 'unchanged', objection: 'ended' });
  });

  test('that asks for two people waits for two', () => {
    const request = pendingRequest({ quorum: 2 });
    const first = step(request, answer());
    expect(first).toMatchObject({ kind: 'changed', request: { state: 'pending', answers: [{ by: 'ann' }] } });
    const once = first.kind === 'changed' ? first.request : request;
    expect(step(once, answer({ by: 'Ann' }))).toEqual({ kind: 'unchanged', objection: 'answered_already' });
    expect(step(once, answer({ by: 'bob' }))).toMatchObject({ kind: 'changed', request: { state: 'approved' } });
    expect(step(once, answer({ verdict: 'reject' }))).toMatchObject({
      kind: 'changed',
      request: { state: 'rejected' },
    });
  });

  test('that is approved can be used for as long as it could be answered', () => {
    expect(step(pending, answer({ atMs: 50_000 }))).toMatchObject({ request: { expiresAtMs: 110_000 } });
  });
});

describe('an approval', () => {
  test.for<[string, Parameters<typeof meets>[1], boolean]>([
    ['meets the terms it was given under', { approvers: ['dba'], quorum: 1 }, true],
    ['meets wider terms', { approvers: ['dba', 'ops'], quorum: 1 }, true],
    ['does not meet a higher quorum', { approvers: ['dba'], quorum: 2 }, false],
    ['does not meet other approvers', { approvers: ['security'], quorum: 1 }, false],
    ['does not meet terms that ask for nobody', { approvers: [], quorum: 0 }, false],
  ])('%s', ([, terms, met]) => {
    expect(meets(approved, terms)).toBe(met);
  });

  test('of one person counts once', () => {
    const [one] = approved.answers;
    const twice = { ...approved, answers: one === undefined ? [] : [one, { ...one, by: 'ANN' }] };
    expect(meets(twice, { approvers: ['dba'], quorum: 2 })).toBe(false);
  });
});
