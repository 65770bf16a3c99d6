/**
 * One schema for each upstream, kept fresh for as long as the gateway runs. A database that is down keeps nobody from
 * starting: it is tried again, statements are refused meanwhile, and the operation log says what is wrong, once.
 */
import type { Config, Logger, UpstreamConfig } from '../config/index.ts';
import type { Clock } from '../core/clock.ts';
import type { Catalog, CatalogSource } from '../sql/catalog/catalog.ts';
import { CatalogKeeper } from '../sql/catalog/keeper.ts';
import { upstreamTrouble } from './upstream-trouble.ts';

/** A database that hangs at the start is not waited for longer; it is tried on in the background. */
const FIRST_LOAD_MS = 5_000;
const RETRY_MS = 2_000;

export interface CatalogWatch {
  readonly keeper: CatalogKeeper;
  readonly clock: Clock;
  stop(): Promise<void>;
}

export interface CatalogEvents {
  readonly clock: Clock;
  readonly log: Logger;
  readonly onLoaded: (upstream: string, catalog: Catalog) => void;
}

/** Resolves when the first load ended, well or not, or takes too long. */
export async function watchCatalog(
  upstream: UpstreamConfig,
  source: CatalogSource & { close(): Promise<void> },
  { refreshMs, maxAgeMs }: Config['catalog'],
  { clock, log, onLoaded }: CatalogEvents,
): Promise<CatalogWatch> {
  let said = '';
  let retry: NodeJS.Timeout | undefined;
  let stopped = false;
  const loading: CatalogSource = {
    async load() {
      const data = await source.load();
      if (said !== '') log.info({ upstream: upstream.name }, 'the database is back, its schema was read');
      said = '';
      return data;
    },
  };
  const failed = (error: unknown): void => {
    const { message, hint } = upstreamTrouble(upstream, error);
    if (said !== message) log.warn({ hint }, `${message}; statements are refused while its schema can't be read`);
    said = message;
    // Sooner than the next regular load: agents wait.
    if (!stopped) retry ??= setTimeout(tryAgain, RETRY_MS);
  };
  const keeper = new CatalogKeeper(loading, { refreshMs, maxAgeMs, clock, onError: failed });
  keeper.onChange((catalog) => onLoaded(upstream.name, catalog));
  const tryAgain = (): void => {
    retry = undefined;
    keeper.refresh().catch(failed);
  };
  const first = keeper.start().catch(failed);
  await Promise.race([first, new Promise((resolve) => setTimeout(resolve, FIRST_LOAD_MS).unref())]);

  return {
    keeper,
    clock,
    async stop() {
      stopped = true;
      clearTimeout(retry);
      keeper.stop();
      await source.close();
    },
  };
}
