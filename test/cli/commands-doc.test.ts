import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { commandsText } from '../../scripts/commands/text.ts';

test("docs/commands.md says what the commands' help says (node scripts/commands/write.ts writes it)", () => {
  expect(readFileSync(new URL('../../docs/commands.md', import.meta.url), 'utf8')).toBe(commandsText());
});
