/** `wirewall agents revoke` and `restore`: who is no longer welcome, in force before the command ends. */
import { userInfo } from 'node:os';
import type { RevocationKind } from '../core/revocation.ts';
import type { RevocationReach, Store } from '../store/store.ts';
import type { CliContext } from './context.ts';
import { EXIT, Failure } from './failure.ts';
import { loadForReading, withStore } from './loading.ts';
import type { RestoreFlags, RevokeFlags } from './routes/agents.ts';
import { counted } from './terminal.ts';

/** A gateway that lives takes it in within a second. */
const REACH_TIMEOUT_MS = 10_000;

interface Target {
  readonly kind: RevocationKind;
  readonly value: string;
}

export async function agentsRevoke(context: CliContext, flags: RevokeFlags, name?: string): Promise<void> {
  const target = targetOf(flags, name);
  const config = await loadForReading(flags.config);
  const by = flags.by ?? userInfo().username;
  await withStore(config, async (store) => {
    const version = await store.revocations.add({ ...target, reason: flags.reason, by, atMs: Date.now() });
    context.print(`${context.paint('green', '✓')} ${label(target)} is revoked`);
    await tellReach(context, store, version);
  });
}

export async function agentsRestore(context: CliContext, flags: RestoreFlags, name?: string): Promise<void> {
  const target = targetOf(flags, name);
  await withStore(await loadForReading(flags.config), async (store) => {
    const version = await store.revocations.lift(target.kind, target.value);
    if (version === undefined) {
      throw new Failure(`${label(target)} is not revoked`, { hint: 'See "wirewall agents list" for what is.' });
    }
    context.print(`${context.paint('green', '✓')} ${label(target)} is welcome again`);
    await tellReach(context, store, version);
  });
}

async function tellReach(context: CliContext, store: Store, version: number): Promise<void> {
  const reach = await store.gateways.waitForRevocations(version, REACH_TIMEOUT_MS);
  context.print(`  ${reachText(reach)}`);
  if (reach.inForce) return;
  const names = reach.behind.map(({ id }) => id).join(', ');
  throw new Failure(
    `${counted(reach.behind.length, 'gateway')} did not take it in within ${REACH_TIMEOUT_MS / 1000} s: ${names}`,
    {
      hint: "They refuse statements by themselves once they can't read the store. Look at their logs, or stop them.",
    },
  );
}

function reachText({ live, behind, silent }: RevocationReach): string {
  const ended = silent.length === 0 ? '' : `; ${counted(silent.length, 'gateway')} registered and not seen of late`;
  if (live.length === 0) return `no gateway runs on this store now: the next one starts with it${ended}`;
  return `in force on ${live.length - behind.length} of ${counted(live.length, 'live gateway')}${ended}`;
}

function targetOf({ token, session }: Pick<RevokeFlags, 'token' | 'session'>, name: string | undefined): Target {
  const named: Target[] = [
    ...(name === undefined ? [] : [{ kind: 'agent' as const, value: name }]),
    ...(token === undefined ? [] : [{ kind: 'token' as const, value: token }]),
    ...(session === undefined ? [] : [{ kind: 'session' as const, value: session }]),
  ];
  const [target] = named;
  if (target !== undefined && named.length === 1 && target.value !== '') return target;
  throw new Failure("expected an agent's name, --token ID or --session ID: exactly one of them", {
    hint: 'Ids stand in the audit log: see "wirewall audit tail --json".',
    exitCode: EXIT.usage,
  });
}

function label({ kind, value }: Target): string {
  return `${kind} "${value}"`;
}
