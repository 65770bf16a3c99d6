/** Who is asking. Made by `identity`, read by everyone; never holds a secret. */
export interface Agent {
  readonly name: string;
  readonly groups: readonly string[];
  /** Purposes that this agent may declare. Empty: none. */
  readonly intents: readonly string[];
  readonly tenant?: string;
  readonly method: 'token' | 'scram' | 'secret' | 'certificate';
  /** Milliseconds since the epoch. Absent for an identity that does not expire by itself. */
  readonly expiresAtMs?: number;
  /** `jti` of the token, or a digest of it where the issuer gives none. */
  readonly tokenId?: string;
}
