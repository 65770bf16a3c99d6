/**
 * Opens the parts of a gateway, each with the words for whoever starts it when it can't be had, and records what becomes of
 * them while it runs. Knows no listener and no order.
 */
import { AuditLog, AuditUnavailable } from '../audit/index.ts';
import type { Config, Logger } from '../config/index.ts';
import { systemClock } from '../core/clock.ts';
import type { WirewallGate } from '../gate/index.ts';
import { Identity } from '../identity/index.ts';
import { PolicyKeeper, type Policy } from '../policy/index.ts';
import { openSqliteStore, StoreUnavailable, type Store } from '../store/index.ts';
import { identitySettings } from './settings.ts';
import { StartFailure } from './start-failure.ts';

export function openAudit({ audit }: Config, log: Logger): AuditLog {
  try {
    return AuditLog.open({
      directory: audit.directory,
      durability: audit.durability,
      statement: audit.statement,
      maxFileBytes: audit.maxFileBytes,
      onFault: (fault) => {
        if (fault === undefined) log.info('the audit log takes entries again');
        else log.error(`${fault.message}; statements are refused until it does`);
      },
    });
  } catch (error) {
    if (!(error instanceof AuditUnavailable)) throw error;
    throw new StartFailure(
      error.message,
      "Nothing may run that can't be recorded: correct audit.directory, or what is wrong there.",
      error,
    );
  }
}

/** Throws RulesError: without whole rules it doesn't start. */
export function watchRules({ rules }: Config, audit: AuditLog, log: Logger): PolicyKeeper {
  const keeper = new PolicyKeeper(rules, {
    onChange: (policy) => {
      recordRules(audit, policy);
      log.info({ version: policy.version }, 'rules changed, in force from the next statement on');
    },
    onError: (error) => {
      audit.appendAfter({ type: 'rules_rejected', problems: error.message.split('\n') });
      log.error(`the changed rules have mistakes, so those before stay in force:\n${error.message}`);
    },
  });
  recordRules(audit, keeper.current());
  return keeper;
}

function recordRules(audit: AuditLog, { version, documents }: Policy): void {
  audit.appendAfter({ type: 'rules_loaded', version, files: [...new Set(documents.map(({ place }) => place.file))] });
}

export async function openStore({ store }: Config, gatewayId: string): Promise<Store> {
  try {
    return await openSqliteStore({ path: store.sqliteFile, gatewayId });
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error;
    throw new StartFailure(
      error.message,
      'Approvals and revocations are kept there: correct store.sqlite, or what is wrong with the file.',
      error,
    );
  }
}

export async function openIdentity(config: Config, store: Store, log: Logger): Promise<Identity> {
  try {
    const identity = new Identity(identitySettings(config), {
      clock: systemClock,
      revocations: store.revocations,
      installationSecret: await store.installationSecret(),
    });
    for (const warning of identity.warnings) log.warn(warning);
    return identity;
  } catch (error) {
    throw new StartFailure(error instanceof Error ? error.message : String(error), 'Correct it under identity.', error);
  }
}

/** Whoever is revoked is cut off at once, and the record has it. Gives the way to stop. */
export function watchRevocations(store: Store, gate: WirewallGate, audit: AuditLog): () => void {
  let known = new Set<string>();
  const recordNew = async (): Promise<void> => {
    const revocations = await store.revocations.list();
    for (const { kind, value, reason } of revocations) {
      if (!known.has(`${kind} ${value}`)) audit.appendAfter({ type: 'revocation_seen', subject: kind, value, reason });
    }
    known = new Set(revocations.map(({ kind, value }) => `${kind} ${value}`));
  };
  // The store answers late only while it closes.
  const record = (): void => void recordNew().catch(() => undefined);
  record();
  return store.revocations.onChange(() => {
    gate.recheck();
    record();
  });
}

export function recordCatalog(audit: AuditLog) {
  return (upstream: string, { version, data }: { version: string; data: { relations: readonly unknown[] } }): void =>
    audit.appendAfter({ type: 'catalog_loaded', upstream, version, tables: data.relations.length });
}

export type Report = (event: string, details: Readonly<Record<string, unknown>>) => void;

/** What gate and protocols have to say. Faults of ours come with their stacks; what peers and databases do, in a line. */
export function reporter(log: Logger): Report {
  return (event, { error, cause, ...details }) => {
    const words = event.replaceAll('_', ' ');
    if (event === 'internal_fault' || event === 'session_fault') {
      log.error({ ...details, err: error }, words);
      return;
    }
    const why = error ?? cause;
    if (why !== undefined) log.warn({ ...details, cause: why instanceof Error ? why.message : why }, words);
    // The record has it, and login_refused has said it already.
    else if (event === 'refused') log.debug(details, words);
    else log.info(details, words);
  };
}
