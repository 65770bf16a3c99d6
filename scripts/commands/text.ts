/** docs/commands.md as text. Knows the commands' help and nothing of what they do. */
import { buildWirewall } from '../../src/cli/application.ts';

const INTRODUCTION = `# Commands

<!-- Written by scripts/commands/write.ts from the commands' own help. -->

\`wirewall COMMAND --help\` shows each of these. Every command takes \`--debug\`, which shows where an error came from.
\`wirewall install-completions\` adds completions to bash.

## Exit codes

| Code | Meaning |
|---|---|
| 0 | It did what was asked. |
| 1 | It ran, and found something that is not in order: a mistake in the rules, a changed line in the audit log, a request that can't be answered. |
| 2 | It could not run: wrong arguments, or a wrong configuration. |

What was asked for goes to standard output, everything else to standard error, so that \`$(wirewall agents token …)\` and
\`wirewall audit export | jq\` work. Colours appear in terminals alone; \`NO_COLOR\` turns them off.

## The gateway's signals

| Signal | What \`wirewall start\` does |
|---|---|
| SIGTERM, SIGINT | Takes no more connections, ends idle sessions, lets running statements finish for 5 seconds, cuts what is left, closes the audit log. A second one cuts at once. |
| SIGHUP | Reads the rules again, whole or not at all. They are also read when a file changes. |
`;

type Target = ReturnType<typeof buildWirewall>['root'];

export function commandsText(): string {
  const application = buildWirewall('', false);
  const sections = commandsOf(application.root, ['wirewall']).map(({ route, target }) => {
    const help = target.formatHelp({
      prefix: route,
      config: application.config.documentation,
      text: application.defaultText,
      ansiColor: false,
      additionalFlags: [],
      includeArgumentEscapeSequenceFlag: false,
      includeHidden: false,
    });
    return `## ${route.join(' ')}\n\n\`\`\`\n${help.trim()}\n\`\`\`\n`;
  });
  return `${INTRODUCTION}\n${sections.join('\n')}`;
}

function commandsOf(
  target: Target,
  route: readonly string[],
): { readonly route: readonly string[]; readonly target: Target }[] {
  if (!('getAllEntries' in target)) return route.at(-1)?.endsWith('completions') === true ? [] : [{ route, target }];
  return target
    .getAllEntries()
    .flatMap(({ name, target }) => commandsOf(target, [...route, name['convert-camel-to-kebab']]));
}
