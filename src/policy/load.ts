/** Reads a directory of rule files. The only I/O of policy beside the keeper's watching. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { RuleText } from './document.ts';
import { RulesError } from './problem.ts';

/** More files, or deeper folders, than this are not a rules directory. */
const MAX_FILES = 1000;
const MAX_DEPTH = 8;
/** A larger file is refused by its size, before it is read. */
const MAX_FILE_BYTES = 4 * 1024 * 1024;

/** All `*.yaml` and `*.yml` below a directory, or the one file named, in order of their paths. Throws RulesError. */
export function readRuleTexts(directory: string): RuleText[] {
  try {
    const paths = statSync(directory).isDirectory() ? rulePaths(directory, 0) : [directory];
    if (paths.length > MAX_FILES) throw broken(directory, `more than ${MAX_FILES} rule files`);
    return paths.sort().map((path) => ({ path, text: readText(path) }));
  } catch (error) {
    if (error instanceof RulesError) throw error;
    throw broken(directory, `cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function rulePaths(directory: string, depth: number): string[] {
  if (depth > MAX_DEPTH) throw broken(directory, `folders lie deeper than ${MAX_DEPTH}`);
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    // Dot names are an editor's half-written files and mounted volumes' own ("..data").
    if (entry.name.startsWith('.')) return [];
    const path = join(directory, entry.name);
    const found = entry.isSymbolicLink() ? statSync(path) : entry;
    if (found.isDirectory()) return rulePaths(path, depth + 1);
    return found.isFile() && /\.ya?ml$/.test(entry.name) ? [path] : [];
  });
}

function readText(path: string): string {
  if (statSync(path).size > MAX_FILE_BYTES) throw broken(path, `larger than ${MAX_FILE_BYTES} bytes`);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path));
  } catch (error) {
    if (error instanceof TypeError) throw broken(path, 'is no UTF-8 text');
    throw error;
  }
}

function broken(file: string, message: string): RulesError {
  return new RulesError([{ severity: 'error', file, line: 1, column: 1, message }]);
}
