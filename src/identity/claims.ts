/** From the claims of a verified token to an agent. Knows names and bounds; must not know keys or signatures. */
import type { JWTPayload } from 'jose';
import type { Agent } from '../core/agent.ts';

/** Where an issuer puts things: a claim's name, or a path with dots into nested ones (`realm_access.roles`). */
export interface ClaimNames {
  readonly agent: string;
  readonly groups?: string;
  readonly intents?: string;
  readonly tenant?: string;
}

const MAX_NAME_CHARS = 128;
/** Groups or intents in one token; a token with more is refused, because no reader could say which of them count. */
const MAX_NAMES = 256;

/** The token is genuine or not: it is not taken. `expired`: time is all that is wrong with it. */
export class TokenProblem extends Error {
  override readonly name = 'TokenProblem';
  readonly expired: boolean;
  constructor(message: string, expired = false) {
    super(message);
    this.expired = expired;
  }
}

/** Throws TokenProblem. */
export function agentOf(payload: JWTPayload, names: ClaimNames, tokenId: string): Agent {
  const { exp } = payload;
  // 1e999 is a number in JSON, and never comes.
  if (exp === undefined || !Number.isSafeInteger(Math.trunc(exp * 1000)))
    throw new TokenProblem('the claim "exp" is not a time');
  const name = checkedName(claim(payload, names.agent), names.agent);
  const tenant = names.tenant === undefined ? undefined : claim(payload, names.tenant);
  return {
    name,
    groups: nameList(payload, names.groups),
    intents: nameList(payload, names.intents),
    ...(tenant === undefined || names.tenant === undefined ? {} : { tenant: checkedName(tenant, names.tenant) }),
    method: 'token',
    expiresAtMs: Math.trunc(exp * 1000),
    tokenId,
  };
}

/** A claim of exactly this name, else what the path leads to. Own properties alone: `constructor` is no claim. */
export function claim(payload: JWTPayload, path: string): unknown {
  if (Object.hasOwn(payload, path)) return payload[path];
  let value: unknown = payload;
  for (const part of path.split('.')) {
    if (typeof value !== 'object' || value === null || Array.isArray(value) || !Object.hasOwn(value, part))
      return undefined;
    value = (value as Record<string, unknown>)[part];
  }
  return value;
}

/** An array of strings, or one string with spaces between names. Absent: none. */
function nameList(payload: JWTPayload, path: string | undefined): readonly string[] {
  const value = path === undefined ? undefined : claim(payload, path);
  if (path === undefined || value === undefined || value === null) return [];
  const names: unknown = typeof value === 'string' ? value.split(' ').filter((name) => name !== '') : value;
  if (!Array.isArray(names)) throw new TokenProblem(`the claim "${path}" is neither a list of names nor a text`);
  if (names.length > MAX_NAMES) throw new TokenProblem(`the claim "${path}" has more than ${MAX_NAMES} names`);
  return [...new Set(names.map((name: unknown) => checkedName(name, path)))];
}

function checkedName(value: unknown, path: string): string {
  if (typeof value !== 'string' || value === '') throw new TokenProblem(`the claim "${path}" has no name`);
  if (value.length > MAX_NAME_CHARS)
    throw new TokenProblem(`the claim "${path}" has a name of more than ${MAX_NAME_CHARS} characters`);
  if (!value.isWellFormed() || /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(value) || value.trim() !== value) {
    throw new TokenProblem(`the claim "${path}" has a name with characters that can't be seen`);
  }
  return value;
}
