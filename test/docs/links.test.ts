import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path/posix';
import { describe, expect, test } from 'vitest';
import { anchorsOf, headingsOf, linksOf, markdownFiles, readMarkdown, ROOT } from './markdown.ts';

/** What is wrong with a link, or undefined. Addresses elsewhere are not asked for: no test rests on somebody's server. */
function problem(file: string, target: string): string | undefined {
  if (/^[a-z][a-z0-9+.-]*:/i.test(target)) return undefined;
  const [path = '', anchor] = target.split('#');
  if (path.startsWith('/')) return 'begins at the root of a machine';
  const linked = path === '' ? file : join(dirname(file), decodeURIComponent(path));
  if (linked.startsWith('..')) return 'leaves the project';
  if (!existsSync(`${ROOT}${linked}`)) return 'names no file';
  if (anchor === undefined) return undefined;
  if (statSync(`${ROOT}${linked}`).isDirectory() || !linked.endsWith('.md')) return undefined;
  return anchorsOf(readMarkdown(linked)).has(anchor) ? undefined : 'names no heading';
}

describe('the project’s Markdown', () => {
  const files = markdownFiles();

  test('is found', () => {
    expect(files).toEqual(expect.arrayContaining(['README.md', 'docs/errors.md', 'docs/threat-model.md']));
  });

  test.for(files)('%s links to what is there', (file) => {
    const broken = linksOf(readMarkdown(file)).flatMap(({ target, line }) => {
      const wrong = problem(file, target);
      return wrong === undefined ? [] : [`${file}:${line} ${target} ${wrong}`];
    });
    expect(broken).toEqual([]);
  });

  test('has decisions that are numbered without a gap, each with the same parts', () => {
    const decisions = files.filter((file) => /^docs\/decisions\/\d/.test(file));
    expect(decisions.map((file) => Number(/\d{4}/.exec(file)?.[0]))).toEqual(decisions.map((_, index) => index + 1));
    for (const file of decisions) {
      const titles = headingsOf(readMarkdown(file)).map(({ title }) => title);
      expect(titles.slice(1), file).toEqual(['Decision', 'Why', 'What was left aside']);
    }
  });
});

describe('the reading of links', () => {
  test.for([
    ['a file that is not there', 'nowhere.md', 'names no file'],
    ['a heading that is not there', 'errors.md#nothing-of-the-kind', 'names no heading'],
    ['a path of one machine', '/tmp/file.md', 'begins at the root of a machine'],
    ['a path beside the project', '../../elsewhere/x.md', 'leaves the project'],
    ['a section of the page itself', '#ww_internal', undefined],
    ['a page elsewhere', 'https://www.postgresql.org/docs/', undefined],
  ] as const)('tells of %s', ([, target, wrong]) => {
    expect(problem('docs/errors.md', target)).toBe(wrong);
  });

  test('passes over what stands in code', () => {
    expect(linksOf('[a](b.md) `[c](d.md)`\n```\n[e](f.md)\n```\n')).toEqual([{ target: 'b.md', line: 1 }]);
  });

  test('numbers headings of one title', () => {
    expect([...anchorsOf('# One `two`!\n## Same\n## Same\n')]).toEqual(['one-two', 'same', 'same-1']);
  });
});
