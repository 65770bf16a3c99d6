/** The name that somebody may have meant: for the hint of an error. Names of tables and columns are open to all, so that no grant is asked. */

/** More changed characters than that is another word. */
const MAX_DISTANCE = 3;
/** Names that are compared for one hint; those beyond are not. */
const MAX_NAMES = 5_000;
/** The server cuts names off at 63 bytes. */
const MAX_LENGTH = 64;

/** The nearest of them by changed, left out and added characters; undefined where none is near. */
export function nearestName(wanted: string, names: Iterable<string>): string | undefined {
  const folded = wanted.toLowerCase();
  if (folded.length > MAX_LENGTH) return undefined;
  let best: string | undefined;
  let least = Math.min(MAX_DISTANCE, Math.floor(folded.length / 2)) + 1;
  let seen = 0;
  for (const name of names) {
    if (++seen > MAX_NAMES) break;
    if (name.length > MAX_LENGTH || Math.abs(name.length - folded.length) >= least) continue;
    const far = distance(folded, name.toLowerCase(), least);
    if (far >= least) continue;
    best = name;
    least = far;
  }
  return best;
}

/** Levenshtein's distance; where it reaches `limit`, something that isn't less. */
function distance(a: string, b: string, limit: number): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    if (Math.min(...next) >= limit) return limit;
    row = next;
  }
  return row[b.length] ?? limit;
}
