/** The record of everything that went before: whole, provable, and without a secret. Plays last. */
import { expect, test } from 'vitest';
import type { Stage } from '../stage.ts';

export function aboutTheRecord(stage: Stage): void {
  test('each statement that went upstream has its decision before its outcome, and exactly one', async () => {
    const all = await stage.scene.gateway.audit();
    const decided = new Map(
      all.flatMap((entry, at) => (entry['type'] === 'decision' ? [[entry['id'], at] as const] : [])),
    );
    const outcomes = all.flatMap((entry, at) =>
      entry['type'] === 'outcome' ? [[entry['decision'], at] as const] : [],
    );
    for (const [decision, at] of outcomes) expect(decided.get(decision)).toBeLessThan(at);
    const told = outcomes.map(([decision]) => decision);
    expect(new Set(told).size).toBe(told.length);
    const allowed = all.filter(
      (entry) => entry['type'] === 'decision' && entry['verdict'] === 'allow' && entry['phase'] !== 'prepare',
    );
    const unsettled = allowed.filter((entry) => !told.includes(entry['id']));
    expect(unsettled.map((entry) => [entry['phase'], entry['text'], entry['agent']])).toEqual([]);
  });

  test('it can be proven whole', async () => {
    expect(await stage.scene.gateway.run('audit', 'verify')).toMatchObject({ code: 0 });
  });

  test('neither tokens nor the upstream’s credentials show in the log or the record', async () => {
    const { gateway, upstreamPassword } = stage.scene;
    const everything = JSON.stringify(await gateway.audit()) + gateway.log();
    expect(everything).not.toContain(upstreamPassword);
    expect(everything).not.toContain(gateway.analyst.secret);
    expect(everything).not.toMatch(/eyJ[\w-]{20,}\.[\w-]{20,}/);
  });

  test('no fault of ours is in the log', () => {
    expect(
      stage.scene.gateway
        .log()
        .split('\n')
        .filter((line) => /internal_fault|session_fault|nobody caught|reading_fault|upstream_violation/.test(line)),
    ).toEqual([]);
  });
}
