/** What is wrong with a configuration: all of it at once, each with its place, what was expected, and the line itself. */

export interface ConfigProblem {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly column: number;
  /** The key: `listeners[0].address`. Empty for the file as a whole. */
  readonly key: string;
  readonly message: string;
  /** The line in question, values of secret keys taken out, and the caret's place in it (from 0). */
  readonly excerpt?: { readonly text: string; readonly caret: number };
}

export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[]) {
    super(problems.map(renderProblem).join('\n'));
    this.problems = problems;
  }
}

export function renderProblem({ file, line, column, key, message, excerpt }: ConfigProblem): string {
  const head = `${file}:${line}:${column}: ${key === '' ? '' : `${key}: `}${message}`;
  if (excerpt === undefined) return head;
  const margin = `${line} | `;
  return `${head}\n  ${margin}${excerpt.text}\n  ${' '.repeat(margin.length + excerpt.caret)}^`;
}

/** Values of keys that may hold a secret, also of misspelt ones, as far as one line shows them. */
const SECRET_VALUE =
  /\b(\w*p[a-z_]*w[a-z_]*|secret\w*|scram|token\w*|verifier)(["']?\s*:\s*)(?!\{)("[^"]*"?|'[^']*'?|[^,}\s][^,}]*)/gi;

/** What stands before the host in a URL that was put in a wrong place. */
const URL_CREDENTIALS = /(:\/\/)[^\s/@"']*@/g;

export function withoutCredentials(text: string): string {
  return text.replace(URL_CREDENTIALS, '$1…@');
}

export function excerptOf(source: string, column: number): { text: string; caret: number } {
  let caret = column - 1;
  const text = source.replace(SECRET_VALUE, (_whole: string, key: string, colon: string, value: string, at: number) => {
    const begins = at + key.length + colon.length;
    const shown = value.trim() === '' ? value : '…';
    if (caret >= begins + value.length) caret -= value.length - shown.length;
    else if (caret > begins) caret = begins;
    return `${key}${colon}${shown}`;
  });
  const shown = withoutCredentials(text);
  return { text: shown, caret: Math.min(caret, shown.length) };
}

/** The known name that was probably meant. */
export function suggestion(name: string, known: readonly string[]): string | undefined {
  const wanted = normal(name);
  const ranked = known
    .map((candidate) => ({ candidate, distance: distance(wanted, normal(candidate)) }))
    .sort((a, b) => a.distance - b.distance);
  const best = ranked[0];
  return best !== undefined && best.distance <= Math.max(1, Math.floor(best.candidate.length / 3))
    ? best.candidate
    : undefined;
}

function normal(name: string): string {
  return name
    .replaceAll(/([a-z])([A-Z])/g, '$1_$2')
    .replaceAll('-', '_')
    .toLowerCase()
    .slice(0, 64);
}

/** Insertions, deletions, exchanges, and neighbours swapped (optimal string alignment). */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const same = a[row - 1] === b[column - 1];
      let best = Math.min(
        (above[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (above[column - 1] ?? 0) + (same ? 0 : 1),
      );
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (swapped) best = Math.min(best, (before[column - 2] ?? 0) + 1);
      current.push(best);
    }
    before = above;
    above = current;
  }
  return above[b.length] ?? 0;
}
