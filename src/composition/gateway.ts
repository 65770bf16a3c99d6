/**
 * Puts the rooms together to one running gateway, and takes it apart again. Everything that decides is elsewhere; here is the
 * order: rules, record and store must be there before anybody may come in, and the record closes last.
 */
import { hostname } from 'node:os';
import { Desk } from '../approval/index.ts';
import { formatAddress, type Config, type ListenerConfig, type Logger } from '../config/index.ts';
import { systemClock } from '../core/clock.ts';
import { createGate, recordApprovals, type WirewallGate } from '../gate/index.ts';
import type { Reload } from '../policy/index.ts';
import type { Serving } from './database.ts';
import { databaseOf } from './databases.ts';
import { Doors, SHUTTING_DOWN } from './doors.ts';
import { Connections, listen, type Listener } from './listener.ts';
import { openAudit, openIdentity, openStore, recordCatalog, reporter, watchRevocations, watchRules } from './parts.ts';
import { StartFailure } from './start-failure.ts';

/** A statement that runs when the gateway is told to end has so long; then it is cut. */
const DRAIN_MS = 5_000;
/** What was cut has so long to say its last word. */
const CUT_MS = 1_000;

export interface GatewayOptions {
  readonly config: Config;
  readonly version: string;
  readonly log: Logger;
}

export interface OpenListener {
  readonly config: ListenerConfig;
  /** `127.0.0.1:6432` */
  readonly address: string;
  readonly host: string;
  readonly port: number;
}

export interface RunningGateway {
  /** The audit stream's id, which is the gateway's too. */
  readonly id: string;
  readonly listeners: readonly OpenListener[];
  reloadRules(): Reload['kind'];
  /** Lets running statements end, within a bounded time. The second call cuts what is left. */
  stop(reason: string): Promise<void>;
}

/** Throws StartFailure, RulesError, or what else keeps it from starting; then nothing is left open. */
export async function openGateway(options: GatewayOptions): Promise<RunningGateway> {
  await using opened = new AsyncDisposableStack();
  const { config, log } = options;
  const audit = opened.adopt(openAudit(config, log), (log) => log.close());
  const rules = opened.adopt(watchRules(config, audit, log), (keeper) => keeper.stop());
  const store = opened.adopt(await openStore(config, audit.stream), (store) => store.close());
  // Before the desk listens: what people said stands in the record before what it released.
  opened.defer(recordApprovals(store.approvals, audit));
  const desk = opened.adopt(new Desk(store.approvals, systemClock, config.limits), (desk) => desk.close());
  const report = reporter(log);
  const gate = createGate({
    identity: await openIdentity(config, store, log),
    policy: () => rules.current(),
    desk,
    audit,
    clock: systemClock,
    report,
  });
  opened.defer(watchRevocations(store, gate, audit));
  const servings = new Map<ListenerConfig['protocol'], Serving>();
  for (const { protocol } of config.listeners) {
    if (servings.has(protocol)) continue;
    const serving = await databaseOf({ protocol }).start({ config, log, report });
    servings.set(
      protocol,
      opened.adopt(serving, (one) => one.close()),
    );
  }
  for (const name of new Set(config.listeners.map(({ upstream }) => upstream))) {
    const upstream = config.upstreams.get(name);
    const events = { clock: systemClock, log, onLoaded: recordCatalog(audit) };
    if (upstream !== undefined) await servings.get(upstream.protocol)?.watch(upstream, events);
  }
  const doors = new Doors(gate);
  const connections = new Connections(config.limits.maxConnections);
  const listeners: { readonly open: OpenListener; readonly listener: Listener }[] = [];
  for (const listenerConfig of config.listeners) {
    const listener = opened.adopt(
      await openListener(listenerConfig, { config, servings, connections, doors, log }),
      (listener) => listener.close(),
    );
    const { address } = listener;
    listeners.push({ listener, open: { config: listenerConfig, address: formatAddress(address), ...address } });
  }
  const addresses = listeners.map(({ open }) => open.address);
  await audit.appendBefore({
    type: 'gateway_started',
    version: options.version,
    host: hostname(),
    pid: process.pid,
    listeners: addresses,
  });

  const running = opened.move();
  let stopping: Promise<void> | undefined;
  const stop = async (reason: string): Promise<void> => {
    for (const { listener } of listeners) listener.close();
    log.info({ reason, connections: connections.count }, 'ending: no new connections, running statements may finish');
    doors.close();
    if (!(await connections.empty(DRAIN_MS))) cut(gate, log, connections);
    await connections.empty(CUT_MS);
    connections.destroyAll();
    audit.appendAfter({ type: 'gateway_stopped', reason });
    await running.disposeAsync();
    log.info('ended');
  };
  return {
    id: audit.stream,
    listeners: listeners.map(({ open }) => open),
    reloadRules: () => rules.reload().kind,
    stop(reason) {
      if (stopping !== undefined) cut(gate, log, connections);
      stopping ??= stop(reason);
      return stopping;
    },
  };
}

function cut(gate: WirewallGate, log: Logger, connections: Connections): void {
  if (connections.count > 0) log.warn({ connections: connections.count }, 'cutting what still runs');
  gate.endAll(SHUTTING_DOWN);
}

interface ListenerNeeds {
  readonly config: Config;
  readonly servings: ReadonlyMap<ListenerConfig['protocol'], Serving>;
  readonly connections: Connections;
  readonly doors: Doors;
  readonly log: Logger;
}

async function openListener(listener: ListenerConfig, needs: ListenerNeeds): Promise<Listener> {
  const { config, connections, doors, log } = needs;
  const upstream = config.upstreams.get(listener.upstream);
  const serving = needs.servings.get(listener.protocol);
  if (upstream === undefined || serving === undefined) {
    throw new StartFailure(`there is no upstream "${listener.upstream}"`, 'Name one under upstreams.');
  }
  return listen({
    address: listener.address,
    connections,
    gate: doors,
    serve: serving.listener(listener, upstream),
    onFault: (error) => log.error({ err: error }, 'a connection ended by a fault of ours'),
    maxConnections: config.limits.maxConnections,
  });
}
