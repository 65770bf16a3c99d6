/** A token as text, before anything in it is believed: its size, its form and which issuer it names. */
import { decodeJwt } from 'jose';
import { TokenProblem } from './claims.ts';

/** Larger tokens carry more than we read; a password field is no place for a file. */
const MAX_TOKEN_CHARS = 16 * 1024;
const FORM = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/;

/** Throws TokenProblem. What it gives is a claim: it chooses whom to ask, and proves nothing. */
export function claimedIssuer(token: string): string {
  if (token.length > MAX_TOKEN_CHARS) throw new TokenProblem(`the token has more than ${MAX_TOKEN_CHARS} characters`);
  if (!FORM.test(token)) throw new TokenProblem('this is no signed token (JWT)');
  try {
    const { iss } = decodeJwt(token);
    if (typeof iss === 'string' && iss !== '') return iss;
  } catch {
    throw new TokenProblem('this is no signed token (JWT)');
  }
  throw new TokenProblem('the token names no issuer');
}
