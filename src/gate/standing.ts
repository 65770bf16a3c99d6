// Who a session is at this moment: the agent, its intent, and where it is connected to. The only state of a session that
// a judgement depends on.

import type { Agent } from '../core/agent.ts';
import type { Refusal } from '../core/refusal.ts';
import type { Policy } from '../policy/index.ts';
import type { Statement } from '../sql/statement.ts';
import type { Asking } from './judgement.ts';
import type { Channel, Destination } from './protocol.ts';

export interface Admitted {
  readonly id: string;
  readonly agent: Agent;
  readonly destination: Destination;
  readonly channel: Channel;
  readonly intent: string | undefined;
}

export class Standing {
  readonly id: string;
  readonly destination: Destination;
  readonly channel: Channel;
  #agent: Agent;
  #intent: string | undefined;
  /** Something was touched under this intent, or under none: it stays. */
  #fixed: boolean;

  constructor({ id, agent, destination, channel, intent }: Admitted) {
    this.id = id;
    this.destination = destination;
    this.channel = channel;
    this.#agent = agent;
    this.#intent = intent;
    this.#fixed = intent !== undefined;
  }

  get agent(): Agent {
    return this.#agent;
  }

  get intent(): string | undefined {
    return this.#intent;
  }

  asking(policy: Policy): Asking {
    return { policy, agent: this.#agent, intent: this.#intent, upstream: this.destination.upstream };
  }

  /** A statement was permitted. */
  permitted(statements: readonly Statement[]): void {
    if (!this.#fixed && statements.some((statement) => statement.accesses.length > 0)) this.#fixed = true;
  }

  renewed(agent: Agent): void {
    this.#agent = agent;
    // What the new token no longer lists is no longer the purpose.
    if (this.#intent !== undefined && !agent.intents.includes(this.#intent)) this.#intent = undefined;
  }

  /** Why this intent can't be declared; undefined: it can. */
  intentRefusal(intent: string): Refusal | undefined {
    return intentRefusal(this.#agent, intent) ?? (this.#fixed && this.#intent !== intent ? intentFixed : undefined);
  }

  declared(intent: string): void {
    this.#intent = intent;
    this.#fixed = true;
  }

  /** What each entry of this session in the audit log says of it. */
  about() {
    return {
      agent: this.#agent.name,
      tenant: this.#agent.tenant,
      session: this.id,
      upstream: this.destination.upstream,
      database: this.destination.database,
      intent: this.#intent,
    };
  }
}

/** An agent may only declare what its token or its configuration lists. */
export function intentRefusal(agent: Agent, intent: string): Refusal | undefined {
  if (agent.intents.includes(intent)) return undefined;
  const known = agent.intents
    .slice(0, 10)
    .map((one) => `"${one}"`)
    .join(', ');
  return {
    code: 'WW_INTENT_REFUSED',
    message: `the intent "${intent.slice(0, 128)}" is not one of ${agent.name}'s`,
    hint: known === '' ? 'Declare no intent: this agent has none.' : `Declare one of ${known}.`,
  };
}

const intentFixed: Refusal = {
  code: 'WW_INTENT_REFUSED',
  message: 'the intent of this session is fixed',
  hint: 'Declare an intent once, before the first statement that touches a table; open another session for another intent.',
};
