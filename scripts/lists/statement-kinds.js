/** Writes docs/statement-kinds.md from the table of statements. Run: node scripts/lists/statement-kinds.ts */
import { writeFileSync } from 'node:fs';
import { statementKinds } from './statement-kinds-page.js';
writeFileSync(new URL('../../docs/statement-kinds.md', import.meta.url), statementKinds());
