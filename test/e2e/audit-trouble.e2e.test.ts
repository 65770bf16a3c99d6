/** What can't be recorded isn't done: a full disk, a killed gateway, and the strict way. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { verifyAudit } from '../../src/audit/index.ts';
import { eventually, faults, Scene } from './bystander.ts';
import { bind, execute, parse, query, SYNC } from './raw-client.ts';

/** A directory on a file system so small that it can be filled; undefined where mounting isn't allowed. */
function smallDisk(): (AsyncDisposable & { readonly directory: string }) | undefined {
  const directory = mkdtempSync(join(tmpdir(), 'wirewall-small-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', directory], { stdio: 'ignore' });
  } catch {
    rmSync(directory, { recursive: true });
    return undefined;
  }
  return {
    directory,
    [Symbol.asyncDispose]: () => {
      execFileSync('umount', ['-l', directory], { stdio: 'ignore' });
      rmSync(directory, { recursive: true });
      return Promise.resolve();
    },
  };
}

const insert = (author: string): string =>
  `INSERT INTO shop.notes (order_id, author, body) VALUES (1, '${author}', 'red')`;

describe.each(['batch', 'strict'])('in %s mode', (durability) => {
  test('a full disk stops statements instead of letting them pass unrecorded, until there is room again', async (context) => {
    await using disk = smallDisk();
    // test/gate shows the same with files of its own; here it wants a real disk.
    if (disk === undefined) {
      context.skip('the right to mount a small file system is missing: run the tests as root');
      return;
    }
    await using scene = await Scene.open({
      config: { audit: { directory: join(disk.directory, 'audit'), durability } },
    });
    await using client = await scene.agent();
    expect(await client.ask(insert('before'))).toContain('done INSERT 0 1');
    const ballast = join(disk.directory, 'ballast');
    let kilobytes = 250;
    for (; kilobytes > 0; kilobytes -= 2) {
      try {
        writeFileSync(ballast, Buffer.alloc(kilobytes * 1024));
        break;
      } catch {
        rmSync(ballast, { force: true });
      }
    }
    let passed = 0;
    let refused: string[] = [];
    for (let at = 0; at < 500 && refused.length === 0; at++) {
      const seen = await client.ask(insert('full'));
      if (seen.includes('done INSERT 0 1')) passed++;
      else refused = seen;
    }
    expect(refused).toEqual(['error 57P03', 'ready idle']);
    const told = await client.refusal(insert('full'));
    expect(told.detail).toContain('WW_AUDIT_UNAVAILABLE');
    client.send(parse('', insert('full')), bind('', ''), execute(''), SYNC);
    expect(await client.shown()).toEqual(['error 57P03', 'ready idle']);
    expect(await scene.asSuperuser("SELECT id FROM shop.notes WHERE author = 'full'")).toHaveLength(passed);
    rmSync(ballast);
    const after = await eventually(
      () => client.ask(insert('after')),
      (seen) => seen.includes('done INSERT 0 1'),
    );
    expect(after).toEqual(['done INSERT 0 1', 'ready idle']);
    const { problems } = await verifyAudit(join(disk.directory, 'audit'));
    expect(problems).toEqual([]);
    expect(faults(scene.gateway.log())).toEqual([]);
    expect(scene.gateway.log()).toContain('takes entries again');
  });

  test(
    'a gateway that is killed leaves a line for each statement that the server ran',
    { timeout: 60_000 },
    async () => {
      const scene = await Scene.open({
        postgres: { settings: { log_statement: 'all' } },
        config: { audit: { durability } },
      });
      try {
        const clients = await Promise.all([scene.agent(), scene.agent(), scene.agent()]);
        let count = 0;
        const progress = { stop: false };
        const working = clients.map(async (client, who) => {
          while (!progress.stop && !client.closed) {
            const texts = Array.from(
              { length: 20 },
              () => `SELECT id, ${++count} AS mark FROM shop.products WHERE id = ${who + 1}`,
            );
            client.send(
              Buffer.concat(
                texts.map((text, at) =>
                  at % 2 === 0 ? query(text) : Buffer.concat([parse('', text), bind('', ''), execute(''), SYNC]),
                ),
              ),
            );
            for (let at = 0; at < 20 && !client.closed; at++) await client.answers();
          }
        });
        await new Promise((resolve) => setTimeout(resolve, 700));
        process.kill(scene.gateway.pid, 'SIGKILL');
        progress.stop = true;
        await Promise.allSettled(working);
        await new Promise((resolve) => setTimeout(resolve, 300));
        const marks = (text: string): Set<string> =>
          new Set(Array.from(text.matchAll(/, (\d+) AS mark/g), ([, mark]) => mark ?? ''));
        const executed = marks(scene.server.log());
        const recorded = marks((await scene.gateway.audit()).map((entry) => JSON.stringify(entry)).join('\n'));
        expect(executed.size).toBeGreaterThan(20);
        expect([...executed].filter((mark) => !recorded.has(mark))).toEqual([]);
        const { problems } = await verifyAudit(scene.gateway.auditDirectory);
        expect(problems).toEqual([]);
      } finally {
        await scene[Symbol.asyncDispose]();
      }
    },
  );
});

test('the strict way answers a pipeline in its order', async () => {
  await using scene = await Scene.open({ config: { audit: { durability: 'strict' } } });
  await using client = await scene.agent();
  client.send(
    Buffer.concat(
      Array.from({ length: 200 }, (_, at) => query(`SELECT id, ${at} AS mark FROM shop.products WHERE id = 1`)),
    ),
  );
  for (let at = 0; at < 200; at++) expect(await client.shown()).toContain('done SELECT 1');
  await scene.expectUnharmed();
});
