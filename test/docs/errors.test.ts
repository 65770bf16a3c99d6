import { describe, expect, test } from 'vitest';
import { REFUSAL_CODES, type RefusalCode } from '../../src/core/codes.ts';
import { sqlStateOf } from '../../src/protocols/mysql/sql-state.ts';
import { readMarkdown } from './markdown.ts';

const CODES = Object.keys(REFUSAL_CODES) as RefusalCode[];

/** Everything between one `## WW_…` and the next heading of its level. */
const sections = new Map(
  readMarkdown('docs/errors.md')
    .split(/^## /m)
    .slice(1)
    .map((section) => [section.slice(0, section.indexOf('\n')).trim(), section] as const),
);

describe('docs/errors.md', () => {
  test('has one section for each code, and for nothing else that looks like one', () => {
    expect([...sections.keys()].filter((title) => title.startsWith('WW_')).sort()).toEqual([...CODES].sort());
  });

  test.for(CODES)('says of %s what it is on the wire', (code) => {
    const { sqlState, mysql } = REFUSAL_CODES[code];
    expect(sections.get(code)).toContain(`\`${sqlState}\` · MySQL ${mysql} \`${sqlStateOf(mysql)}\`\n`);
  });

  test.for(CODES)('shows %s as the agent sees it', (code) => {
    const example = /```\n(?<example>[\s\S]*?)```/.exec(sections.get(code) ?? '')?.groups?.['example'] ?? '';
    expect(example).toMatch(/^(?:ERROR|FATAL): {2}\S/m);
    expect(example).toContain(`DETAIL:  ${code}`);
  });

  test.for(CODES)('says of %s what the agent does and what the operator does', (code) => {
    expect(sections.get(code)).toMatch(/^\*\*Agent:\*\* \S/m);
    expect(sections.get(code)).toMatch(/^\*\*Operator:\*\* \S/m);
  });
});
