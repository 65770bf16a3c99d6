import { afterEach, describe, expect, test, vi } from 'vitest';
import type { CatalogData, CatalogSource } from '../../../src/sql/catalog/catalog.ts';
import { CatalogKeeper } from '../../../src/sql/catalog/keeper.ts';
import { SHOP, table } from './data.ts';

/** A source whose loads the test answers one by one. */
class Source implements CatalogSource {
  readonly asked: PromiseWithResolvers<CatalogData>[] = [];
  load(): Promise<CatalogData> {
    const load = Promise.withResolvers<CatalogData>();
    this.asked.push(load);
    return load.promise;
  }
  answer(at: number, data: CatalogData = SHOP): void {
    this.asked[at]?.resolve(data);
  }
}

const named = (database: string): CatalogData => ({ ...SHOP, database });
const STALE = expect.objectContaining({ refusal: expect.objectContaining({ code: 'WW_CATALOG_STALE' }) }) as Error;

function setUp() {
  const source = new Source();
  const time = { nowMs: 0 };
  const onError = vi.fn<(error: unknown) => void>();
  const clock = { now: () => time.nowMs };
  const keeper = new CatalogKeeper(source, { refreshMs: 1_000, maxAgeMs: 5_000, clock, onError });
  return { source, time, keeper, onError };
}

const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
};

afterEach(() => {
  vi.useRealTimers();
});

describe('a catalog keeper', () => {
  test('judges nothing before the first load', async () => {
    const { keeper, source } = setUp();
    expect(() => keeper.current()).toThrow(STALE);
    const started = keeper.start();
    source.answer(0);
    await started;
    expect(keeper.current().relation('shop', 'orders')?.oid).toBe(100);
    keeper.stop();
  });

  test('takes over temporary objects without a new version, and tells nobody', async () => {
    const { keeper, source } = setUp();
    const started = keeper.start();
    source.answer(0);
    await started;
    const first = keeper.current();
    const told = vi.fn<() => void>();
    keeper.onChange(told);
    const refreshed = keeper.refresh();
    source.answer(1, { ...SHOP, temporary: { relations: [table(500, 'pg_temp_3', 't', ['a'])], types: [] } });
    const second = await refreshed;
    expect(second.version).toBe(first.version);
    expect(keeper.current().relation('pg_temp_3', 't')?.oid).toBe(500);
    expect(told).not.toHaveBeenCalled();
    keeper.stop();
  });

  test('refuses a catalog that has become too old, counted from before its load', async () => {
    const { keeper, source, time } = setUp();
    const refreshed = keeper.refresh();
    time.nowMs = 3_000;
    source.answer(0);
    await refreshed;
    time.nowMs = 5_000;
    expect(keeper.current().loadedAtMs).toBe(0);
    time.nowMs = 5_001;
    expect(() => keeper.current()).toThrow(STALE);
  });

  test('gives all that ask while a load runs one load that began after they asked', async () => {
    const { keeper, source } = setUp();
    const first = keeper.refresh();
    const others = [keeper.refresh(), keeper.refresh(), keeper.refresh()];
    expect(source.asked).toHaveLength(1);
    source.answer(0, named('before the DDL'));
    expect((await first).data.database).toBe('before the DDL');
    await settled();
    expect(source.asked).toHaveLength(2);
    source.answer(1, named('after the DDL'));
    const databases = (await Promise.all(others)).map((catalog) => catalog.data.database);
    expect(databases).toEqual(['after the DDL', 'after the DDL', 'after the DDL']);
    expect(source.asked).toHaveLength(2);
  });

  test('gives those that wait a load of their own when the running one fails', async () => {
    const { keeper, source } = setUp();
    const first = keeper.refresh();
    const second = keeper.refresh();
    source.asked[0]?.reject(new Error('connection lost'));
    await expect(first).rejects.toThrow('connection lost');
    await settled();
    source.answer(1);
    expect((await second).data).toBe(SHOP);
  });

  test('keeps the snapshot when nothing changed, but makes it young again', async () => {
    const { keeper, source, time } = setUp();
    const first = keeper.refresh();
    source.answer(0);
    const before = await first;
    time.nowMs = 4_000;
    const second = keeper.refresh();
    source.answer(1);
    const after = await second;
    expect(after.data).toBe(before.data);
    expect(after).toMatchObject({ version: before.version, loadedAtMs: 4_000 });
    const third = keeper.refresh();
    const again = structuredClone(SHOP);
    source.answer(2, again);
    // What the source keeps is what the next load is compared with.
    expect((await third).data).toBe(again);
    expect(keeper.current().version).toBe(before.version);
  });

  test('tells of changes of content and of nothing else', async () => {
    const { keeper, source } = setUp();
    const heard: string[] = [];
    const end = keeper.onChange((catalog) => heard.push(catalog.data.database));
    for (const [at, database] of ['a', 'a', 'b'].entries()) {
      const refreshed = keeper.refresh();
      source.answer(at, named(database));
      await refreshed;
    }
    end();
    const last = keeper.refresh();
    source.answer(3, named('c'));
    await last;
    expect(heard).toEqual(['a', 'b']);
  });

  test('loads again by itself, goes on after a failure, and stops when told', async () => {
    vi.useFakeTimers();
    const { keeper, source, onError } = setUp();
    const started = keeper.start();
    source.answer(0);
    await started;
    await vi.advanceTimersByTimeAsync(1_000);
    expect(source.asked).toHaveLength(2);
    source.asked[1]?.reject(new Error('connection lost'));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(onError).toHaveBeenCalledOnce();
    expect(source.asked).toHaveLength(3);
    source.answer(2, named('new'));
    await vi.advanceTimersByTimeAsync(500);
    expect(keeper.current().data.database).toBe('new');
    keeper.stop();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(source.asked).toHaveLength(3);
  });
});
