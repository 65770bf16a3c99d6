import { readFileSync } from 'node:fs';
import { Writable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { runCommandLine } from '../../src/cli/run.ts';
import { codeOf, markdownFiles, readMarkdown, ROOT } from './markdown.ts';

const manifest: unknown = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8'));
const { scripts } = manifest as { readonly scripts: Readonly<Record<string, string>> };

/** Commands at the beginning of a line, behind a prompt, in `$(…)`, or by `npm run wirewall --`. */
const WIREWALL = /(?:^[ \t]*(?:\$ |npx )?|\$\(|npm run (?:-s )?wirewall -- )wirewall(?<words>(?: +[^\s`)'"#]+)*)/gm;
const BY_NPM = /npm run (?:-s )?wirewall --(?<words>(?: +[^\s`)'"#]+)*)/g;
const NPM = /\bnpm (?:run (?:-s |--silent )?(?<script>[a-z][a-z:-]*)|(?<test>test)\b)/g;

interface Named {
  readonly path: readonly string[];
  readonly flags: readonly string[];
}

/** `agents revoke|restore --token ID` → `agents revoke` and `agents restore`, with the flag. Placeholders are in capitals or brackets. */
function named(words: string): Named[] {
  const all = words.trim().split(/ +/);
  const end = all.findIndex((word) => !/^[a-z][a-z|-]*$/.test(word));
  const path = end === -1 ? all : all.slice(0, end);
  const flags = all.flatMap((word) => /^\[?(?<flag>--[a-z][a-z-]*)/.exec(word)?.groups?.['flag'] ?? []);
  return path
    .reduce<string[][]>((paths, word) => paths.flatMap((one) => word.split('|').map((way) => [...one, way])), [[]])
    .map((one) => ({ path: one, flags }));
}

/** Flags of every command. */
const COMMON: ReadonlySet<string> = new Set(['--help', '--debug', '--version']);

const helps = new Map<string, string>();

/** The help of the longest part of the path that is a command; what follows are its arguments. */
async function helpOf(path: readonly string[]): Promise<string | undefined> {
  for (let length = Math.min(path.length, 2); length > 0; length--) {
    const part = path.slice(0, length);
    const help = helps.get(part.join(' ')) ?? (await shown([...part, '--help']));
    helps.set(part.join(' '), help);
    const isGroup = / \.\.\.$|\n[ ]+wirewall \S+ [a-z|]+ /m.test(help) && help.includes('COMMANDS');
    if (help.startsWith('USAGE') && !(isGroup && path.length > length)) return help;
  }
  return undefined;
}

async function shown(args: readonly string[]): Promise<string> {
  let text = '';
  const stream = (): Writable => new Writable({ write: (chunk, _, done) => ((text += String(chunk)), done()) });
  const [stdout, stderr] = [stream(), stream()];
  await runCommandLine(args, { stdout, stderr, env: {} } as unknown as Parameters<typeof runCommandLine>[1], '0.0.0');
  return text;
}

/** What is named in a page's code and is not there. */
async function wrongIn(text: string): Promise<string[]> {
  const wrong: string[] = [];
  for (const code of codeOf(text)) {
    for (const match of [...code.matchAll(WIREWALL), ...code.matchAll(BY_NPM)]) {
      for (const { path, flags } of named(match.groups?.['words'] ?? '')) {
        if (path.length === 0) continue;
        const help = await helpOf(path);
        if (help === undefined) wrong.push(`there is no "wirewall ${path.join(' ')}"`);
        else
          for (const flag of flags)
            if (!COMMON.has(flag) && !help.includes(flag)) wrong.push(`"wirewall ${path.join(' ')}" takes no ${flag}`);
      }
    }
    for (const { groups } of code.matchAll(NPM)) {
      const script = groups?.['script'] ?? groups?.['test'] ?? '';
      if (!Object.hasOwn(scripts, script)) wrong.push(`package.json has no script "${script}"`);
    }
  }
  return wrong;
}

describe('commands that the documentation names', () => {
  test.for(markdownFiles())('%s', async (file) => {
    expect(await wrongIn(readMarkdown(file))).toEqual([]);
  });
});

describe('the reading of commands', () => {
  test.for<[string, string]>([
    ['wirewall strat', 'there is no "wirewall strat"'],
    ['wirewall approvals accept ID', 'there is no "wirewall approvals accept"'],
    ['wirewall approvals approve|refuse ID', 'there is no "wirewall approvals refuse"'],
    ['X=$(wirewall agents tokens --name a)', 'there is no "wirewall agents tokens"'],
    ['wirewall agents token --nome a', '"wirewall agents token" takes no --nome'],
    ['npm run -s wirewall -- audit tails', 'there is no "wirewall audit tails"'],
    ['npm run dmeo', 'package.json has no script "dmeo"'],
  ])('tells of `%s`', async ([code, wrong]) => {
    expect(await wrongIn(`\`${code}\``)).toEqual([wrong]);
  });

  test('passes over placeholders, arguments and other words', async () => {
    const code = [
      'wirewall COMMAND --help',
      'wirewall approvals list|show',
      'wirewall explain --as me "SELECT 1"',
      'wirewall.yaml',
    ];
    expect(await wrongIn(`\`\`\`\n${code.join('\n')}\n\`\`\`\n`)).toEqual([]);
  });
});
