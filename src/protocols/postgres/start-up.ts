// From the first byte to a logged-in agent: encryption, start-up parameters, authentication. Talks through a small port,
// so that it can be driven by tests; knows how to ask, not whom to believe.

import { ProtocolViolation, RefusedError } from '../../core/errors.ts';
import type { Refusal } from '../../core/refusal.ts';
import { Reader } from '../../bytes/reader.ts';
import { Writer } from '../../bytes/writer.ts';
import type { Channel, Credentials, Gate, Session } from '../../gate/protocol.ts';
import type { ClientFrame, ClientPhase } from './framer.ts';
import {
  decodePasswordMessage,
  decodeSASLInitialResponse,
  decodeSASLResponse,
  decodeStartupPacket,
  encodeAuthentication,
  encodeNegotiateProtocolVersion,
  type Authentication,
  type StartupMessage,
} from './messages/index.ts';
import { readParameters, type StartParameters } from './start-parameters.ts';

/** What start-up needs of a connection. */
export interface Starting {
  /** The next frame in that phase; undefined when the client has gone. */
  frame(phase: ClientPhase): Promise<ClientFrame | undefined>;
  send(bytes: Buffer): void;
  /** Begins TLS; refuses where bytes came in clear behind the request. */
  encrypt(): Promise<void>;
  readonly encrypted: boolean;
  readonly canEncrypt: boolean;
  channel(): Channel;
}

export type Started =
  | { readonly kind: 'cancel'; readonly processId: number; readonly key: Uint8Array }
  | {
      readonly kind: 'session';
      readonly session: Session;
      readonly parameters: StartParameters;
      readonly last: Buffer | undefined;
    }
  | { readonly kind: 'gone' };

/** SSLRequest and GSSENCRequest may each come once, and nothing else before the start-up message. */
const MAX_REQUESTS = 3;
const YES = Buffer.from('S');
const NO = Buffer.from('N');

/** Throws RefusedError, ProtocolViolation, MalformedMessage. */
export async function startUp(
  starting: Starting,
  gate: Gate,
  upstream: { readonly name: string; readonly database: string },
): Promise<Started> {
  for (let requests = 0; requests <= MAX_REQUESTS; requests++) {
    const frame = await starting.frame('startup');
    if (frame === undefined) return { kind: 'gone' };
    const packet = decodeStartupPacket(frame.reader());
    switch (packet.kind) {
      case 'SSLRequest':
        if (starting.canEncrypt && !starting.encrypted) {
          starting.send(YES);
          await starting.encrypt();
        } else starting.send(NO);
        break;
      case 'GSSENCRequest':
        starting.send(NO);
        break;
      case 'CancelRequest':
        return { kind: 'cancel', processId: packet.processId, key: Uint8Array.from(packet.key) };
      case 'UnsupportedProtocol':
        throw refused(
          'WW_NOT_SUPPORTED',
          `protocol version ${packet.major}.${packet.minor} is not supported`,
          'Use a client that speaks protocol 3.0.',
        );
      case 'StartupMessage':
        return await logIn(starting, gate, upstream, packet);
      default:
        packet satisfies never;
    }
  }
  throw new ProtocolViolation('no start-up message came behind the requests for encryption');
}

async function logIn(
  starting: Starting,
  gate: Gate,
  upstream: { name: string; database: string },
  message: StartupMessage,
): Promise<Started> {
  negotiate(starting, message);
  const channel = starting.channel();
  const user = message.parameters.find(([name]) => name === 'user')?.[1] ?? '';
  const recorded = <T>(read: () => T): T => {
    try {
      return read();
    } catch (error) {
      if (error instanceof RefusedError) gate.recordFailedLogin(user, error, channel);
      throw error;
    }
  };
  const parameters = recorded(() => readParameters(message.parameters));
  const answered = await authenticate(starting, gate, parameters.user, channel);
  if (answered === undefined) return { kind: 'gone' };
  // Behind the proof of who asks, as in the server itself: nobody else learns what the database is called.
  recorded(() => checkDatabase(parameters.database, upstream.database));
  const session = await gate.admit(
    answered.credentials,
    {
      upstream: upstream.name,
      database: upstream.database,
      ...(parameters.intent === undefined ? {} : { intent: parameters.intent }),
      ...(parameters.client === undefined ? {} : { client: parameters.client }),
    },
    channel,
  );
  return { kind: 'session', session, parameters, last: answered.last };
}

