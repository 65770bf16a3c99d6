/**
 * The shape of wirewall.yaml, key by key. The JSON Schema for editors and the table in docs/configuration.md are made from it,
 * so a key's description stands here and nowhere else. Says what a value looks like; check.ts says what fits together.
 */
import { z } from 'zod';
import { DEFAULT_LIMITS } from '../core/limits.ts';
import { AddressError, NO_PORT, parseAddress, type Address } from './address.ts';
import { LISTENER_PORTS, PROTOCOLS, SERVER_PORTS, type ProtocolName } from './protocols.ts';
import { formatDuration, formatSize, parseDuration, parseSize, UnitError } from './units.ts';

/** A text that `parse` understands; what it throws of the given kind becomes the problem's message. */
function parsed<T>(wanted: string, parse: (text: string) => T, kind: new (message: string) => Error) {
  return z.string({ error: `expected ${wanted}` }).transform((text, context): T => {
    try {
      return parse(text);
    } catch (error) {
      if (!(error instanceof kind)) throw error;
      context.issues.push({ code: 'custom', message: error.message, input: text });
      return z.NEVER;
    }
  });
}

const duration = () => parsed('a duration like 500ms, 10s, 30m, 1h or 7d', parseDuration, UnitError);
const size = () => parsed('a size like 512B, 64KB, 1MB or 2GB', parseSize, UnitError);
const address = () => parsed('an address like 127.0.0.1:5432', (text) => parseAddress(text, NO_PORT), AddressError);
const name = () => z.string().min(1).max(128);
const names = () => z.array(name());
const path = () => z.string().min(1).max(4096);
const count = () => z.int().min(1).max(1_000_000);

/** An address that was written without a port has that of its protocol. */
function portOf(ports: typeof SERVER_PORTS) {
  return <Raw extends { readonly protocol: ProtocolName; readonly address: Address }>(raw: Raw): Raw =>
    raw.address.port === NO_PORT ? { ...raw, address: { ...raw.address, port: ports[raw.protocol] } } : raw;
}

/** A SCRAM verifier as Postgres stores it (pg_authid.rolpassword): iterations, salt, stored key, server key. */
const SCRAM_VERIFIER = /^SCRAM-SHA-256\$[1-9]\d{3,6}:[A-Za-z0-9+/]{4,}={0,2}\$[A-Za-z0-9+/]{43}=:[A-Za-z0-9+/]{43}=$/;

/** Unsalted hashes, which is why secrets are drawn and not thought up: core/mysql-secret.ts. */
const CACHING_VERIFIER = /^[0-9a-f]{64}$/i;
const NATIVE_VERIFIER = /^\*[0-9a-f]{40}$/i;

const protocol = () => z.enum(PROTOCOLS).describe('Wire protocol; `mysql` is MariaDB’s too.');

const listenerKeys = z.strictObject({
  protocol: protocol(),
  address: address().describe(
    'Where clients connect: `host:port`; port 0 takes a free one, without a port it is 6432 (postgres) or 6033 (mysql).',
  ),
  upstream: name().describe('Name of the upstream that its clients reach.'),
  plaintext: z
    .boolean()
    .default(false)
    .describe('Take connections, and tokens in them, without TLS. Only for a loopback address.'),
  tls: z
    .strictObject({
      cert: path().describe('Certificate chain, PEM.'),
      key: path().describe('Private key, PEM.'),
      client_ca: path().optional().describe('Kept for logins by client certificate, which are not there yet.'),
    })
    .optional()
    .describe('TLS for clients. Needed wherever `plaintext` is not given.'),
  mode: z.enum(['enforce', 'observe']).default('enforce').describe('`enforce` is the only mode so far.'),
  explain_to_agent: z
    .boolean()
    .default(false)
    .describe('Tell the agent the rule, its file and line, and the grant line that would allow a refused statement.'),
  hint_in_message: z
    .boolean()
    .default(false)
    .describe('Repeat the hint of a refusal in its message, for clients that hand nothing else on to the agent.'),
});

const listener = listenerKeys.transform(portOf(LISTENER_PORTS));

