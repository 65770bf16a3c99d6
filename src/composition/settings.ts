/** The configuration's values in the words of the rooms that use them. Reads the certificates that it names; opens nothing. */
import { readFileSync } from 'node:fs';
import { createSecureContext, type SecureContext } from 'node:tls';
import type { Config, ListenerConfig, UpstreamConfig } from '../config/index.ts';
import type { IdentitySettings } from '../identity/index.ts';
import type { CatalogWatch } from './catalogs.ts';
import { StartFailure } from './start-failure.ts';

export function identitySettings({ identity }: Config): IdentitySettings {
  return {
    issuers: identity.issuers,
    agents: identity.agents,
  };
}

/** Throws StartFailure for files that are no certificate and key, or don't belong together. */
export function secureContext({ tls }: ListenerConfig): SecureContext | undefined {
  if (tls === undefined) return undefined;
  try {
    return createSecureContext({
      cert: readFileSync(tls.certFile),
      key: readFileSync(tls.keyFile),
      ...(tls.clientCaFile === undefined ? {} : { ca: readFileSync(tls.clientCaFile) }),
      minVersion: 'TLSv1.2',
    });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new StartFailure(
      `the listener's TLS can't be set up from "${tls.certFile}" and "${tls.keyFile}": ${why}`,
      'Name a certificate chain and its private key, both PEM, that belong together.',
      error,
    );
  }
}

/** The schema of an upstream that a listener names. */
export function watchOf(watches: ReadonlyMap<string, CatalogWatch>, { name }: UpstreamConfig): CatalogWatch {
  const watch = watches.get(name);
  if (watch === undefined) throw new StartFailure(`there is no upstream "${name}"`, 'Name one under upstreams.');
  return watch;
}
