// How a client is asked for its secret and what it answers, by MySQL's methods. Knows the methods; whether an answer is right is
// the check's to say. A user that nobody knows is asked as one who is known.

import { decodeUtf8 } from '../../bytes/reader.ts';
import { MalformedMessage } from '../../bytes/malformed.ts';
import type { Writer } from '../../bytes/writer.ts';
import { RefusedError } from '../../core/errors.ts';
import type { Credentials, PasswordCheck } from '../../gate/protocol.ts';
import { FIRST_PLUGIN, newNonce } from './greeting.ts';
import { encodeAuthMoreData, encodeAuthSwitchRequest } from './messages/index.ts';
import type { PasswordKey } from './password-key.ts';

/** What asking needs of a connection. */
export interface Asking {
  readonly encrypted: boolean;
  /** The payload of the client's next packet; undefined: it has gone. */
  packet(): Promise<Uint8Array | undefined>;
  /** One payload in a packet of its own. */
  reply(write: (out: Writer) => void): void;
}

/** What came with the user's name. */
export interface FirstAnswer {
  /** Undefined without PLUGIN_AUTH: then it is mysql_native_password, and it can't be told to use another. */
  readonly plugin: string | undefined;
  readonly data: Uint8Array;
  /** What it answers to. Undefined: nothing, and only a password in clear counts (COM_CHANGE_USER). */
  readonly nonce: Uint8Array | undefined;
}

const NATIVE = 'mysql_native_password';
const CLEAR = 'mysql_clear_password';
/** AuthMoreData of caching_sha2_password (MySQL docs, "Caching_sha2_password information"). */
const SHORT_WAY_PROVED = 3;
const SEND_WHOLE = 4;
const SEND_KEY = 2;

/** Undefined: the client has gone. Throws RefusedError, MalformedMessage. */
export async function prove(
  asking: Asking,
  check: PasswordCheck,
  first: FirstAnswer,
  key: PasswordKey,
): Promise<Credentials | undefined> {
  const { plugin = NATIVE, data, nonce } = first;
  if (plugin === CLEAR) return check.whole(passwordOf(data));
  if (nonce !== undefined) {
    if (plugin === FIRST_PLUGIN) return byCaching(asking, check, nonce, data, key);
    // A client that would rather read a nonce of that method first sends nothing yet.
    if (plugin === NATIVE && check.takesNative && (data.length > 0 || first.plugin === undefined)) {
      return check.native(nonce, data);
    }
  }
  if (first.plugin === undefined) throw new RefusedError(cannotSwitch);
  // Once, and never to what the client names but what we take: there is no loop to be had.
  const method = plugin === NATIVE && check.takesNative ? NATIVE : FIRST_PLUGIN;
  const fresh = newNonce();
  asking.reply((out) => encodeAuthSwitchRequest({ kind: 'AuthSwitchRequest', plugin: method, data: fresh }, out));
  const answer = await asking.packet();
  if (answer === undefined) return undefined;
  return method === NATIVE ? check.native(fresh, answer) : byCaching(asking, check, fresh, answer, key);
}

async function byCaching(
  asking: Asking,
  check: PasswordCheck,
  nonce: Uint8Array,
  answer: Uint8Array,
  key: PasswordKey,
): Promise<Credentials | undefined> {
  // No password at all: nothing more is to come, and nobody has an empty one.
  if (answer.length === 0 || (answer.length === 1 && answer[0] === 0)) return check.whole('');
  const proved = check.caching(nonce, answer);
  if (proved !== undefined) {
    more(asking, Uint8Array.of(SHORT_WAY_PROVED));
    return proved;
  }
  more(asking, Uint8Array.of(SEND_WHOLE));
  const whole = await askWhole(asking, nonce, key);
  return whole === undefined ? undefined : check.whole(passwordOf(whole));
}

/**
 * Inside TLS it comes as it is; without, covered with a key that the client asks for or has. MariaDB's library sends it as it is to
 * a server on its own machine, which is where the listeners without TLS are.
 */
async function askWhole(asking: Asking, nonce: Uint8Array, key: PasswordKey): Promise<Uint8Array | undefined> {
  const sent = await asking.packet();
  if (sent === undefined) return undefined;
  const asksForKey = sent.length === 1 && sent[0] === SEND_KEY;
  if (!asksForKey) return asking.encrypted ? sent : ((await key.open(sent, nonce)) ?? sent);
  const pem = await key.pem();
  more(asking, Buffer.from(pem));
  const covered = await asking.packet();
  return covered === undefined ? undefined : ((await key.open(covered, nonce)) ?? NOTHING);
}

const NOTHING = new Uint8Array(0);

function more(asking: Asking, data: Uint8Array): void {
  asking.reply((out) => encodeAuthMoreData({ kind: 'AuthMoreData', data }, out));
}

/** Up to its NUL. What is no text, or has more behind the NUL, is nobody's password: it is checked, and found wrong, as an empty one. */
function passwordOf(bytes: Uint8Array): string {
  const nul = bytes.indexOf(0);
  if (nul !== -1 && nul !== bytes.length - 1) return '';
  try {
    return decodeUtf8(nul === -1 ? bytes : bytes.subarray(0, nul));
  } catch (error) {
    if (error instanceof MalformedMessage) return '';
    throw error;
  }
}

const cannotSwitch = {
  code: 'WW_NOT_SUPPORTED',
  mysql: 1251,
  message: 'the client does not support an authentication method that this login can use',
  hint: 'Use a client that knows caching_sha2_password or mysql_clear_password, with TLS.',
} as const;
