/** Agents that the configuration names, with a secret's verifier or a certificate's subject. Knows no wire and no token. */
import type { Agent } from '../core/agent.ts';
import { parseCachingVerifier, parseNativeVerifier } from '../core/mysql-secret.ts';
import type { ScramVerifier } from '../core/scram.ts';
import { parseVerifier, RECOMMENDED_ITERATIONS } from '../core/scram.ts';
import type { SecretVerifiers } from './password-check.ts';

export interface StaticAgentSettings {
  readonly name: string;
  readonly groups?: readonly string[];
  readonly intents?: readonly string[];
  readonly tenant?: string;
  /** Further user names that it may log in as. */
  readonly users?: readonly string[];
  /** `SCRAM-SHA-256$…`, as `wirewall agents secret` prints it. */
  readonly scram?: string;
  /** SHA256(SHA256(secret)), 64 hexadecimal digits: the short way of MySQL's caching_sha2_password. */
  readonly cachingSha2?: string;
  /** `*` and SHA1(SHA1(secret)), 40 hexadecimal digits: MySQL's mysql_native_password. */
  readonly nativePassword?: string;
  /** Subject or SPIFFE URI of its client certificate. */
  readonly certificate?: string;
}

export interface StaticAgent {
  readonly settings: StaticAgentSettings;
  readonly verifier: ScramVerifier | undefined;
  /** What is kept of its secret in all forms; undefined where it has none. */
  readonly secret: SecretVerifiers | undefined;
}

export class StaticAgents {
  readonly #byUser = new Map<string, StaticAgent>();
  readonly verifiers: readonly ScramVerifier[];
  readonly secrets: readonly SecretVerifiers[];
  /** What should be changed but hinders nobody. */
  readonly warnings: readonly string[];

  /** Throws where two agents share a user name, or a verifier can't be read. */
  constructor(agents: readonly StaticAgentSettings[]) {
    const known = agents.map((settings) => {
      const secret = secretOf(settings);
      return { settings, secret, verifier: secret?.scram };
    });
    for (const agent of known) {
      for (const user of new Set([agent.settings.name, ...(agent.settings.users ?? [])])) {
        if (this.#byUser.has(user)) throw new Error(`two agents may log in as "${user}": give it to one of them`);
        this.#byUser.set(user, agent);
      }
    }
    this.verifiers = known.flatMap(({ verifier }) => (verifier === undefined ? [] : [verifier]));
    this.secrets = known.flatMap(({ secret }) => (secret === undefined ? [] : [secret]));
    this.warnings = known
      .filter(({ verifier }) => (verifier?.iterations ?? Infinity) < RECOMMENDED_ITERATIONS)
      .map(
        ({ settings }) =>
          `agent "${settings.name}": its verifier has less than ${RECOMMENDED_ITERATIONS} iterations; make a new one`,
      );
  }

  /** By its name or one of its further user names. */
  find(user: string): StaticAgent | undefined {
    return this.#byUser.get(user);
  }
}

export function agentFrom({ settings }: StaticAgent, method: 'scram' | 'secret' | 'certificate'): Agent {
  const { name, groups = [], intents = [], tenant } = settings;
  return { name, groups, intents, ...(tenant === undefined ? {} : { tenant }), method };
}

function secretOf({ name, scram, cachingSha2, nativePassword }: StaticAgentSettings): SecretVerifiers | undefined {
  if (scram === undefined && cachingSha2 === undefined && nativePassword === undefined) return undefined;
  try {
    return {
      scram: scram === undefined ? undefined : parseVerifier(scram),
      cachingSha2: cachingSha2 === undefined ? undefined : parseCachingVerifier(cachingSha2),
      nativePassword: nativePassword === undefined ? undefined : parseNativeVerifier(nativePassword),
    };
  } catch (error) {
    throw new Error(`agent "${name}": ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}