const password = z
  .strictObject({
    env: name().optional().describe('Environment variable that holds it.'),
    file: path().optional().describe('File that holds it.'),
    command: z
      .array(z.string().max(4096))
      .min(1)
      .max(64)
      .optional()
      .describe('Program and arguments that print it; no shell is involved.'),
    timeout: duration().prefault('10s').describe('How long the command may take.'),
  })
  .describe('Where the password comes from: exactly one of `env`, `file` and `command`.');

const TLS_MODES = ['disable', 'require', 'verify-ca', 'verify-full'] as const;
const tlsMode = () => z.enum(TLS_MODES);

const upstreamKeys = z.strictObject({
  protocol: protocol(),
  address: address().describe(
    'Where the database listens: `host:port`; without a port it is 5432 (postgres) or 3306 (mysql).',
  ),
  database: name().describe(
    'The database that clients may name. On MySQL: the one that a client is in which names none; which others it may use the rules say.',
  ),
  user: name().describe(
    'The user that Wirewall logs in as. Give it no more than the rules give to all agents together.',
  ),
  password: password.optional(),
  tls: z
    .union([
      tlsMode(),
      z.strictObject({
        mode: tlsMode().default('verify-full').describe('As the short form.'),
        ca: path().optional().describe('Certificate authorities to trust instead of the system’s, PEM.'),
      }),
    ])
    .default('verify-full')
    .describe(
      'TLS to the database: `verify-full` (certificate and host name), `verify-ca`, `require` (any certificate), `disable`; or an object with `mode` and `ca`.',
    ),
});

const upstream = upstreamKeys.transform(portOf(SERVER_PORTS));

const ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
] as const;

const issuer = z.strictObject({
  issuer: z.string().min(1).max(2048).describe('The `iss` claim, exactly.'),
  audience: z.union([name(), names().min(1)]).describe('The `aud` claim must name this, or one of these.'),
  jwks: z
    .strictObject({
      file: path().optional().describe('File with the key set.'),
      url: z
        .url({ protocol: /^https?$/ })
        .optional()
        .describe('Address of the key set; https, or http on loopback.'),
    })
    .describe('The issuer’s public keys: exactly one of `file` and `url`.'),
  algorithms: z
    .array(z.enum(ALGORITHMS))
    .min(1)
    .default(['RS256', 'PS256', 'ES256', 'EdDSA'])
    .describe('Signature algorithms that are taken. None that uses a shared secret can be named.'),
  agent: name().default('sub').describe('Claim with the agent’s name.'),
  groups: name().optional().describe('Claim with the agent’s groups. Not given: no groups.'),
  intents: name().optional().describe('Claim with the intents that the agent may declare. Not given: none.'),
  tenant: name().optional().describe('Claim with the tenant.'),
  users: z
    .record(name(), name())
    .default({})
    .describe(
      'Database users that stand for an agent of another name, as `user: agent`, for clients that can not name the agent.',
    ),
  clock_tolerance: duration().prefault('30s').describe('How far clocks may differ.'),
});

const agent = z.strictObject({
  name: name().describe('The agent’s name in rules and records, and the user that it logs in as.'),
  groups: names().default([]).describe('Groups that rules may name.'),
  intents: names().default([]).describe('Intents that it may declare.'),
  tenant: name().optional().describe('Tenant, for the record.'),
  users: names().default([]).describe('Further user names that it may log in as.'),
  scram: z
    .string()
    .regex(SCRAM_VERIFIER, 'expected a verifier as `wirewall agents secret` prints it: SCRAM-SHA-256$4096:…')
    .optional()
    .describe('Verifier of its secret, made by `wirewall agents secret`. The secret itself never stands here.'),
  caching_sha2_password: z
    .string()
    .regex(CACHING_VERIFIER, 'expected a verifier as `wirewall agents secret` prints it: 64 hexadecimal digits')
    .optional()
    .describe(
      'MySQL only, for a quicker login: SHA256(SHA256(secret)), made by `wirewall agents secret`. Without it the secret is asked for whole, inside TLS.',
    ),
  mysql_native_password: z
    .string()
    .regex(NATIVE_VERIFIER, 'expected a verifier as `wirewall agents secret` prints it: "*" and 40 hexadecimal digits')
    .optional()
    .describe(
      'MySQL only, for clients that know nothing newer: "*" and SHA1(SHA1(secret)), quoted, made by `wirewall agents secret`.',
    ),
  certificate: z
    .string()
    .min(1)
    .max(2048)
    .optional()
    .describe('Kept for logins by client certificate, which are not there yet.'),
});

