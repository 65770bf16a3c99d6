/** Whether a document is for an agent. Knows the attributes that rules may name, and nothing of what they grant. */
import type { Agent } from '../core/agent.ts';
import type { Selector } from './document.ts';

/** Every key given must match. The intent is left aside: see `matchesIntent`. */
export function matchesAgent(selector: Selector | 'everyone' | undefined, agent: Agent): boolean {
  if (selector === undefined || selector === 'everyone') return true;
  const { agents, groups, tenants } = selector;
  return (
    (agents === undefined || agents.includes(agent.name)) &&
    (groups === undefined || groups.some((group) => agent.groups.includes(group))) &&
    (tenants === undefined || (agent.tenant !== undefined && tenants.includes(agent.tenant)))
  );
}

/** An intent counts only if the agent may declare it, whatever the session says. */
export function matchesIntent(
  selector: Selector | 'everyone' | undefined,
  agent: Agent,
  intent: string | undefined,
): boolean {
  if (selector === undefined || selector === 'everyone' || selector.intents === undefined) return true;
  return intent !== undefined && selector.intents.includes(intent) && agent.intents.includes(intent);
}

/** Who sees a column unmasked. Never asked with an intent: the party that chooses it is the one that is restrained. */
export function isCleared(clearFor: Selector | undefined, agent: Agent): boolean {
  return (
    clearFor !== undefined &&
    Object.values(clearFor).some((list) => list !== undefined) &&
    matchesAgent(clearFor, agent)
  );
}
