/** What is wrong with a rule file, where, and what was probably meant. Knows texts and places, no rules. */

export interface Place {
  readonly file: string;
  /** Both count from 1. */
  readonly line: number;
  readonly column: number;
}

/** A mistake (`error`: the rules are not taken) or something that was probably not meant (`warning`). */
export interface Finding extends Place {
  readonly severity: 'error' | 'warning';
  /** Lower case, names quoted. */
  readonly message: string;
  /** What to write instead. */
  readonly suggestion?: string;
}

/** All errors of all files at once. */
export class RulesError extends Error {
  override readonly name = 'RulesError';
  readonly findings: readonly Finding[];
  constructor(findings: readonly Finding[]) {
    super(findings.map(formatFinding).join('\n'));
    this.findings = findings;
  }
}

/** `rules/support.yaml:7:5: error: unknown key "alow" (did you mean "allow"?)` */
export function formatFinding(finding: Finding): string {
  const { file, line, column, severity, message, suggestion } = finding;
  return `${file}:${line}:${column}: ${severity}: ${message}${suggestion === undefined ? '' : ` (${suggestion})`}`;
}

/** Names longer than this are not compared: nobody mistypes them by a letter or two. */
const MAX_COMPARED_LENGTH = 128;

/** The candidate nearest to a name by edits, or undefined if none is near. */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  if (name.length > MAX_COMPARED_LENGTH) return undefined;
  let best: string | undefined;
  // Two letters that changed places are two edits.
  let bestDistance = Math.max(name.length < 4 ? 1 : 2, Math.floor(name.length / 3)) + 1;
  for (const candidate of candidates) {
    if (candidate.length > MAX_COMPARED_LENGTH) continue;
    const distance = edits(name.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

export function didYouMean(name: string, candidates: Iterable<string>): { readonly suggestion?: string } {
  const near = nearest(name, candidates);
  return near === undefined ? {} : { suggestion: `did you mean "${near}"?` };
}

/** Levenshtein distance, one row at a time. */
function edits(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(replaced, (previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
    previous = row;
  }
  return previous[b.length] ?? 0;
}
