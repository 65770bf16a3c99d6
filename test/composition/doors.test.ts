import { setImmediate } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { Doors, SHUTTING_DOWN } from '../../src/composition/doors.ts';
import type { Refusal } from '../../src/core/refusal.ts';
import type { Outcome, Permit, Request, Ruling, Session } from '../../src/gate/protocol.ts';

const CHANNEL = { peer: 'x', encrypted: true, plaintextAllowed: false };
const DONE: Outcome = { result: 'done', rows: 1, bytes: 1, maskedCells: 0, durationMs: 1 };
const request = (phase: Request['phase']): Request => ({ phase }) as Request;

/** A gate whose sessions permit everything and remember how they were ended. */
function gateOf(...ids: readonly string[]) {
  const ended: string[] = [];
  const session = (id: string): Session => {
    let permits = 0;
    return {
      id,
      agent: { name: id, groups: [], intents: [], method: 'token' },
      ended: new AbortController().signal,
      decide: (): Ruling => ({
        kind: 'forward',
        permit: permit(String((permits += 1))),
        limits: {},
        masks: [],
        errors: 'verbatim',
      }),
      refuse: ({ refusal }) => refusal,
      own: () => permit(''),
      settle: () => undefined,
      check: () => undefined,
      close: () => undefined,
    };
  };
  const waiting = ids.map(session);
  const gate = {
    challenge: () => ({ kind: 'token' }) as const,
    passwordCheck: () => {
      throw new Error('nobody asks for a password here');
    },
    admit: () => Promise.resolve(waiting.shift() ?? session('late')),
    recordFailedLogin: () => undefined,
    sessions: new Set(ids.map((id) => ({ id, end: (refusal: Refusal) => void ended.push(`${id} ${refusal.code}`) }))),
  };
  return { doors: new Doors(gate), ended };
}

function permit(id: string): Permit {
  return { id, spend: () => new Uint8Array() };
}

async function enter(doors: Doors): Promise<Session> {
  return doors.admit({ kind: 'token', user: 'x', token: '' }, { upstream: 'u', database: 'd' }, CHANNEL);
}

async function run(session: Session, phase: Request['phase'] = 'simple'): Promise<Permit> {
  const ruling = await session.decide(request(phase), new AbortController().signal);
  if (ruling.kind !== 'forward') throw new Error('expected a permit');
  return ruling.permit;
}

describe('doors that close', () => {
  test('end idle sessions at once, and busy ones with their statement', async () => {
    const { doors, ended } = gateOf('idle', 'busy');
    await enter(doors);
    const busy = await enter(doors);
    const running = await run(busy);
    doors.close();
    await setImmediate();
    expect(ended).toEqual(['idle WW_SHUTTING_DOWN']);
    busy.settle(running, DONE);
    await setImmediate();
    expect(ended).toEqual(['idle WW_SHUTTING_DOWN', 'busy WW_SHUTTING_DOWN']);
  });

  test('wait for the last statement of a pipeline', async () => {
    const { doors, ended } = gateOf('busy');
    const busy = await enter(doors);
    const [one, two] = [await run(busy, 'execute'), await run(busy, 'execute')];
    doors.close();
    busy.settle(one, DONE);
    await setImmediate();
    expect(ended).toEqual([]);
    busy.settle(two, DONE);
    await setImmediate();
    expect(ended).toHaveLength(1);
  });

  test('take a prepared statement for nothing that runs', async () => {
    const { doors, ended } = gateOf('idle');
    await run(await enter(doors), 'prepare');
    doors.close();
    await setImmediate();
    expect(ended).toHaveLength(1);
  });

  test('let nobody in', () => {
    const { doors } = gateOf();
    expect(doors.challenge('x', CHANNEL)).toEqual({ kind: 'token' });
    doors.close();
    expect(() => doors.challenge('x', CHANNEL)).toThrow(expect.objectContaining({ refusal: SHUTTING_DOWN }));
  });
});
