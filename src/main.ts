/** The `wirewall` command. Runs when it is imported, because bin/wirewall.js imports it; says nothing of what commands do. */
import { readFileSync } from 'node:fs';
import { runCommandLine } from './cli/run.ts';

process.exitCode = await runCommandLine(process.argv.slice(2), process, packageVersion());

function packageVersion(): string {
  // Beside src in the repository, beside dist in the package.
  const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : '';
}
