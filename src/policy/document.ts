/**
 * Rule files → typed documents, with every mistake found and placed. Knows one document at a time; how documents
 * combine is compile.ts.
 */
import type { z } from 'zod';
import type { HoldTerms, MaskSpec, StatementLimits } from '../core/verdict.ts';
import { durationMs } from './duration.ts';
import type { GrantLine } from './grant.ts';
import { GrantSyntaxError } from './grant-lexer.ts';
import { parseColumnName, parseGrant } from './grant-parser.ts';
import { parseMask } from './mask-spec.ts';
import { didYouMean, type Finding, type Place } from './problem.ts';
import { RULES_SHAPE, type RulesShape } from './shape.ts';
import { readYaml, type YamlDocument } from './yaml-source.ts';

export interface RuleText {
  /** As shown in findings and evidence: `rules/support.yaml`. */
  readonly path: string;
  readonly text: string;
}

/** Every key given must match; each is a list of which any will do. */
export interface Selector {
  readonly agents?: readonly string[] | undefined;
  readonly groups?: readonly string[] | undefined;
  readonly intents?: readonly string[] | undefined;
  readonly tenants?: readonly string[] | undefined;
}

export interface RuleLine {
  readonly grant: GrantLine;
  readonly place: Place;
  /** Where a character of the grant's text stands in its file. */
  readonly locate: (offset: number) => Place;
}

export interface HoldLine extends RuleLine {
  readonly terms: HoldTerms;
}

export interface SensitiveColumn {
  readonly schema: string;
  readonly table: string;
  readonly column: string;
  readonly mask: MaskSpec;
  readonly clearFor: Selector | undefined;
  readonly place: Place;
}

export interface RuleTest {
  readonly as: string;
  readonly groups: readonly string[];
  readonly intent: string | undefined;
  readonly tenant: string | undefined;
  readonly upstream: string | undefined;
  readonly sql: string;
  readonly expect: {
    readonly verdict: 'allow' | 'hold' | 'deny';
    readonly masked?: readonly string[] | undefined;
    readonly code?: string | undefined;
  };
  readonly place: Place;
}

export interface RuleDocument {
  readonly place: Place;
  /** `undefined`: not said, so only lines that restrict may stand here, and they hold for everyone. */
  readonly selector: Selector | 'everyone' | undefined;
  /** `undefined`: all. */
  readonly upstreams: readonly string[] | undefined;
  readonly sensitive: readonly SensitiveColumn[];
  readonly allow: readonly RuleLine[];
  readonly deny: readonly RuleLine[];
  readonly hold: readonly HoldLine[];
  readonly whereRequired: boolean;
  readonly limits: StatementLimits;
  readonly tests: readonly RuleTest[];
}

/** Reads every file; a document with an error is left out, and its errors are all told. */
export function readRules(texts: readonly RuleText[]): {
  readonly documents: RuleDocument[];
  readonly findings: Finding[];
} {
  const documents: RuleDocument[] = [];
  const findings: Finding[] = [];
  for (const { path, text } of texts) {
    const yaml = readYaml(path, text);
    findings.push(...yaml.findings);
    for (const source of yaml.documents) {
      const parsed = RULES_SHAPE.safeParse(source.value);
      if (parsed.success) documents.push(new DocumentReader(source, findings).read(parsed.data));
      else findings.push(...parsed.error.issues.flatMap((issue) => shapeFindings(source, issue)));
    }
  }
  return { documents, findings };
}

class DocumentReader {
  readonly #source: YamlDocument;
  readonly #findings: Finding[];
  constructor(source: YamlDocument, findings: Finding[]) {
    this.#source = source;
    this.#findings = findings;
  }

