/**
 * Refused logins. The peer learns that it failed and what to check, the same for every cause, so that it can't feel its way;
 * the precise reason is for the operation log and the audit.
 */
import { RefusedError } from '../core/errors.ts';
import type { Refusal } from '../core/refusal.ts';

/** A refusal with the reason that the peer is not told. The reason holds no secret and no token. */
export class LoginRefused extends RefusedError {
  readonly reason: string;
  constructor(refusal: Refusal, reason: string) {
    super(refusal);
    this.reason = reason;
  }
}

export function loginFailed(user: string, reason: string): LoginRefused {
  return new LoginRefused(
    {
      code: 'WW_LOGIN_FAILED',
      message: `login of ${quoted(user)} failed`,
      hint: "Check the user name and its token or secret, and that they belong together. The gateway's log says more.",
    },
    reason,
  );
}

export function notEncrypted(user: string): LoginRefused {
  return new LoginRefused(
    {
      code: 'WW_LOGIN_NOT_ENCRYPTED',
      message: `login of ${quoted(user)} needs an encrypted connection`,
      hint: 'Connect with TLS: add sslmode=require, or a stricter mode, to the connection settings.',
    },
    'a token is not taken over a connection without TLS',
  );
}

const FETCH_NEW = `Fetch a new token, then connect again with it, or hand it in on a connection that is open: SET wirewall.token = '…', on MySQL SET @wirewall_token = '…'.`;

export function tokenExpired(name: string): Refusal {
  return { code: 'WW_TOKEN_EXPIRED', message: `the token of ${quoted(name)} has expired`, hint: FETCH_NEW };
}

export function tokenRefused(name: string, reason: string): LoginRefused {
  return new LoginRefused(
    {
      code: 'WW_TOKEN_REFUSED',
      message: `the new token is not taken for ${quoted(name)}`,
      hint: "Hand in a valid token of the same issuer, subject and agent, or connect again. The gateway's log says more.",
    },
    reason,
  );
}

export function revoked(name: string): Refusal {
  return {
    code: 'WW_REVOKED',
    message: `access of ${quoted(name)} has been revoked`,
    hint: 'Do not try again. Whoever operates the gateway can say why.',
  };
}

export function revocationsUnknown(): Refusal {
  return {
    code: 'WW_REVOCATIONS_UNKNOWN',
    message: 'nobody can be checked against the revocations now',
    hint: 'Try again later; the gateway’s store has to come back first.',
  };
}

const MAX_NAME_CHARS = 128;

/** A peer's own words in one line: they are not yet known to be a name. */
function quoted(name: string): string {
  return JSON.stringify(name.slice(0, MAX_NAME_CHARS).toWellFormed());
}
