import { expect, test } from 'vitest';
import { Processes, type Process } from '../../../src/protocols/mysql/processes.ts';

const process = (agentName: string, threadId: number, upstream = 'shop'): Process => ({
  agentName,
  upstream,
  threadId,
  kill: () => Promise.resolve(),
});

test('ids are new for each connection, and none that a server would give', () => {
  const processes = new Processes();
  const ids = Array.from({ length: 1000 }, () => processes.next());
  expect(new Set(ids).size).toBe(1000);
  expect(ids.every((id) => id >= 0x8000_0000 && id <= 0xffff_ffff)).toBe(true);
});

test('an agent finds its own connections and nobody else’s, by our id and by the server’s', () => {
  const processes = new Processes();
  const [mine, theirs] = [processes.next(), processes.next()];
  processes.register(mine, process('a', 7));
  processes.register(theirs, process('b', 8));
  expect(processes.find(mine, 'a')?.threadId).toBe(7);
  expect(processes.findThread(7, 'shop', 'a')?.threadId).toBe(7);
  expect([
    processes.find(theirs, 'a'),
    processes.findThread(8, 'shop', 'a'),
    // Another upstream has a connection 7 of its own.
    processes.findThread(7, 'crm', 'a'),
    processes.find(7, 'a'),
  ]).toEqual([undefined, undefined, undefined, undefined]);
});

test('a connection that has gone is not found', () => {
  const processes = new Processes();
  const id = processes.next();
  processes.register(id, process('a', 7));
  processes.forget(id);
  expect([processes.find(id, 'a'), processes.findThread(7, 'shop', 'a')]).toEqual([undefined, undefined]);
});
