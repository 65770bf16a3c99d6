/** The configuration's values in the words of the rooms that use them. Reads the certificates that it names; opens nothing. */
import { readFileSync } from 'node:fs';
import { createSecureContext, type SecureContext } from 'node:tls';
import { resolveSecret, type Config, type ListenerConfig, type UpstreamConfig } from '../config/index.ts';
import type { IdentitySettings } from '../identity/index.ts';
import type { CatalogWatch } from './catalogs.ts';
import { StartFailure } from './start-failure.ts';

/** From dialling to the end of the login; a client waits for it, so it is shorter than clients' own patience. */
const CONNECT_TIMEOUT_MS = 8_000;

export function identitySettings({ identity }: Config): IdentitySettings {
  return {
    issuers: identity.issuers,
    agents: identity.agents,
  };
}

/** How a protocol reaches its upstream. */
export function upstreamSettings(upstream: UpstreamConfig) {
  const { name, address, database, user, password, tls } = upstream;
  return {
    name,
    host: address.host,
    port: address.port,
    database,
    user,
    // Read at each login, so that a secret may rotate.
    password: async () => (password === undefined ? undefined : (await resolveSecret(password)).reveal()),
    tls: { mode: tls.mode, ...(tls.caFile === undefined ? {} : { ca: readFileSync(tls.caFile, 'utf8') }) },
    connectTimeoutMs: CONNECT_TIMEOUT_MS,
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
