import type { Access, ObjectName } from './action.ts';
import type { Refusal } from './refusal.ts';

/** Where a rule stands; `line` counts from 1. */
export interface RuleSource {
  readonly file: string;
  readonly line: number;
}

/** What a rule asks of a human before a held action may run. */
export interface HoldTerms {
  readonly approvers: readonly string[];
  readonly quorum: number;
  /** An unanswered request ends after this long; an unused approval too. */
  readonly expiresMs: number;
  /** How long the client's connection waits for an answer before it is told to come back. */
  readonly waitMs: number;
}

/** Bounds that a verdict lays on a statement. Absent: none beyond the listener's. */
export interface StatementLimits {
  readonly rows?: number;
  readonly timeMs?: number;
  readonly statementsPerMinute?: number;
}

/** How a sensitive column is shown. Units: characters (code points). */
export type MaskSpec =
  | { readonly kind: 'redact' }
  | { readonly kind: 'null' }
  | { readonly kind: 'first'; readonly keep: number }
  | { readonly kind: 'last'; readonly keep: number }
  | { readonly kind: 'email' };

/** A mask in force for this agent on one base column. */
export interface ColumnMask {
  readonly schema: string;
  readonly table: string;
  readonly column: string;
  readonly mask: MaskSpec;
  readonly source: RuleSource;
}

/** Why an access was allowed or held: the line that spoke. */
export interface Ground {
  readonly access: Access;
  readonly rule: RuleSource;
}

/** A function called whose grant does not say that its result is clean, and what its result is shown as. */
export interface FunctionResult {
  readonly object: ObjectName;
  readonly mask: MaskSpec;
}

/** A decision is a value with its evidence. */
export type Verdict =
  | {
      readonly kind: 'allow';
      readonly grounds: readonly Ground[];
      readonly masks: readonly ColumnMask[];
      readonly results?: readonly FunctionResult[];
      readonly limits: StatementLimits;
      readonly guards: Guards;
    }
  | {
      readonly kind: 'hold';
      readonly grounds: readonly Ground[];
      readonly held: readonly Ground[];
      readonly terms: HoldTerms;
      readonly masks: readonly ColumnMask[];
      readonly results?: readonly FunctionResult[];
      readonly limits: StatementLimits;
      readonly guards: Guards;
    }
  | { readonly kind: 'deny'; readonly refusal: Refusal; readonly rule?: RuleSource };

export interface Guards {
  readonly whereRequired: boolean;
}
