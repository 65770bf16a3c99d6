/** Why a text is allowed, held or refused: every access with the line that spoke, every column with its origin and mask. */
import { objectLabel } from '../core/action.ts';
import { maskLabel } from '../core/mask-order.ts';
import type { Refusal } from '../core/refusal.ts';
import type { RuleSource } from '../core/verdict.ts';
import type { Analysis, Lineage } from '../sql/statement.ts';
import { coverOf } from './cover.ts';
import type { Entry } from './line-index.ts';
import type { Policy } from './policy.ts';
import { grantFor, sourceOf } from './refusal.ts';
import type { RuleSet } from './rule-set.ts';
import type { SchemaLookup } from './schema-lookup.ts';
import { tryText, type Asker, type MaskPlanner, type Trial } from './trial.ts';

export interface Explanation {
  readonly verdict: 'allow' | 'hold' | 'deny';
  readonly refusal: Refusal | undefined;
  readonly statements: readonly ExplainedStatement[];
}

export interface ExplainedStatement {
  readonly command: string;
  readonly accesses: readonly ExplainedAccess[];
  readonly outputs: readonly ExplainedOutput[];
  readonly functions: readonly string[];
}

export interface ExplainedAccess {
  /** `SELECT (id, status) on table shop.orders` */
  readonly access: string;
  readonly outcome: 'allowed' | 'held' | 'denied' | 'not granted';
  /** The lines that spoke, as written, with their places. */
  readonly lines: readonly { readonly text: string; readonly rule: RuleSource }[];
  /** The grant line that would allow it, where nothing does. */
  readonly grant?: string;
}

export interface ExplainedOutput {
  readonly name: string;
  /** `copy of shop.customers.email` */
  readonly lineage: string;
  readonly mask?: string;
}

export function explain(
  policy: Policy,
  asker: Asker,
  analysis: Analysis,
  schema: SchemaLookup,
  plan: MaskPlanner,
): Explanation {
  const rules = policy.rulesFor(asker.agent, asker.intent, asker.upstream);
  const { verdict, refusal, trials } = tryText(policy, asker, analysis, schema, plan);
  return { verdict, refusal, statements: trials.map((trial) => explainStatement(rules, trial, schema)) };
}

function explainStatement(rules: RuleSet, { statement, specs }: Trial, schema: SchemaLookup): ExplainedStatement {
  return {
    command: statement.command,
    accesses: statement.accesses.map((access): ExplainedAccess => {
      const columns = typeof access.columns === 'string' ? '' : ` (${access.columns.join(', ')})`;
      const label = `${access.privilege}${columns} on ${access.object.kind} ${objectLabel(access.object)}`;
      const cover = coverOf(rules, access, schema);
      if (cover.denied !== undefined) return { access: label, outcome: 'denied', lines: linesOf([cover.denied]) };
      if (!cover.complete)
        return {
          access: label,
          outcome: 'not granted',
          lines: linesOf(cover.given),
          grant: grantFor(access, cover.missingColumns),
        };
      if (cover.held.length > 0) return { access: label, outcome: 'held', lines: linesOf(cover.held) };
      return { access: label, outcome: 'allowed', lines: linesOf(cover.given) };
    }),
    outputs: (statement.output ?? []).map(({ name, lineage }, index) => {
      const spec = specs[index];
      return { name, lineage: lineageText(lineage), ...(spec === undefined ? {} : { mask: maskLabel(spec) }) };
    }),
    functions: statement.functions,
  };
}

function linesOf(entries: readonly Entry[]): ExplainedAccess['lines'] {
  return entries.map((entry) => ({ text: entry.line.grant.text, rule: sourceOf(entry) }));
}

function lineageText(lineage: Lineage): string {
  switch (lineage.kind) {
    case 'none':
      return 'no column';
    case 'unknown':
      return `unknown: ${lineage.why}`;
    case 'copy':
    case 'derived': {
      const columns = lineage.columns.map(({ schema, table, column }) => `${schema}.${table}.${column}`).join(', ');
      return `${lineage.kind === 'copy' ? 'copy of' : 'derived from'} ${columns === '' ? 'a function' : columns}`;
    }
    default:
      lineage satisfies never;
      return 'unknown';
  }
}

/** An explanation as lines for a terminal. */
export function explanationText(explanation: Explanation): string {
  const { verdict, refusal, statements } = explanation;
  const lines = [`verdict: ${verdict}`];
  if (refusal !== undefined) {
    lines.push(`  ${refusal.code}: ${refusal.message}`);
    if (refusal.hint !== undefined) lines.push(`  hint: ${refusal.hint}`);
    if (refusal.evidence?.rule !== undefined) lines.push(`  rule: ${placed(refusal.evidence.rule)}`);
    if (refusal.evidence?.grant !== undefined) lines.push(`  would be allowed by: ${refusal.evidence.grant}`);
  }
  for (const { command, accesses, outputs, functions } of statements) {
    lines.push('', command);
    for (const { access, outcome, lines: spoken, grant } of accesses) {
      lines.push(`  ${outcome.padEnd(11)} ${access}`);
      for (const { text, rule } of spoken) lines.push(`              ${text}   ${placed(rule)}`);
      if (grant !== undefined) lines.push(`              would be allowed by: ${grant}`);
    }
    for (const { name, lineage, mask } of outputs)
      lines.push(`  column      ${name}: ${lineage}${mask === undefined ? '' : `, masked: ${mask}`}`);
    if (functions.length > 0) lines.push(`  calls       ${functions.join(', ')}`);
  }
  return `${lines.join('\n')}\n`;
}

function placed({ file, line }: RuleSource): string {
  return `${file}:${line}`;
}
