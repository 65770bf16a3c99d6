// One client connection from accept to close. The order of things is here: who may come in is start-up's, what a session does is
// the session's, who may do what is the gate's. Nothing that a peer does makes it reject.

import type { Duplex } from 'node:stream';
import { Socket } from 'node:net';
import { InternalFault, RefusedError } from '../../core/errors.ts';
import type { Refusal } from '../../core/refusal.ts';
import type { Gate, Protocol, Session } from '../../gate/protocol.ts';
import { beginSession } from './beginning.ts';
import { Client } from './client.ts';
import { faultOfServer, turnAway } from './closing.ts';
import type { MySqlConfig } from './config.ts';
import { encodeOk, plainOk } from './messages/index.ts';
import { OwnQueryFailed } from './own-query.ts';
import type { ChangeUserRequest, Entered } from './entered.ts';
import { runSession } from './session.ts';
import { changeUser, startUp, type Started } from './start-up.ts';
import { unreachable } from './unavailable.ts';
import { connectUpstream, type Upstream } from './upstream.ts';

export const mysqlProtocol: Protocol<MySqlConfig> = {
  name: 'mysql',
  async serve(duplex, config, gate) {
    const client = new Client(asSocket(duplex), {
      limits: config.limits,
      tls: config.tls,
      plaintext: config.plaintext,
    });
    const connectionId = config.processes.next();
    let entered = await enter(client, config, gate, () => startUp(client, gate, config, connectionId));
    while (entered !== undefined) {
      const { entry } = entered;
      const request = await live(client, config, entered);
      if (request === 'ended') return;
      // A new login, judged as one: nothing of the old session is left, neither here nor on the server.
      entered = await enter(client, config, gate, () => changeUser(client, gate, config, entry, request.payload));
    }
  },
};

const tooSlow: Refusal = {
  code: 'WW_LOGIN_FAILED',
  message: 'the login took too long',
  hint: 'Send the login and the token or secret at once.',
};

function asSocket(duplex: Duplex): Socket {
  if (!(duplex instanceof Socket)) throw new InternalFault('the mysql protocol is served over TCP');
  return duplex;
}

async function live(client: Client, config: MySqlConfig, entered: Entered): Promise<'ended' | ChangeUserRequest> {
  try {
    return await runSession(client, entered.upstream, entered.session, entered, config);
  } catch (error) {
    config.report('session_fault', { session: entered.session.id, error });
    client.destroy();
    entered.upstream.destroy();
    return 'ended';
  } finally {
    entered.session.close();
  }
}

/** A login here and a login upstream, within the time for both. Undefined: it was refused, or the client left. */
async function enter(
  client: Client,
  config: MySqlConfig,
  gate: Gate,
  logIn: () => Promise<Started | undefined>,
): Promise<Entered | undefined> {
  const late = new AbortController();
  const deadline = setTimeout(() => {
    const channel = client.channel();
    config.report('login_timeout', { peer: channel.peer });
    const refused = new RefusedError(tooSlow);
    gate.recordFailedLogin('', refused, channel);
    turnAway(client, config, refused);
    late.abort();
  }, config.limits.loginTimeoutMs);
  try {
    const started = await logIn();
    if (started === undefined) {
      client.end();
      return undefined;
    }
    return await reach(client, config, started, late.signal);
  } catch (error) {
    turnAway(client, config, error);
    return undefined;
  } finally {
    clearTimeout(deadline);
  }
}

async function reach(
  client: Client,
  config: MySqlConfig,
  started: Started,
  late: AbortSignal,
): Promise<Entered | undefined> {
  const { session, entry } = started;
  const signal = AbortSignal.any([late, session.ended]);
  let upstream: Upstream | undefined;
  try {
    upstream = await connectUpstream(
      config.upstream,
      { ...entry, attributes: [['program_name', named(session)]] },
      signal,
    );
    const { greeting, statusFlags } = upstream.started;
    config.learn(greeting);
    const beginning = await beginSession(upstream, entry.charset, signal);
    if (client.gone || late.aborted) {
      upstream.close();
      session.close();
      return undefined;
    }
    client.reply((out) => encodeOk(plainOk(statusFlags), entry.capabilities, out));
    return { session, upstream, entry, beginning };
  } catch (error) {
    upstream?.close();
    session.close();
    throw asRefused(error, session, config);
  }
}

function asRefused(error: unknown, session: Session, config: MySqlConfig): unknown {
  if (error instanceof RefusedError) return error;
  if (error instanceof OwnQueryFailed) return unreachable(config.upstream, error);
  return new RefusedError(faultOfServer(error, session.id, config));
}

function named(session: Session): string {
  return `wirewall/${session.agent.name}/${session.id}`;
}