const approver = z.strictObject({
  name: name().describe('Who answers, as the record names them.'),
  groups: names().default([]).describe('Groups that a hold line’s `approvers` may name.'),
  agents: names().default([]).describe('Agents that act for this person, whose requests they may not approve.'),
});

const boundedCount = (value: number, what: string) => count().default(value).describe(what);
const boundedSize = (value: number, what: string) => size().prefault(formatSize(value)).describe(what);
const boundedTime = (value: number, what: string) => duration().prefault(formatDuration(value)).describe(what);

const limits = z.strictObject({
  max_connections: boundedCount(DEFAULT_LIMITS.maxConnections, 'Client connections over all listeners.'),
  max_statement_bytes: boundedSize(DEFAULT_LIMITS.maxStatementBytes, 'Largest SQL text; a larger one is refused.'),
  max_message_bytes: boundedSize(
    DEFAULT_LIMITS.maxMessageBytes,
    'Largest protocol message of a client; a larger one closes its connection.',
  ),
  login_timeout: boundedTime(DEFAULT_LIMITS.loginTimeoutMs, 'From the connection to the first statement.'),
  idle_timeout: boundedTime(DEFAULT_LIMITS.idleTimeoutMs, 'A session without traffic is ended after this.'),
  max_prepared_statements: boundedCount(
    DEFAULT_LIMITS.maxPreparedStatements,
    'Named prepared statements in one session.',
  ),
  max_holds: boundedCount(DEFAULT_LIMITS.maxHolds, 'Statements that may wait for a human at once.'),
  max_pipelined_bytes: boundedSize(
    DEFAULT_LIMITS.maxPipelinedBytes,
    'How much of one client is read ahead of a statement that waits.',
  ),
});

const audit = z.strictObject({
  directory: path().default('var/audit').describe('Where the audit log is written, a folder for each run.'),
  durability: z
    .enum(['batch', 'strict'])
    .default('batch')
    .describe(
      '`strict`: a decision is on the disk before its statement runs. `batch`: the kernel has it, the disk within a second.',
    ),
  statement: z
    .enum(['full', 'normalised'])
    .default('full')
    .describe(
      'Texts of statements as they were sent, or without literals and comments. Secrets are taken out of both.',
    ),
  max_file_bytes: size().prefault('256MB').describe('A new file is begun beyond this.'),
});

export const configSchema = z.strictObject({
  listeners: z.array(listener).min(1).describe('Where agents connect.'),
  upstreams: z.record(name(), upstream).describe('The databases behind Wirewall, by name.'),
  identity: z
    .strictObject({
      issuers: z.array(issuer).default([]).describe('Issuers whose tokens are a login.'),
      agents: z.array(agent).default([]).describe('Agents with a secret of their own.'),
    })
    .describe('Who may log in.'),
  approvers: z.array(approver).default([]).describe('Who may answer held statements.'),
  rules: path().default('rules/').describe('Folder of rule files, or one file.'),
  audit: audit.prefault({}).describe('The audit log.'),
  store: z
    .strictObject({ sqlite: path().default('var/wirewall.db').describe('File of the SQLite database.') })
    .prefault({})
    .describe('Approvals and revocations.'),
  limits: limits.prefault({}).describe('Bounds of the gateway.'),
  catalog: z
    .strictObject({
      refresh: boundedTime(30_000, 'How often the upstream’s schema is read again.'),
      max_age: boundedTime(300_000, 'Statements are refused when the last reading is older than this.'),
    })
    .prefault({})
    .describe('What Wirewall knows of the upstreams’ schemas.'),
  log: z
    .strictObject({
      level: z
        .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace'])
        .default('info')
        .describe('Least important level shown.'),
      format: z.enum(['pretty', 'json']).default('pretty').describe('One line for people, or JSON.'),
    })
    .prefault({})
    .describe('The operation log, on standard error.'),
});

/** The file's content after every value was read: snake_case, units resolved. */
export type RawConfig = z.output<typeof configSchema>;

/** For editors: what may be written, with each key's description. */
export function configJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(configSchema, { io: 'input' });
  return { ...schema, title: 'wirewall.yaml', description: 'Configuration of the Wirewall gateway.' };
}
