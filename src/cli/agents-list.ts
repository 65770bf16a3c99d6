/** `wirewall agents list`: who may log in, what is revoked, which gateways run. */
import type { Config } from '../config/index.ts';
import type { Revocation } from '../core/revocation.ts';
import type { GatewayState } from '../store/store.ts';
import type { CliContext } from './context.ts';
import { loadForReading, withStore } from './loading.ts';
import type { AgentsListFlags } from './routes/agents.ts';
import { columns, oneLine, relativeTime, shown } from './terminal.ts';

export async function agentsList(context: CliContext, flags: AgentsListFlags): Promise<void> {
  const config = await loadForReading(flags.config);
  const { revocations, gateways } = await withStore(config, async (store) => ({
    revocations: await store.revocations.list(),
    gateways: await store.gateways.list(),
  }));
  if (flags.json === true) {
    const agents = config.identity.agents.map(({ scram, cachingSha2, nativePassword, ...agent }) => ({
      ...agent,
      login: scram !== undefined ? 'scram' : (cachingSha2 ?? nativePassword) === undefined ? 'certificate' : 'secret',
    }));
    context.print(JSON.stringify({ issuers: config.identity.issuers, agents, revocations, gateways }, null, 2));
    return;
  }
  const section = (title: string, rows: string[][], none: string): void => {
    context.print(context.paint('bold', title), ...(rows.length === 0 ? [`  ${none}`] : columns(rows, '  ')), '');
  };
  section('Agents', agentRows(config), 'none but those of the issuers');
  section('Issuers of tokens', issuerRows(config), 'none');
  section('Revoked', revocations.map(revocationRow), 'nobody');
  section('Gateways', gateways.map(gatewayRow), 'none has run on this store');
}

function agentRows({ identity }: Config): string[][] {
  return identity.agents.map(({ name, groups, intents, scram, cachingSha2, nativePassword }) => [
    name,
    (scram ?? cachingSha2 ?? nativePassword) === undefined ? 'certificate' : 'secret',
    groups.length === 0 ? '-' : groups.join(', '),
    intents.length === 0 ? '' : `for ${intents.join(', ')}`,
  ]);
}

function issuerRows({ identity }: Config): string[][] {
  return identity.issuers.map(({ issuer, audiences, jwks }) => [
    issuer,
    `for ${audiences.join(', ')}`,
    jwks.kind === 'file' ? jwks.path : jwks.url,
  ]);
}

function revocationRow({ kind, value, by, atMs, reason }: Revocation): string[] {
  return [kind, shown(value), relativeTime(atMs, Date.now()), `by ${shown(by)}`, oneLine(reason, 80)];
}

function gatewayRow({ id, startedAtMs, seenAtMs }: GatewayState): string[] {
  const now = Date.now();
  return [id, `started ${relativeTime(startedAtMs, now)}`, `seen ${relativeTime(seenAtMs, now)}`];
}
