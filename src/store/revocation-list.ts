/** Revocations in memory, for a check in less than a microsecond. Knows a list and time; must not know where it came from. */
import type { Revocation, RevocationKind } from '../core/revocation.ts';

export class RevocationList {
  readonly version: number;
  readonly #byName: ReadonlyMap<string, Revocation>;

  constructor(version: number, revocations: readonly Revocation[]) {
    this.version = version;
    this.#byName = new Map(revocations.map((one) => [nameOf(one.kind, one.value), one]));
  }

  find(
    agentName: string,
    tokenId: string | undefined,
    sessionId: string | undefined,
    nowMs: number,
  ): Revocation | undefined {
    if (this.#byName.size === 0) return undefined;
    return (
      this.#inForce('agent', agentName, nowMs) ??
      this.#inForce('token', tokenId, nowMs) ??
      this.#inForce('session', sessionId, nowMs)
    );
  }

  #inForce(kind: RevocationKind, value: string | undefined, nowMs: number): Revocation | undefined {
    if (value === undefined) return undefined;
    const revocation = this.#byName.get(nameOf(kind, value));
    return revocation === undefined || (revocation.untilMs ?? Infinity) <= nowMs ? undefined : revocation;
  }
}

function nameOf(kind: RevocationKind, value: string): string {
  return `${kind} ${value}`;
}
