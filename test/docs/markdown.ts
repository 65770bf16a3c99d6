/** Reads the project's Markdown as far as the tests of the documentation need it: headings, links, code. Knows no HTML. */
import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Every Markdown file that is part of the project, relative to its root. */
export function markdownFiles(): string[] {
  return globSync('**/*.md', {
    cwd: ROOT,
    exclude: (path) => /(?:^|\/)(?:node_modules|dist|\.tmp|\.git)$/.test(path.replaceAll('\\', '/')),
  })
    .map((file) => file.replaceAll('\\', '/'))
    .sort();
}

export function readMarkdown(file: string): string {
  return readFileSync(`${ROOT}${file}`, 'utf8');
}

/** The text with its fenced code blanked, so that line numbers stay. */
export function withoutCode(text: string): string {
  return text.replaceAll(/^(?<fence>`{3,})[^\n]*\n[\s\S]*?^\k<fence>[ \t]*$/gm, (block) =>
    block.replaceAll(/[^\n]/g, ''),
  );
}

/** The contents of fenced code blocks and of code spans. */
export function codeOf(text: string): string[] {
  const fenced = [...text.matchAll(/^```[^\n]*\n(?<code>[\s\S]*?)^```[ \t]*$/gm)].map(
    ({ groups }) => groups?.['code'] ?? '',
  );
  const spans = [...withoutCode(text).matchAll(/`(?<code>[^`\n]+)`/g)].map(({ groups }) => groups?.['code'] ?? '');
  return [...fenced, ...spans];
}

export interface Heading {
  readonly level: number;
  readonly title: string;
}

export function headingsOf(text: string): Heading[] {
  return [...withoutCode(text).matchAll(/^(?<marks>#{1,6}) +(?<title>.+?) *$/gm)].map(({ groups }) => ({
    level: groups?.['marks']?.length ?? 0,
    title: groups?.['title'] ?? '',
  }));
}

/** The anchors of a text, as the usual renderers make them: lower case, letters, digits, hyphens and underscores. */
export function anchorsOf(text: string): ReadonlySet<string> {
  const anchors = new Set<string>();
  for (const { title } of headingsOf(text)) {
    const plain = title.replaceAll(/\[(?<label>[^\]]*)\]\([^)]*\)/g, '$<label>');
    const base = plain
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-');
    // The second heading of one title is told apart by a number.
    let anchor = base;
    for (let number = 1; anchors.has(anchor); number++) anchor = `${base}-${number}`;
    anchors.add(anchor);
  }
  return anchors;
}

export interface Link {
  readonly target: string;
  readonly line: number;
}

/** Links and pictures in the text, reference definitions included. */
export function linksOf(text: string): Link[] {
  const prose = withoutCode(text).replaceAll(/`[^`\n]*`/g, (span) => ' '.repeat(span.length));
  const inline = prose.matchAll(/\]\(\s*<?(?<target>[^)\s>]+)>?(?:\s+"[^"]*")?\s*\)/g);
  const defined = prose.matchAll(/^\[[^\]]+\]:\s*<?(?<target>\S+?)>?\s*$/gm);
  return [...inline, ...defined].map((match) => ({
    target: match.groups?.['target'] ?? '',
    line: prose.slice(0, match.index).split('\n').length,
  }));
}
