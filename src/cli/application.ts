/** The tree of commands. What each takes stands in routes/, what it does in a file of its own that is loaded when it is called. */
import { buildApplication, buildRouteMap, type Application } from '@stricli/core';
import { buildInstallCommand, buildUninstallCommand } from '@stricli/auto-complete';
import { ConfigError } from '../config/problem.ts';
import type { CliContext } from './context.ts';
import { EXIT, Failure } from './failure.ts';
import { agentsRoutes } from './routes/agents.ts';
import { approvalsRoutes } from './routes/approvals.ts';
import { auditRoutes } from './routes/audit.ts';
import { explainCommand } from './routes/explain.ts';
import { initCommand } from './routes/init.ts';
import { rulesRoutes } from './routes/rules.ts';
import { schemaRoutes } from './routes/schema.ts';
import { startCommand } from './routes/start.ts';
import { wirewallText } from './words.ts';

export function buildWirewall(version: string, debug: boolean): Application<CliContext> {
  const root = buildRouteMap({
    routes: {
      start: startCommand,
      init: initCommand,
      rules: rulesRoutes,
      schema: schemaRoutes,
      explain: explainCommand,
      agents: agentsRoutes,
      approvals: approvalsRoutes,
      audit: auditRoutes,
      installCompletions: buildInstallCommand<CliContext>('wirewall', { bash: 'wirewall complete' }),
      uninstallCompletions: buildUninstallCommand<CliContext>('wirewall', { bash: true }),
    },
    docs: {
      brief: 'A firewall between AI agents and a database: every statement is judged, masked and recorded.',
      fullDescription: [
        'A firewall between AI agents and a database: every statement is judged, masked and recorded.',
        '',
        'New here? "wirewall init" asks for a database and writes what is needed; "wirewall start" then runs it.',
        'Every command takes --help, with examples, and --debug, which shows where an error came from.',
      ].join('\n'),
    },
  });
  return buildApplication(root, {
    name: 'wirewall',
    versionInfo: { currentVersion: version },
    scanner: { caseStyle: 'allow-kebab-for-camel', allowArgumentEscapeSequence: true },
    documentation: { useAliasInUsageLine: true },
    localization: { text: wirewallText(debug) },
    determineExitCode: (error) =>
      error instanceof Failure ? error.exitCode : error instanceof ConfigError ? EXIT.usage : EXIT.refused,
  });
}
