import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

const KEY = `${'A'.repeat(43)}=`;
export const VERIFIER = `SCRAM-SHA-256$4096:c2FsdHNhbHQ=$${KEY}:${KEY}`;

/** The configuration that the documentation shows, with a static agent. */
export const GOOD = `listeners:
  - { protocol: postgres, address: 127.0.0.1:6432, upstream: shop, plaintext: true }
upstreams:
  shop: { protocol: postgres, address: 127.0.0.1:5432, database: shop, user: app, password: { env: SHOP_PASSWORD }, tls: verify-full }
identity:
  issuers: [{ issuer: https://login.example.com, audience: wirewall, jwks: { file: keys.json }, agent: sub, groups: groups, intents: intents }]
  agents:  [{ name: analyst, groups: [analytics], scram: "${VERIFIER}" }]
rules: rules/
audit: { directory: var/audit, durability: batch, statement: full }
store: { sqlite: var/wirewall.db }
limits: { max_connections: 1000, max_statement_bytes: 1MB, login_timeout: 10s, idle_timeout: 30m }
`;

export const ENV = { SHOP_PASSWORD: 'hunter2' };

/** A folder with what GOOD names. */
export function configDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'wirewall-config-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  mkdirSync(join(directory, 'rules'));
  writeFileSync(join(directory, 'keys.json'), '{"keys":[]}');
  return directory;
}
