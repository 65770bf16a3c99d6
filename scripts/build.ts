/**
 * Makes dist/ from src/: JavaScript for the published package, because Node strips no types under node_modules.
 * Every file that isn't TypeScript is copied beside it, so `new URL('./x.json', import.meta.url)` holds in both.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, globSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, extname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const SRC = join(ROOT, 'src');
const DIST = join(ROOT, 'dist');

compile();
copyAssets();
nameCompiledFiles();

function compile(): void {
  rmSync(DIST, { recursive: true, force: true });
  const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc');
  const { status } = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], { cwd: ROOT, stdio: 'inherit' });
  if (status !== 0) {
    // Half a build must not be taken for one.
    rmSync(DIST, { recursive: true, force: true });
    process.exit(status ?? 1);
  }
}

function copyAssets(): void {
  for (const file of globSync('**/*', { cwd: SRC })) {
    const source = join(SRC, file);
    if (extname(file) !== '.ts' && statSync(source).isFile()) cpSync(source, join(DIST, file), { recursive: true });
  }
}

/**
 * The compiler gives imports their `.js`, but not the files that are named by `new URL('./worker.ts', import.meta.url)`.
 * A name that leads to nothing fails here, not on the user's machine.
 */
function nameCompiledFiles(): void {
  const moduleUrl = /(new URL\(\s*['"])(\.{1,2}\/[^'"]+)(['"],\s*import\.meta\.url)/g;
  const missing: string[] = [];
  for (const file of globSync('**/*.js', { cwd: DIST })) {
    const path = join(DIST, file);
    const text = readFileSync(path, 'utf8');
    const named = text.replaceAll(moduleUrl, (_, before: string, specifier: string, after: string) => {
      const compiled = specifier.replace(/\.ts$/, '.js');
      if (!existsSync(resolve(dirname(path), compiled))) missing.push(`${file}: ${specifier}`);
      return before + compiled + after;
    });
    if (named !== text) writeFileSync(path, named);
  }
  if (missing.length > 0) throw new Error(`named in dist, but not there:\n${missing.join('\n')}`);
}
