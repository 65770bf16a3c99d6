/** `wirewall start`: runs the gateway until it is told to end. Knows signals and what an operator is told; the gateway is put together elsewhere. */
import { openGateway, type OpenListener, type RunningGateway } from '../composition/gateway.ts';
import { StartFailure } from '../composition/start-failure.ts';
import { createLog, formatAddress, loadConfig, type Config, type Logger } from '../config/index.ts';
import type { CliContext } from './context.ts';
import { EXIT, Failure } from './failure.ts';
import { rulesFailure } from './loading.ts';
import type { StartFlags } from './routes/start.ts';
import { columns } from './terminal.ts';

export async function start(context: CliContext, flags: StartFlags): Promise<void> {
  const config = await loadConfig(flags.config);
  const log = createLog(config.log);
  outliveUnknownFaults(log);
  const gateway = await open(config, context.version, log);
  context.print(...startedLines(context, config, gateway));
  await untilTold(gateway, log);
}

async function open(config: Config, version: string, log: Logger): Promise<RunningGateway> {
  try {
    return await openGateway({ config, version, log });
  } catch (error) {
    if (error instanceof StartFailure) {
      throw new Failure(error.message, { hint: error.hint, exitCode: EXIT.usage, cause: error });
    }
    throw rulesFailure(error);
  }
}

function startedLines({ version, paint }: CliContext, config: Config, { listeners }: RunningGateway): string[] {
  const rows = listeners.map((listener) => [
    `  ${paint('bold', listener.address)}`,
    `→ ${listener.config.upstream} (${upstreamText(config, listener)})`,
    paint('dim', connectionLine(config, listener)),
  ]);
  return [`${paint('green', '●')} wirewall ${version} is running`, ...columns(rows)];
}

function upstreamText(config: Config, { config: { upstream } }: OpenListener): string {
  const found = config.upstreams.get(upstream);
  return found === undefined ? '' : `${formatAddress(found.address)}/${found.database}`;
}

/** What an agent's configuration changes to; AGENT stands for its name, and its token or secret is the password. */
export function connectionLine(
  config: Config,
  { host, port, config: { protocol, upstream, tls } }: Pick<OpenListener, 'host' | 'port' | 'config'>,
): string {
  const database = config.upstreams.get(upstream)?.database ?? upstream;
  const reachable = host === '0.0.0.0' || host === '::' ? 'HOST' : host;
  const encrypted = tls === undefined ? '' : protocol === 'postgres' ? '?sslmode=require' : '?ssl-mode=REQUIRED';
  return `${protocol}://AGENT:TOKEN@${formatAddress({ host: reachable, port })}/${encodeURIComponent(database)}${encrypted}`;
}

/** SIGTERM and SIGINT end it, a second one at once; SIGHUP reads the rules again. */
async function untilTold(gateway: RunningGateway, log: Logger): Promise<void> {
  const reload = (): void => {
    const kind = gateway.reloadRules();
    if (kind === 'unchanged') log.info('the rules are as they were');
  };
  process.on('SIGHUP', reload);
  const signal = await new Promise<NodeJS.Signals>((resolve) => {
    for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, () => resolve(name));
  });
  const hurry = (): void => void gateway.stop('cut off');
  for (const name of ['SIGTERM', 'SIGINT'] as const) process.on(name, hurry);
  await gateway.stop(signal);
  process.off('SIGHUP', reload);
}

/**
 * What happens in a connection is confined there; what still comes here is a fault of ours that no peer may end the
 * process by. Every statement needs a permit of its own, so going on lets nothing pass.
 */
function outliveUnknownFaults(log: Logger): void {
  process.on('uncaughtException', (error) =>
    log.fatal({ err: error }, 'an exception that nobody caught; the gateway goes on'),
  );
  process.on('unhandledRejection', (error) =>
    log.fatal({ err: error }, 'a rejection that nobody caught; the gateway goes on'),
  );
}
