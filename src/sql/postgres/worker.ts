/**
 * The thread that reads large and deep texts, one at a time, so that the event loop of the data path is not held. Holds the
 * newest catalog it was handed. See reading-thread.ts for the other side.
 */
import { parentPort } from 'node:worker_threads';
import type { Catalog, CatalogData, TemporaryObjects } from '../catalog/catalog.ts';
import { makeCatalog, renewCatalog } from '../catalog/snapshot.ts';
import type { Analysis } from '../statement.ts';
import { measure } from './bounds.ts';
import { loadParser } from './parse.ts';
import { freeze, readText, refusedAnalysis } from './read-text.ts';

export interface WorkerRequest {
  readonly text: string;
  readonly searchPath: readonly string[];
  readonly maxStatementBytes: number;
  /** The session's own. */
  readonly temporary?: TemporaryObjects;
  /** Only when it is another one than the last request's. Without temporary objects. */
  readonly catalog?: { readonly data: CatalogData; readonly loadedAtMs: number };
}

export type WorkerAnswer =
  | { readonly kind: 'analysis'; readonly analysis: Analysis }
  | { readonly kind: 'fault'; readonly message: string };

let catalog: Catalog | undefined;
const port = parentPort;
if (port === null) throw new Error('this module is a worker thread');
await loadParser();
port.on('message', (request: WorkerRequest) => port.postMessage(answer(request)));

function answer(request: WorkerRequest): WorkerAnswer {
  const { text, searchPath, maxStatementBytes } = request;
  try {
    if (request.catalog !== undefined) catalog = makeCatalog(request.catalog.data, request.catalog.loadedAtMs);
    if (catalog === undefined) return { kind: 'fault', message: 'the reading thread was handed no catalog' };
    const context = { catalog: renewCatalog(catalog, catalog.loadedAtMs, request.temporary), searchPath };
    const analysis = refusedAnalysis(() => {
      measure(text, maxStatementBytes);
      return readText(text, context).analysis;
    });
    return { kind: 'analysis', analysis: freeze(analysis) };
  } catch (error) {
    return { kind: 'fault', message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
