/** Writes docs/commands.md from the commands' own help, so that there is one text and it is true. */
import { writeFileSync } from 'node:fs';
import { commandsText } from './text.ts';

writeFileSync(new URL('../../docs/commands.md', import.meta.url), commandsText());
