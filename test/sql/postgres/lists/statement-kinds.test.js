import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { statementKinds } from '../../../../scripts/lists/statement-kinds-page.js';
it('docs/statement-kinds.md says what the table of statements says', () => {
    expect(readFileSync(new URL('../../../../docs/statement-kinds.md', import.meta.url), 'utf8')).toBe(statementKinds());
});
