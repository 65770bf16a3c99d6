/** The text of the wirewall.yaml that `wirewall init` writes. */
import { stringify } from 'yaml';
import { formatAddress, type UpstreamConfig } from '../config/index.ts';
import { DEVELOPMENT_AUDIENCE, DEVELOPMENT_ISSUER } from '../identity/index.ts';
import type { InitAnswers } from './init-answers.ts';

export const KEYS_FOLDER = 'keys';

export function configText({ protocol, listen }: InitAnswers, upstream: UpstreamConfig, person: string): string {
  const listener = { protocol, address: formatAddress(listen), upstream: upstream.name, plaintext: true };
  const issuer = {
    issuer: DEVELOPMENT_ISSUER,
    audience: DEVELOPMENT_AUDIENCE,
    jwks: { file: `${KEYS_FOLDER}/keys.json` },
    groups: 'groups',
    intents: 'intents',
    tenant: 'tenant',
  };
  return `# yaml-language-server: $schema=./node_modules/wirewall/schemas/config.schema.json
# Written by "wirewall init". docs/configuration.md explains every key.

# Where agents connect. Plain text is taken on loopback alone; for other machines give tls: { cert: …, key: … }.
listeners:
  - ${flow(listener)}

# The database behind it. Give this user no more than all agents together may do.
upstreams:
  ${stringify(upstream.name).trim()}: ${flow(upstreamFields(upstream))}

# Who may log in. Tokens of this issuer are made by "wirewall agents token", for trying out: name your own issuer in production.
identity:
  issuers:
    - ${flow(issuer)}

# Who may answer statements that a "hold" line of the rules stops.
approvers:
  - ${flow({ name: person, groups: ['dba'] })}

rules: rules/
audit: { directory: var/audit, durability: batch, statement: full }
store: { sqlite: var/wirewall.db }
`;
}

function upstreamFields({ protocol, address, database, user, password, tls }: UpstreamConfig): Record<string, unknown> {
  return {
    protocol,
    address: formatAddress(address),
    database,
    user,
    ...(password?.kind === 'env' ? { password: { env: password.name } } : {}),
    ...(password?.kind === 'file' ? { password: { file: password.path } } : {}),
    tls: tls.mode,
  };
}

function flow(value: unknown): string {
  return stringify(value, { collectionStyle: 'flow', lineWidth: 0 }).trim();
}
