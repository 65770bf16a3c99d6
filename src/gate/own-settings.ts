// `SET wirewall.…`: taken here, never forwarded, recorded by what it did and not by its text.

import { AuditUnavailable } from '../audit/index.ts';
import { RefusedError } from '../core/errors.ts';
import type { Refusal } from '../core/refusal.ts';
import type { SessionEffect } from '../sql/statement.ts';
import { auditUnavailable, type Docket } from './docket.ts';
import type { GateParts } from './gate.ts';
import type { Request, Ruling } from './protocol.ts';
import type { Standing } from './standing.ts';

export type OwnSetting = Extract<SessionEffect, { kind: 'own' }>;

/** The setting of ours that some statement of the request sets. */
export function ownSetting({ statements }: Request): OwnSetting | undefined {
  for (const { effect } of statements) if (effect.kind === 'own') return effect;
  return undefined;
}

export function takeSetting(
  parts: GateParts,
  docket: Docket,
  standing: Standing,
  request: Request,
  setting: OwnSetting,
): Ruling | Promise<Ruling> {
  if (request.statements.length > 1) return docket.deny(request, alone);
  if (request.phase === 'prepare') return ANSWERED;
  switch (setting.name) {
    case 'token':
      return renew(parts, docket, standing, request, setting.value);
    case 'intent':
      return declare(parts, docket, standing, request, setting.value);
    case 'reason':
      // Taking it in silence would promise more than is done: approvers don't see it yet.
      return docket.deny(request, noReason);
    default:
      return setting.name satisfies never;
  }
}

const ANSWERED: Ruling = { kind: 'answered', command: 'SET' };

async function renew(
  { identity, audit }: GateParts,
  docket: Docket,
  standing: Standing,
  request: Request,
  token: string,
): Promise<Ruling> {
  try {
    const agent = await identity.renew(standing.agent, token);
    const { tokenId = '', expiresAtMs } = agent;
    await audit.appendBefore({ type: 'renewal', ...standing.about(), tokenId, expiresAtMs });
    standing.renewed(agent);
    return ANSWERED;
  } catch (error) {
    if (error instanceof RefusedError) return docket.deny(request, error.refusal);
    if (error instanceof AuditUnavailable) return { kind: 'refuse', refusal: auditUnavailable };
    throw error;
  }
}

async function declare(
  { audit }: GateParts,
  docket: Docket,
  standing: Standing,
  request: Request,
  intent: string,
): Promise<Ruling> {
  const refusal = standing.intentRefusal(intent);
  if (refusal !== undefined) return docket.deny(request, refusal);
  try {
    await audit.appendBefore({ type: 'intent', ...standing.about(), intent, source: 'set' });
    standing.declared(intent);
    return ANSWERED;
  } catch {
    return { kind: 'refuse', refusal: auditUnavailable };
  }
}

const alone: Refusal = {
  code: 'WW_NOT_SUPPORTED',
  message: 'a setting of wirewall stands in one text with other statements',
  hint: 'Send it as a statement of its own.',
};
const noReason: Refusal = {
  code: 'WW_NOT_SUPPORTED',
  message: 'the setting "wirewall.reason" is not supported',
  hint: 'Leave it out.',
};
