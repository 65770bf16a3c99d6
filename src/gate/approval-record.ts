// What people answered and what time decided, in the audit log, whether or not the agent comes back for it. Knows the
// requests of the store as they change, in whichever process.

import type { ApprovalRepository, ApprovalRequest, ApprovalState } from '../core/approval.ts';
import type { AuditLog, ApprovalEntry } from '../audit/index.ts';

/** Ended requests whose end was recorded; kept so that none is recorded twice. */
const MAX_REMEMBERED = 10_000;

type Event = ApprovalEntry['event'];

/** Where a request stands now, and what that means in the record. A use is recorded by the gate, which knows its decision. */
const EVENTS: Partial<Record<ApprovalState, Event>> = {
  approved: 'approved',
  rejected: 'rejected',
  expired: 'expired',
  withdrawn: 'withdrawn',
};

/** Records each change of a request. Gives what ends it. */
export function recordApprovals(repository: ApprovalRepository, audit: AuditLog): () => void {
  const recorded = new Map<string, ApprovalState>();
  return repository.onChange((changed) => {
    for (const request of changed) {
      const event = EVENTS[request.state];
      if (event === undefined || recorded.get(request.id) === request.state) continue;
      if (recorded.size >= MAX_REMEMBERED) recorded.clear();
      recorded.set(request.id, request.state);
      audit.appendAfter(entryOf(request, event));
    }
  });
}

function entryOf(request: ApprovalRequest, event: Event): ApprovalEntry {
  const { agent, tenant, upstream, database, intent, answers, withdrawn } = request;
  const answered = answers.at(-1);
  const said = event === 'approved' || event === 'rejected' ? answered : undefined;
  return {
    type: 'approval',
    agent,
    tenant,
    upstream,
    database,
    intent,
    event,
    approval: request.id,
    approver: said === undefined ? undefined : answers.map(({ by }) => by).join(', '),
    reason: said?.comment ?? (event === 'withdrawn' ? withdrawn : undefined),
  };
}
