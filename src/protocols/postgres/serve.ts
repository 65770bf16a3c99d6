// One client connection from accept to close: the sockets, the timers and the order of things. What the bytes mean is the
// conversation's; who may do what is the gate's. Nothing that a peer does makes it reject.

import type { Duplex } from 'node:stream';
import { Socket } from 'node:net';
import { InternalFault, RefusedError } from '../../core/errors.ts';
import type { Refusal } from '../../core/refusal.ts';
import type { Gate, Protocol, Session } from '../../gate/protocol.ts';
import { Client } from './client.ts';
import { turnAway } from './closing.ts';
import type { PostgresConfig } from './config.ts';
import { runSession } from './session.ts';
import { authentication, startUp, type Started } from './start-up.ts';
import { connectUpstream, type Upstream } from './upstream.ts';

export const postgresProtocol: Protocol<PostgresConfig> = {
  name: 'postgres',
  async serve(duplex, config, gate) {
    const client = new Client(asSocket(duplex), {
      limits: config.limits,
      tls: config.tls,
      plaintext: config.plaintext,
    });
    const deadline = setTimeout(() => {
      const channel = client.channel();
      config.report('login_timeout', { peer: channel.peer });
      const refused = new RefusedError(tooSlow);
      gate.recordFailedLogin('', refused, channel);
      turnAway(client, config, refused);
    }, config.limits.loginTimeoutMs);
    let entered: Entered | undefined;
    try {
      entered = await enter(client, config, gate);
    } catch (error) {
      turnAway(client, config, error);
    } finally {
      clearTimeout(deadline);
    }
    if (entered === undefined) return;
    try {
      await runSession(client, entered.upstream, entered.session, config);
    } catch (error) {
      config.report('session_fault', { session: entered.session.id, error });
      client.destroy();
      entered.upstream.destroy();
    } finally {
      entered.session.close();
    }
  },
};

const tooSlow: Refusal = {
  code: 'WW_LOGIN_FAILED',
  message: 'the login took too long',
  hint: 'Send the start-up message and the token or secret at once.',
};

function asSocket(duplex: Duplex): Socket {
  if (!(duplex instanceof Socket)) throw new InternalFault('the postgres protocol is served over TCP');
  return duplex;
}

interface Entered {
  readonly session: Session;
  readonly upstream: Upstream;
}

/** Start-up, login here, login upstream. Undefined: it was a cancel request, or the client left. */
async function enter(client: Client, config: PostgresConfig, gate: Gate): Promise<Entered | undefined> {
  const started = await startUp(client, gate, config.upstream);
  if (started.kind === 'cancel') config.cancelKeys.show(started.processId, started.key);
  if (started.kind !== 'session') {
    client.end();
    return undefined;
  }
  const { session } = started;
  try {
    const upstream = await dialFor(client, started, config);
    if (client.gone) {
      upstream.close();
      session.close();
      return undefined;
    }
    return { session, upstream };
  } catch (error) {
    session.close();
    throw error;
  }
}

async function dialFor(
  client: Client,
  started: Extract<Started, { kind: 'session' }>,
  config: PostgresConfig,
): Promise<Upstream> {
  const { session, parameters } = started;
  const gone = new AbortController();
  const pins: readonly (readonly [string, string])[] = [
    ...parameters.settings.filter(([name]) => !PINS.some(([pin]) => pin === name)),
    ...PINS,
    ['application_name', applicationName(session)],
  ];
  const upstream = await connectUpstream(config.upstream, pins, AbortSignal.any([gone.signal, session.ended]));
  if (started.last !== undefined) client.send(started.last);
  client.send(authentication({ kind: 'AuthenticationOk' }));
  return upstream;
}

/** What the meaning of a text rests on is not left to roles' and databases' defaults (design.md §1.4). */
const PINS: readonly (readonly [string, string])[] = [
  ['client_encoding', 'UTF8'],
  ['standard_conforming_strings', 'on'],
  ['transform_null_equals', 'off'],
];

/** The server cuts it at 63 bytes: the agent's name gives way to the session, which is what one searches by. */
function applicationName(session: Session): string {
  const printable = session.agent.name.replaceAll(/[^\x20-\x7e]/g, '?');
  return `wirewall/${printable.slice(0, 16)}/${session.id}`;
}