function checkDatabase(asked: string, there: string): void {
  if (asked === there) return;
  const message = `database "${asked}" does not exist behind this listener`;
  throw refused('WW_DATABASE_UNKNOWN', message, `Connect to the database "${there}".`);
}

/** A newer minor version, or options that nobody here knows: said before anything else (PostgreSQL docs 55.2.1). */
function negotiate(starting: Starting, message: StartupMessage): void {
  const options = message.parameters.map(([name]) => name).filter((name) => name.startsWith('_pq_.'));
  if (message.minor === 0 && options.length === 0) return;
  const out = new Writer();
  encodeNegotiateProtocolVersion(
    { kind: 'NegotiateProtocolVersion', major: 3, minor: 0, unrecognizedOptions: options },
    out,
  );
  starting.send(out.take());
}

interface Answered {
  readonly credentials: Credentials;
  /** Goes to the client when it was admitted: SCRAM's last message. */
  readonly last: Buffer | undefined;
}

async function authenticate(
  starting: Starting,
  gate: Gate,
  user: string,
  channel: Channel,
): Promise<Answered | undefined> {
  try {
    const challenge = gate.challenge(user, channel);
    switch (challenge.kind) {
      case 'token':
        return await askToken(starting, user);
      case 'scram':
        return await askScram(starting, user, challenge.exchange);
      case 'certificate':
        if (channel.certificateSubject === undefined)
          throw new ProtocolViolation('a certificate was asked for that is not there');
        return { credentials: { kind: 'certificate', user, subject: channel.certificateSubject }, last: undefined };
      default:
        return challenge satisfies never;
    }
  } catch (error) {
    if (error instanceof RefusedError) gate.recordFailedLogin(user, error, channel);
    throw error;
  }
}

async function askToken(starting: Starting, user: string): Promise<Answered | undefined> {
  starting.send(authentication({ kind: 'AuthenticationCleartextPassword' }));
  const frame = await starting.frame('authentication');
  if (frame === undefined) return undefined;
  const { password } = decodePasswordMessage(frame.reader());
  return { credentials: { kind: 'token', user, token: password }, last: undefined };
}

type Exchange = Extract<ReturnType<Gate['challenge']>, { kind: 'scram' }>['exchange'];

async function askScram(starting: Starting, user: string, exchange: Exchange): Promise<Answered | undefined> {
  starting.send(authentication({ kind: 'AuthenticationSASL', mechanisms: ['SCRAM-SHA-256'] }));
  const first = await starting.frame('authentication');
  if (first === undefined) return undefined;
  const initial = decodeSASLInitialResponse(first.reader());
  if (initial.mechanism !== 'SCRAM-SHA-256')
    throw new ProtocolViolation('the client chose a mechanism that was not offered');
  if (initial.data === null) throw new ProtocolViolation('the client began SCRAM without its first message');
  const serverFirst = exchange.first(text(initial.data));
  starting.send(authentication({ kind: 'AuthenticationSASLContinue', data: Buffer.from(serverFirst) }));
  const second = await starting.frame('authentication');
  if (second === undefined) return undefined;
  const { serverFinal, proof } = exchange.final(text(decodeSASLResponse(second.reader()).data));
  const last = authentication({ kind: 'AuthenticationSASLFinal', data: Buffer.from(serverFinal) });
  return { credentials: { kind: 'scram', user, proof }, last };
}

function text(bytes: Uint8Array): string {
  return new Reader(bytes).rest().toString('utf8');
}

export function authentication(message: Exclude<Authentication, { kind: 'AuthenticationUnsupported' }>): Buffer {
  const out = new Writer();
  encodeAuthentication(message, out);
  return out.take();
}

function refused(code: Refusal['code'], message: string, hint: string): RefusedError {
  return new RefusedError({ code, message, hint });
}
