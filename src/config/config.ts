/** The configuration as the rest of the program sees it: typed, units in the names, paths absolute, nothing left to check. */
import { resolve } from 'node:path';
import type { Limits } from '../core/limits.ts';
import type { Address } from './address.ts';
import type { ProtocolName } from './protocols.ts';
import type { RawConfig } from './schema.ts';
import type { SecretSource } from './secret.ts';

export interface ListenerConfig {
  readonly protocol: ProtocolName;
  /** Port 0: any free one. */
  readonly address: Address;
  readonly upstream: string;
  readonly plaintext: boolean;
  readonly tls: { readonly certFile: string; readonly keyFile: string; readonly clientCaFile?: string } | undefined;
  readonly mode: 'enforce';
  readonly explainToAgent: boolean;
  readonly hintInMessage: boolean;
}

export interface UpstreamConfig {
  readonly name: string;
  readonly protocol: ProtocolName;
  readonly address: Address;
  readonly database: string;
  readonly user: string;
  /** Undefined: the upstream asks for none (trust, peer). */
  readonly password: SecretSource | undefined;
  readonly tls: { readonly mode: 'disable' | 'require' | 'verify-ca' | 'verify-full'; readonly caFile?: string };
}

export interface IssuerConfig {
  readonly issuer: string;
  readonly audiences: readonly string[];
  readonly jwks: { readonly kind: 'file'; readonly path: string } | { readonly kind: 'url'; readonly url: string };
  readonly algorithms: readonly string[];
  /** Names of claims. */
  readonly claims: {
    readonly agent: string;
    readonly groups?: string;
    readonly intents?: string;
    readonly tenant?: string;
  };
  readonly clockToleranceMs: number;
  /** Database users that stand for an agent of another name. */
  readonly users: Readonly<Record<string, string>>;
}

export interface StaticAgentConfig {
  readonly name: string;
  readonly groups: readonly string[];
  readonly intents: readonly string[];
  readonly tenant?: string;
  readonly users: readonly string[];
  readonly scram?: string;
  readonly cachingSha2?: string;
  readonly nativePassword?: string;
  readonly certificate?: string;
}

export interface ApproverConfig {
  readonly name: string;
  readonly groups: readonly string[];
  readonly agents: readonly string[];
}

export interface Config {
  /** The file that it was read from. */
  readonly file: string;
  readonly listeners: readonly ListenerConfig[];
  readonly upstreams: ReadonlyMap<string, UpstreamConfig>;
  readonly identity: { readonly issuers: readonly IssuerConfig[]; readonly agents: readonly StaticAgentConfig[] };
  readonly approvers: readonly ApproverConfig[];
  /** A folder or a file. */
  readonly rules: string;
  readonly audit: {
    readonly directory: string;
    readonly durability: 'batch' | 'strict';
    readonly statement: 'full' | 'normalised';
    readonly maxFileBytes: number;
  };
  readonly store: { readonly sqliteFile: string };
  readonly limits: Limits;
  readonly catalog: { readonly refreshMs: number; readonly maxAgeMs: number };
  readonly log: { readonly level: RawConfig['log']['level']; readonly format: 'pretty' | 'json' };
}

type RawListener = RawConfig['listeners'][number];
type RawUpstream = RawConfig['upstreams'][string];
type RawIssuer = RawConfig['identity']['issuers'][number];

/** Gives values their types and paths their place: they count from `directory`, the folder of the file. */
export function toConfig(raw: RawConfig, file: string, directory: string): Config {
  const at = (path: string): string => resolve(directory, path);
  const { limits } = raw;
  return {
    file,
    listeners: raw.listeners.map((listener) => toListener(listener, at)),
    upstreams: new Map(Object.entries(raw.upstreams).map(([name, upstream]) => [name, toUpstream(name, upstream, at)])),
    identity: {
      issuers: raw.identity.issuers.map((issuer) => toIssuer(issuer, at)),
      agents: raw.identity.agents.map(
        ({ caching_sha2_password: cachingSha2, mysql_native_password: nativePassword, ...agent }) =>
          defined({ ...agent, cachingSha2, nativePassword }),
      ),
    },
    approvers: raw.approvers,
    rules: at(raw.rules),
    audit: {
      directory: at(raw.audit.directory),
      durability: raw.audit.durability,
      statement: raw.audit.statement,
      maxFileBytes: raw.audit.max_file_bytes,
    },
    store: { sqliteFile: at(raw.store.sqlite) },
    limits: {
      maxConnections: limits.max_connections,
      maxStatementBytes: limits.max_statement_bytes,
      maxMessageBytes: limits.max_message_bytes,
      loginTimeoutMs: limits.login_timeout,
      idleTimeoutMs: limits.idle_timeout,
      maxPreparedStatements: limits.max_prepared_statements,
      maxHolds: limits.max_holds,
      maxPipelinedBytes: limits.max_pipelined_bytes,
    },
    catalog: { refreshMs: raw.catalog.refresh, maxAgeMs: raw.catalog.max_age },
    log: raw.log,
  };
}

/** Takes out properties that are undefined: an optional one is absent instead. */
function defined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}

function toListener(raw: RawListener, at: (path: string) => string): ListenerConfig {
  const { tls } = raw;
  return {
    protocol: raw.protocol,
    address: raw.address,
    upstream: raw.upstream,
    plaintext: raw.plaintext,
    tls: tls && {
      certFile: at(tls.cert),
      keyFile: at(tls.key),
      ...(tls.client_ca === undefined ? {} : { clientCaFile: at(tls.client_ca) }),
    },
    mode: 'enforce',
    explainToAgent: raw.explain_to_agent,
    hintInMessage: raw.hint_in_message,
  };
}

function toUpstream(name: string, raw: RawUpstream, at: (path: string) => string): UpstreamConfig {
  const tls = typeof raw.tls === 'string' ? { mode: raw.tls, ca: undefined } : raw.tls;
  return {
    name,
    protocol: raw.protocol,
    address: raw.address,
    database: raw.database,
    user: raw.user,
    password: raw.password && toSecretSource(raw.password, at),
    tls: { mode: tls.mode, ...(tls.ca === undefined ? {} : { caFile: at(tls.ca) }) },
  };
}

/** Undefined where not exactly one source is named, which check.ts reports. */
export function toSecretSource(
  raw: NonNullable<RawUpstream['password']>,
  at: (path: string) => string,
): SecretSource | undefined {
  const { env, file, command, timeout } = raw;
  if ([env, file, command].filter((source) => source !== undefined).length !== 1) return undefined;
  if (env !== undefined) return { kind: 'env', name: env };
  if (file !== undefined) return { kind: 'file', path: at(file) };
  const [program, ...args] = command ?? [];
  return program === undefined ? undefined : { kind: 'command', command: [program, ...args], timeoutMs: timeout };
}

function toIssuer(raw: RawIssuer, at: (path: string) => string): IssuerConfig {
  const { agent, groups, intents, tenant, jwks } = raw;
  return {
    issuer: raw.issuer,
    audiences: typeof raw.audience === 'string' ? [raw.audience] : raw.audience,
    jwks: jwks.file === undefined ? { kind: 'url', url: jwks.url ?? '' } : { kind: 'file', path: at(jwks.file) },
    algorithms: raw.algorithms,
    claims: {
      agent,
      ...(groups === undefined ? {} : { groups }),
      ...(intents === undefined ? {} : { intents }),
      ...(tenant === undefined ? {} : { tenant }),
    },
    clockToleranceMs: raw.clock_tolerance,
    users: raw.users,
  };
}
