/** Why a database can't be reached, in words that say what to change. Knows errors of sockets, TLS, both databases and secrets. */
import { RefusedError } from '../core/errors.ts';
import { describeSource, formatAddress, SecretError, type UpstreamConfig } from '../config/index.ts';

export interface Trouble {
  /** Lower case, names quoted. */
  readonly message: string;
  /** What to do next. */
  readonly hint: string;
}

/** What a protocol tells agents of its upstream hides the reason from them; it is the cause. */
export function reasonOf(error: unknown): unknown {
  return error instanceof RefusedError && error.cause !== undefined ? error.cause : error;
}

/** For operators: names hosts, users and databases, so it must not reach an agent. Never a secret. */
export function upstreamTrouble(upstream: UpstreamConfig, failure: unknown): Trouble {
  const error = reasonOf(failure);
  const at = formatAddress(upstream.address);
  const here = (message: string, hint: string): Trouble => ({
    message: `upstream "${upstream.name}": ${message}`,
    hint,
  });
  if (error instanceof SecretError) {
    return here(
      `its password can't be had: ${error.message}`,
      `Correct upstreams.${upstream.name}.password, or what it names.`,
    );
  }
  const found = codeOf(error);
  const text = error instanceof Error && error.message !== '' ? error.message : found;
  const known = TROUBLE.find(({ codes, words }) => codes.includes(found) || words?.test(text) === true);
  if (known !== undefined) return here(known.message(upstream, at, text), known.hint(upstream));
  return here(
    `the database at ${at} can't be used: ${text}`,
    "Look at the database's own log, and at this upstream in the configuration.",
  );
}

/** Of the errors of several addresses of one name, the first. */
function codeOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return '';
}

interface Known {
  readonly codes: readonly string[];
  readonly words?: RegExp;
  readonly message: (upstream: UpstreamConfig, at: string, text: string) => string;
  readonly hint: (upstream: UpstreamConfig) => string;
}

const passwordOf = ({ name, password }: UpstreamConfig): string =>
  password === undefined ? `give upstreams.${name}.password` : `correct what ${describeSource(password)} holds`;

const TROUBLE: readonly Known[] = [
  {
    codes: ['ECONNREFUSED'],
    message: (_, at) => `nothing listens on ${at}`,
    hint: ({ name }) => `Start the database, or correct upstreams.${name}.address.`,
  },
  {
    codes: ['ENOTFOUND', 'EAI_AGAIN'],
    message: ({ address }) => `the host name "${address.host}" is not known`,
    hint: ({ name }) => `Correct upstreams.${name}.address, or look at this machine's name service.`,
  },
  {
    codes: ['ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH'],
    words: /timeout expired|connection timeout/i,
    message: (_, at) => `${at} does not answer`,
    hint: ({ name }) => `Look at the network and its firewalls, and at upstreams.${name}.address.`,
  },
  {
    codes: ['28P01'],
    // MySQL has one number for a wrong password and for a user that it doesn't know.
    words: /password must be a string|no password|\((?:1045|1698)\)$/i,
    message: ({ user, password }) =>
      password === undefined ? `the database asks for a password of "${user}"` : `the database refuses the password of "${user}"`,
    hint: (upstream) => `${capital(passwordOf(upstream))}, or upstreams.${upstream.name}.user.`,
  },
  {
    codes: ['28000'],
    message: ({ user }, at, text) => `the database at ${at} does not let "${user}" in: ${text}`,
    hint: ({ name }) => `Look at the server's pg_hba.conf, and at user, database and tls of upstreams.${name}.`,
  },
  {
    codes: ['3D000'],
    words: /^unknown database/i,
    message: ({ database }, at) => `there is no database "${database}" at ${at}`,
    hint: ({ name }) => `Correct upstreams.${name}.database, or create it.`,
  },
  {
    codes: ['53300'],
    message: () => 'the database has no connection left',
    hint: () => 'Raise its max_connections, or end clients that it has too many of.',
  },
  {
    codes: ['57P03'],
    message: () => 'the database is starting up or shutting down',
    hint: () => 'Wait until it is up.',
  },
  {
    codes: [],
    words: /does not (?:support SSL|offer TLS)/i,
    message: (_, at) => `the database at ${at} does not offer TLS`,
    hint: ({ name }) => `Turn TLS on in the database; where the way to it is safe, write upstreams.${name}.tls: disable.`,
  },
  {
    codes: ['DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'CERT_HAS_EXPIRED'],
    message: (_, at, text) => `the certificate of ${at} can't be verified: ${text}`,
    hint: ({ name }) => `Name its authority: upstreams.${name}.tls: { mode: verify-full, ca: ca.pem }.`,
  },
  {
    codes: ['ERR_TLS_CERT_ALTNAME_INVALID'],
    message: ({ address }, _at, text) => `the certificate is not for "${address.host}": ${text}`,
    hint: ({ name }) => `Write the host as the certificate names it in upstreams.${name}.address, or use tls: verify-ca.`,
  },
]; // prettier-ignore

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
