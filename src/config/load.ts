/** wirewall.yaml → Config. Reads, places every problem at its line, and gives all of them at once. */
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { isAlias, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, type Document, type Pair } from 'yaml';
import { checkConfig, type CheckOptions, type KeyPath } from './check.ts';
import { toConfig, type Config } from './config.ts';
import { findingsOf } from './findings.ts';
import { ConfigError, excerptOf, withoutCredentials, type ConfigProblem } from './problem.ts';
import { configSchema } from './schema.ts';

/** A configuration is written by hand; a larger file is the wrong one. */
const MAX_FILE_BYTES = 1024 * 1024;

export type LoadOptions = Partial<Pick<CheckOptions, 'env' | 'secrets'>>;

/** Throws ConfigError with every problem found. */
export async function loadConfig(file: string, options: LoadOptions = {}): Promise<Config> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const why = code === 'ENOENT' ? 'there is no such file: name one with -c, or make one with wirewall init' : code;
    throw new ConfigError([{ file, line: 1, column: 1, key: '', message: `the configuration can't be read: ${why}` }]);
  }
  return parseConfig(text, file, options);
}

/** The same for a text that is at hand; paths in it count from the folder of `file`. */
export async function parseConfig(text: string, file: string, options: LoadOptions = {}): Promise<Config> {
  const source = new Source(text, file);
  if (text.length > MAX_FILE_BYTES) throw new ConfigError([source.problemAt(0, '', 'the file is larger than 1MB')]);
  const syntax = [...source.document.errors, ...source.document.warnings];
  if (syntax.length > 0) {
    throw new ConfigError(syntax.map(({ message, pos }) => source.problemAt(pos[0], '', yamlMessage(message))));
  }
  let value: unknown;
  try {
    value = source.document.toJS();
  } catch (error) {
    // An alias to nowhere, or aliases that multiply beyond the library's bound.
    throw new ConfigError([source.problemAt(0, '', error instanceof Error ? error.message : String(error))]);
  }
  const shape = configSchema.safeParse(value);
  if (!shape.success) throw new ConfigError(source.problems(findingsOf(shape.error, value)));
  const directory = dirname(resolve(file));
  const findings = await checkConfig(shape.data, {
    directory,
    env: options.env ?? process.env,
    secrets: options.secrets ?? 'check',
  });
  if (findings.length > 0) throw new ConfigError(source.problems(findings));
  return toConfig(shape.data, file, directory);
}

/** The library's own messages carry an excerpt, with whatever secret stands there. */
function yamlMessage(message: string): string {
  const first = message.split('\n')[0] ?? '';
  const plain = first.replace(/ at line \d+, column \d+:?$/, '').replace(/:$/, '');
  return `not valid YAML: ${plain.charAt(0).toLowerCase()}${plain.slice(1)}`;
}

class Source {
  readonly document: Document;
  readonly #lines = new LineCounter();
  readonly #text: string;
  readonly #file: string;

  constructor(text: string, file: string) {
    this.#text = text;
    this.#file = file;
    this.document = parseDocument(text, { lineCounter: this.#lines, prettyErrors: true });
  }

  problems(findings: readonly { path: KeyPath; message: string; onKey?: boolean }[]): ConfigProblem[] {
    return findings
      .map(({ path, message, onKey }) => this.problemAt(this.#offsetOf(path, onKey ?? false), keyText(path), message))
      .sort((a, b) => a.line - b.line || a.column - b.column);
  }

  problemAt(offset: number, key: string, message: string): ConfigProblem {
    const { line, col } = this.#lines.linePos(Math.min(offset, this.#text.length));
    // LineCounter says 0 for an empty text.
    const place = { line: Math.max(line, 1), column: Math.max(col, 1) };
    const lineText = this.#text.split('\n')[place.line - 1]?.replace(/\r$/, '') ?? '';
    const told = withoutCredentials(message);
    return { file: this.#file, ...place, key, message: told, excerpt: excerptOf(lineText, place.column) };
  }

  /** Where the path's value stands, or its key; where it is missing, the innermost of what is there. */
  #offsetOf(path: KeyPath, onKey: boolean): number {
    let node: unknown = this.document.contents;
    let offset = isNode(node) ? (node.range?.[0] ?? 0) : 0;
    for (const [index, segment] of path.entries()) {
      if (isAlias(node)) node = node.resolve(this.document);
      const pair = isMap(node) ? node.items.find((item) => keyOf(item) === String(segment)) : undefined;
      const next: unknown = pair === undefined && isSeq(node) ? node.items[Number(segment)] : pair?.value;
      if (pair === undefined && next === undefined) return offset;
      const last = index === path.length - 1;
      const place = last && !onKey && isNode(next) && !isEmptyScalar(next) ? next : (pair?.key ?? next);
      if (isNode(place)) offset = place.range?.[0] ?? offset;
      node = next;
    }
    return offset;
  }
}

function keyOf({ key }: Pair): string {
  return isScalar(key) ? String(key.value) : '';
}

/** `key:` with nothing behind it: its value's place is the next line's, so the key is shown instead. */
function isEmptyScalar(node: unknown): boolean {
  return isScalar(node) && node.value === null;
}

function keyText(path: KeyPath): string {
  return path.map((part, index) => (typeof part === 'number' ? `[${part}]` : index === 0 ? part : `.${part}`)).join('');
}
