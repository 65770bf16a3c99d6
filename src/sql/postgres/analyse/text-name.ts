/** Names inside text constants, as `nextval('Shop.Seq')` has them: folded, quoted, dotted (stringToQualifiedNameList). */

/** The parts, or undefined for what the server would not take. */
export function parseName(text: string): string[] | undefined {
  const parts: string[] = [];
  const pattern = /\s*(?:"((?:[^"]|"")+)"|([^\s".]+))\s*(\.|$)/y;
  while (pattern.lastIndex < text.length) {
    const match = pattern.exec(text);
    if (match === null) return undefined;
    parts.push(match[1] === undefined ? (match[2] ?? '').toLowerCase() : match[1].replaceAll('""', '"'));
    if (match[3] === '') return parts;
  }
  return undefined;
}