  read(shape: RulesShape): RuleDocument {
    this.#refuseUnsupported(shape);
    this.#requireScope(shape);
    return {
      place: this.#source.placeOf([]),
      selector: shape.for,
      upstreams: typeof shape.upstream === 'string' ? [shape.upstream] : shape.upstream,
      sensitive: Object.entries(shape.sensitive ?? {}).flatMap(([key, entry]) => this.#sensitive(key, entry)),
      allow: (shape.allow ?? []).flatMap((line, index) => this.#line(line, ['allow', index])),
      deny: (shape.deny ?? []).flatMap((line, index) => this.#line(line, ['deny', index])),
      hold: (shape.hold ?? []).flatMap((hold, index) => this.#hold(hold, index)),
      whereRequired: shape.guards?.where_required ?? false,
      limits: limitsOf(shape.limits),
      tests: (shape.tests ?? []).map((test, index) => ({
        ...test,
        groups: test.groups ?? [],
        intent: test.intent,
        tenant: test.tenant,
        upstream: test.upstream,
        place: this.#source.placeOf(['tests', index]),
      })),
    };
  }

  #refuseUnsupported(shape: RulesShape): void {
    if (shape.detect !== undefined)
      this.#error(
        this.#source.placeOfKey([], 'detect'),
        '"detect" is not supported yet',
        'name the columns under "sensitive"',
      );
    if (shape.star === 'granted')
      this.#error(
        this.#source.placeOfKey([], 'star'),
        '"star: granted" is not supported yet',
        'take it out: a refused SELECT * tells the agent which columns it may select',
      );
  }

  /** Whoever forgets `for` or `upstream` would otherwise grant to everyone, everywhere. */
  #requireScope(shape: RulesShape): void {
    const key = shape.allow !== undefined ? 'allow' : 'hold';
    if (shape[key] === undefined) return;
    const place = this.#source.placeOfKey([], key);
    if (shape.for === undefined)
      this.#error(
        place,
        `"${key}" needs "for" in the same document`,
        'write for: { agents: [name] }, or for: everyone',
      );
    if (typeof shape.for === 'object' && Object.values(shape.for).every((list) => list === undefined))
      this.#error(
        this.#source.placeOf(['for']),
        '"for" names nobody',
        'write for: { agents: [name] }, or for: everyone',
      );
    if (shape.upstream === undefined) this.#error(place, `"${key}" needs "upstream" in the same document`);
  }

  #sensitive(key: string, entry: { mask: string | null; clear_for?: Selector | undefined }): SensitiveColumn[] {
    const place = this.#source.placeOfKey(['sensitive'], key);
    const path = ['sensitive', key, 'mask'];
    const written = entry.mask ?? (this.#source.sourceOf(path) === '' ? '' : 'null');
    const mask = parseMask(written);
    if ('message' in mask) this.#error(this.#source.placeOf(path), mask.message, mask.suggestion);
    if (entry.clear_for !== undefined && Object.values(entry.clear_for).every((list) => list === undefined))
      this.#error(this.#source.placeOf(['sensitive', key, 'clear_for']), '"clear_for" names nobody', 'take it out');
    const column = this.#attempt(
      () => parseColumnName(key),
      () => place,
    );
    if (column === undefined || 'message' in mask) return [];
    return [{ ...column, mask, clearFor: entry.clear_for, place }];
  }

  #line(text: string, path: readonly PropertyKey[]): RuleLine[] {
    const locate = (offset: number): Place => this.#source.placeWithin(path, offset);
    const grant = this.#attempt(() => parseGrant(text), locate);
    return grant === undefined ? [] : [{ grant, place: this.#source.placeOf(path), locate }];
  }

  #hold(hold: NonNullable<RulesShape['hold']>[number], index: number): HoldLine[] {
    const terms: HoldTerms = {
      approvers: hold.approvers,
      quorum: hold.quorum,
      expiresMs: durationMs(hold.expires),
      waitMs: durationMs(hold.wait),
    };
    const lines = typeof hold.on === 'string' ? [hold.on] : hold.on;
    const pathOf = (line: number): PropertyKey[] => [
      'hold',
      index,
      'on',
      ...(typeof hold.on === 'string' ? [] : [line]),
    ];
    return lines.flatMap((line, at) => this.#line(line, pathOf(at)).map((read) => ({ ...read, terms })));
  }

  #attempt<T>(parse: () => T, locate: (offset: number) => Place): T | undefined {
    try {
      return parse();
    } catch (error) {
      if (!(error instanceof GrantSyntaxError)) throw error;
      this.#error(locate(error.offset), error.message, error.suggestion);
      return undefined;
    }
  }

  #error(place: Place, message: string, suggestion?: string): void {
    this.#findings.push({ severity: 'error', ...place, message, ...(suggestion === undefined ? {} : { suggestion }) });
  }
}

function limitsOf(limits: RulesShape['limits']): StatementLimits {
  return {
    ...(limits?.rows === undefined ? {} : { rows: limits.rows }),
    ...(limits?.time === undefined ? {} : { timeMs: durationMs(limits.time) }),
    ...(limits?.statements_per_minute === undefined ? {} : { statementsPerMinute: limits.statements_per_minute }),
  };
}

type ShapeIssue = z.core.$ZodIssue;

/** Known keys, for suggestions; by the last key of the path that they stand under. */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  '': Object.keys(RULES_SHAPE.shape),
  for: ['agents', 'groups', 'intents', 'tenants'],
  clear_for: ['agents', 'groups', 'tenants'],
  guards: ['where_required'],
  limits: ['rows', 'time', 'statements_per_minute'],
  expect: ['verdict', 'masked', 'code'],
  hold: ['on', 'approvers', 'quorum', 'expires', 'wait'],
  tests: ['as', 'groups', 'intent', 'tenant', 'upstream', 'sql', 'expect'],
  sensitive: ['mask', 'clear_for'],
};

function shapeFindings(source: YamlDocument, issue: ShapeIssue, base: readonly PropertyKey[] = []): Finding[] {
  const path = [...base, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    const last = path.at(-1);
    const holder = typeof last === 'string' && Object.hasOwn(KEYS, last) ? last : String(path[0] ?? '');
    return issue.keys.map((key) => ({
      severity: 'error',
      ...source.placeOfKey(path, key),
      message: `unknown key "${key}"`,
      ...didYouMean(key, KEYS[holder] ?? []),
    }));
  }
  if (issue.code === 'invalid_union') {
    // Of a union's branches, the one that got furthest says best what is wrong.
    const inner = issue.errors.find((branch) =>
      branch.some((one) => one.path.length > 0 || one.code === 'unrecognized_keys'),
    );
    if (inner !== undefined) return inner.flatMap((one) => shapeFindings(source, one, path));
  }
  const missing = issue.code === 'invalid_type' && issue.message.endsWith('received undefined');
  const message = missing ? `"${String(path.at(-1))}" is missing` : issueText(issue);
  return [{ severity: 'error', ...source.placeOf(path), message }];
}

function issueText(issue: ShapeIssue): string {
  const text = issue.message.replace(/^Invalid (?:input|option): /, '');
  return text.charAt(0).toLowerCase() + text.slice(1);
}
