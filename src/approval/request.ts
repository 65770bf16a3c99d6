/**
 * Makes a request from a held statement: what approvers see, and the fingerprint of everything that their answer is bound to.
 * Knows the statement as data; must not know how it was read.
 */
import { createHash } from 'node:crypto';
import { objectLabel } from '../core/action.ts';
import type { ObjectName } from '../core/action.ts';
import type { Agent } from '../core/agent.ts';
import type { ApprovalRequest } from '../core/approval.ts';
import { uuidv7 } from '../core/uuid.ts';
import type { HoldTerms, RuleSource } from '../core/verdict.ts';

/** Longest text, with its inner texts, that people are asked about. Cut, it could hide its point behind the cut; so it is refused. */
const MAX_SHOWN_CHARS = 64 * 1024;

/** A statement that a hold line stopped. */
export interface HeldStatement {
  readonly agent: Pick<Agent, 'name' | 'tenant'>;
  readonly intent?: string;
  readonly upstream: string;
  readonly database: string;
  /** Exactly as the agent sent it. */
  readonly text: string;
  /** What prepared names and cursors in it stand for. */
  readonly innerTexts: readonly string[];
  /** The texts with secrets struck out, where they hold any: only these are kept. */
  readonly shown?: { readonly text: string; readonly innerTexts: readonly string[] };
  /** Digest of parameter values and formats, where there are any. */
  readonly parameters?: string;
  readonly objects: readonly ObjectName[];
  readonly command: string;
  readonly rule: RuleSource;
  /** The decision that is being made; kept as the user of the approval. */
  readonly decisionId: string;
}

/** False: nobody could be expected to read it whole. */
export function canBeShown(held: HeldStatement): boolean {
  const { text, innerTexts } = held.shown ?? held;
  return [text, ...innerTexts].reduce((chars, one) => chars + one.length, 0) <= MAX_SHOWN_CHARS;
}

export function newRequest(held: HeldStatement, terms: HoldTerms, nowMs: number): ApprovalRequest {
  const { text, innerTexts } = held.shown ?? held;
  return {
    id: uuidv7(nowMs),
    agent: held.agent.name,
    ...(held.agent.tenant === undefined ? {} : { tenant: held.agent.tenant }),
    ...(held.intent === undefined ? {} : { intent: held.intent }),
    upstream: held.upstream,
    database: held.database,
    fingerprint: fingerprintOf(held),
    text,
    innerTexts: [...innerTexts],
    ...(held.parameters === undefined ? {} : { parameters: held.parameters }),
    objects: [...new Set(held.objects.map(objectLabel))],
    command: held.command,
    rule: { file: held.rule.file, line: held.rule.line },
    approvers: [...terms.approvers],
    // A rule that asks for nobody would approve itself.
    quorum: Math.max(1, terms.quorum),
    createdAtMs: nowMs,
    expiresMs: terms.expiresMs,
    expiresAtMs: nowMs + terms.expiresMs,
    state: 'pending',
    answers: [],
    revision: 0,
  };
}

/**
 * SHA-256 over who, what for, where and what exactly. The rule's place and terms are not in it: an approval outlives an
 * unrelated change of the rules, and a stricter one is asked about separately.
 */
export function fingerprintOf(held: HeldStatement): string {
  const objects = held.objects.map(bindingOf).sort();
  // JSON tells apart what mere joining would not, and null stands for nothing else.
  const binding = JSON.stringify([
    'wirewall approval 1',
    held.agent.name,
    held.agent.tenant ?? null,
    held.intent ?? null,
    held.upstream,
    held.database,
    [...new Set(objects)],
    held.text,
    held.innerTexts,
    held.parameters ?? null,
  ]);
  return createHash('sha256').update(binding, 'utf8').digest('hex');
}

function bindingOf({ kind, schema, name, signature, oid }: ObjectName): string {
  return JSON.stringify([kind, schema, name, signature ?? null, oid ?? null]);
}
