import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { Connections, listen, type Listener } from '../../src/composition/listener.ts';
import { StartFailure } from '../../src/composition/start-failure.ts';
import { turningAway } from '../../src/composition/doors.ts';
import { RefusedError } from '../../src/core/errors.ts';
import type { Gate } from '../../src/gate/protocol.ts';

const OPEN: Gate = turningAway({ code: 'WW_INTERNAL', message: 'never asked' });
const opened: { destroy(): void }[] = [];
afterEach(() => opened.splice(0).forEach((one) => one.destroy()));

async function listening(
  max: number,
  serve: (socket: Socket, gate: Gate) => Promise<void>,
): Promise<{ listener: Listener; connections: Connections; faults: unknown[] }> {
  const connections = new Connections(max);
  const faults: unknown[] = [];
  const listener = await listen({
    address: { host: '127.0.0.1', port: 0 },
    connections,
    gate: OPEN,
    serve,
    onFault: (error) => faults.push(error),
    maxConnections: max,
  });
  opened.push({ destroy: () => { listener.close(); connections.destroyAll(); } }); // prettier-ignore
  return { listener, connections, faults };
}

async function client({ address }: Listener): Promise<Socket> {
  const socket = connect(address).on('error', () => undefined);
  opened.push(socket);
  await once(socket, 'connect');
  return socket;
}

describe('a listener', () => {
  test('serves up to its bound, and tells the next one through a gate that lets nobody in', async () => {
    const gates: Gate[] = [];
    const { listener } = await listening(2, async (_, gate) => void gates.push(gate));
    for (let count = 0; count < 3; count += 1) await client(listener);
    while (gates.length < 3) await sleep(5);
    expect(gates.map((gate) => gate === OPEN)).toEqual([true, true, false]);
    const channel = { peer: 'x', encrypted: false, plaintextAllowed: true };
    expect(() => gates[2]?.challenge('x', channel)).toThrow(RefusedError);
    await expect(
      gates[2]?.admit({ kind: 'token', user: 'x', token: '' }, { upstream: 'u', database: 'd' }, channel),
    ).rejects.toMatchObject({
      refusal: { code: 'WW_TOO_MANY_CONNECTIONS' },
    });
  });

  test('has room again when a client leaves, however many were turned away', async () => {
    const gates: Gate[] = [];
    const { listener, connections } = await listening(1, async (_, gate) => void gates.push(gate));
    const [first] = [await client(listener), await client(listener), await client(listener)];
    while (gates.length < 3) await sleep(5);
    first.destroy();
    while (connections.count > 2) await sleep(5);
    await client(listener);
    while (gates.length < 4) await sleep(5);
    expect(gates[3]).toBe(OPEN);
  });

  test('closes without a word what comes in masses', async () => {
    const { listener, connections } = await listening(1, () => new Promise(() => undefined));
    const clients = await Promise.all(Array.from({ length: 150 }, () => client(listener)));
    clients.forEach((socket) => socket.resume());
    while (clients.filter(({ destroyed }) => destroyed).length < 49) await sleep(5);
    expect(connections.count).toBe(101);
  });

  test('outlives a protocol that fails, and reports it', async () => {
    const { listener, faults } = await listening(5, () => Promise.reject(new Error('a fault of ours')));
    const socket = await client(listener);
    await once(socket.resume(), 'close');
    expect(faults).toMatchObject([{ message: 'a fault of ours' }]);
    await client(listener);
  });

  test('says who to ask when its port is taken', async () => {
    const { listener } = await listening(1, () => Promise.resolve());
    const again = listen({
      address: listener.address,
      connections: new Connections(1),
      gate: OPEN,
      serve: () => Promise.resolve(),
      onFault: () => undefined,
      maxConnections: 1,
    });
    await expect(again).rejects.toThrow(StartFailure);
    await expect(again).rejects.toMatchObject({
      message: expect.stringContaining('is in use'),
      hint: expect.stringContaining('lsof'),
    });
  });
});
