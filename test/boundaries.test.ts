import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { breaches, importsOf, packageOf } from './boundaries/imports.ts';

const SRC = fileURLToPath(new URL('../src/', import.meta.url));
const sources = globSync('**/*.{ts,js,mts,cts}', { cwd: SRC }).map((file) => ({
  file: file.replaceAll('\\', '/'),
  text: readFileSync(new URL(file, new URL('../src/', import.meta.url)), 'utf8'),
}));

describe('the rooms of src', () => {
  test('are all read', () => {
    expect(sources.map(({ file }) => file)).toContain('gate/protocol.ts');
  });

  test('import only what they may know', () => {
    expect(sources.flatMap(({ file, text }) => breaches(file, text))).toEqual([]);
  });

  test('use at run time only packages that are installed with wirewall', () => {
    const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
    const { dependencies } = manifest as { dependencies: Record<string, string> };
    const used = sources.flatMap(({ file, text }) =>
      importsOf(text)
        .filter(({ typeOnly }) => !typeOnly)
        .map(({ specifier }) => packageOf(specifier ?? ''))
        .filter((name) => name !== undefined && name !== '')
        .map((name) => ({ file, name })),
    );
    expect(used.filter(({ name }) => !Object.hasOwn(dependencies, String(name)))).toEqual([]);
  });
});

describe('the keeper of the import directions', () => {
  test.for<[string, string, string]>([
    ['a core that knows another room', 'core/agent.ts', `import { Reader } from '../bytes/reader.ts';`],
    ['a type import, too', 'core/agent.ts', `import type { Reader } from '../bytes/reader.ts';`],
    ['a type inside braces', 'core/agent.ts', `import { type Reader } from '../bytes/reader.ts';`],
    ['a re-export', 'bytes/reader.ts', `export * from '../core/agent.ts';`],
    ['a re-export of names', 'bytes/reader.ts', `export { Agent } from '../core/agent.ts';`],
    ['an import over several lines', 'policy/judge.ts', `import {\n  a,\n  b,\n} from '../audit/log.ts';`],
    ['an import for its effect', 'audit/log.ts', `import '../store/open.ts';`],
    ['a second import on one line', 'audit/log.ts', `import 'node:fs'; import { x } from '../store/open.ts';`],
    ['an import at run time', 'masking/plan.ts', `const m = await import('../policy/judge.ts');`],
    ['an import in a type', 'masking/plan.ts', `type Rule = import("../policy/judge.ts").Rule;`],
    ['a worker in another room', 'sql/parse.ts', `new Worker(new URL('../gate/gate.ts', import.meta.url));`],
    ['an import of what cannot be told', 'sql/parse.ts', 'const m = await import(name);'],
    ['an import of a template', 'sql/parse.ts', 'const m = await import(`./${name}.ts`);'],
    ['policy that takes more than types from sql', 'policy/judge.ts', `import { walk } from '../sql/statement.ts';`],
    ['masking that looks into a dialect', 'masking/plan.ts', `import type { Node } from '../sql/postgres/tree.ts';`],
    ['a gate that knows a protocol', 'gate/gate.ts', `import { serve } from '../protocols/postgres/serve.ts';`],
    [
      'a protocol that knows policy',
      'protocols/postgres/serve.ts',
      `import type { Rule } from '../../policy/rule.ts';`,
    ],
    [
      'a protocol that looks into the gate',
      'protocols/postgres/serve.ts',
      `import { Gate } from '../../gate/gate.ts';`,
    ],
    ['a protocol that knows another', 'protocols/postgres/serve.ts', `import { x } from '../mysql/serve.ts';`],
    ['a protocol with the other dialect', 'protocols/mysql/serve.ts', `import { x } from '../../sql/postgres.ts';`],
    ['a protocol inside its dialect', 'protocols/postgres/serve.ts', `import { x } from '../../sql/postgres/tree.ts';`],
    ['a dialect that knows the other', 'sql/mysql/parser.ts', `import { x } from '../postgres/tree.ts';`],
    ['a room that knows the command line', 'store/open.ts', `import { x } from '../cli/start.ts';`],
    [
      'a source that needs the tests',
      'cli/start.ts',
      `import { startPostgres } from '../../test/servers/postgres.ts';`,
    ],
    ['a room that nobody has named', 'utils/strings.ts', ''],
  ])('finds %s', ([, file, text]) => {
    expect(breaches(file, text)).toHaveLength(1);
  });

  test.for<[string, string, string]>([
    [
      'a room that knows itself',
      'sql/postgres/tree.ts',
      `import { x } from './names.ts';\nimport { y } from '../statement.ts';`,
    ],
    [
      'types of sql in policy',
      'policy/judge.ts',
      `import { type Statement, type Lineage } from '../sql/statement.ts';`,
    ],
    [
      'a protocol with its dialect, the port and bytes',
      'protocols/postgres/serve.ts',
      `import { a } from '../../sql/postgres/index.ts';\nimport type { Gate } from '../../gate/protocol.ts';\nimport { b } from '../../bytes/reader.ts';`,
    ],
    [
      'a composer with everything',
      'cli/start.ts',
      `import { a } from '../protocols/index.ts';\nimport { b } from '../policy/judge.ts';`,
    ],
    [
      'a sentence in a comment',
      'core/agent.ts',
      `// import { x } from '../bytes/reader.ts'\n/** import('../bytes/reader.ts') */`,
    ],
    ['import.meta', 'core/agent.ts', 'const here = import.meta.url;'],
  ])('lets pass %s', ([, file, text]) => {
    expect(breaches(file, text)).toEqual([]);
  });

  test('tells the line', () => {
    expect(breaches('core/a.ts', `import 'node:fs';\n\nimport { b } from '../bytes/b.ts';`)).toEqual([
      'core/a.ts:3 imports bytes/b.ts',
    ]);
  });
});
