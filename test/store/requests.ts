import type { ApprovalRequest } from '../../src/core/approval.ts';
import { uuidv7 } from '../../src/core/uuid.ts';

/** A pending request, with what a test cares about. */
export function pendingRequest(changes: Partial<ApprovalRequest> = {}): ApprovalRequest {
  const createdAtMs = changes.createdAtMs ?? 1_000;
  return {
    id: uuidv7(),
    agent: 'support-bot',
    upstream: 'shop',
    database: 'shop',
    fingerprint: 'f1',
    text: 'ALTER TABLE shop.orders ADD note text',
    innerTexts: [],
    objects: ['shop.orders'],
    command: 'ALTER TABLE',
    rule: { file: 'rules/support.yaml', line: 12 },
    approvers: ['dba'],
    quorum: 1,
    createdAtMs,
    expiresMs: 60_000,
    expiresAtMs: createdAtMs + 60_000,
    state: 'pending',
    answers: [],
    revision: 0,
    ...changes,
  };
}
