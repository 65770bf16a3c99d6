/** The audit room's door: what gate and command line may use. */
export type {
  ApprovalEntry,
  DecisionEntry,
  Entry,
  EntryType,
  LoginRefusedEntry,
  OutcomeEntry,
  RecordedRule,
  RecordedStatement,
} from './entry.ts';
export type { StatementForm } from './encode.ts';
export { exportEntries } from './export.ts';
export type { EntryFilter } from './filter.ts';
export { AuditLog, type AuditOptions } from './log.ts';
export type { ReadEntry } from './reading.ts';
export { redactName, redactText } from './redact.ts';
export { renderEntry, type RenderOptions } from './render.ts';
export { tailEntries, type TailOptions } from './tail.ts';
export { AuditUnavailable } from './unavailable.ts';
export { verifyAudit, type Anchor, type AuditProblem, type AuditReport, type StreamReport } from './verify.ts';
