/**
 * The thread that reads large and deep texts, one at a time, so that the event loop of the data path is not held. Holds the
 * newest catalog it was handed. See ../reading-thread.ts for the other side.
 */
import { parentPort } from 'node:worker_threads';
import type { Catalog, TemporaryObjects } from '../catalog/catalog.ts';
import { makeCatalog, renewCatalog } from '../catalog/snapshot.ts';
import { freeze, readingOf } from '../reading.ts';
import type { CatalogPart, ThreadAnswer } from '../reading-thread.ts';
import type { Analysis } from '../statement.ts';
import { measure } from './bounds.ts';
import { loadParser } from './parse.ts';
import { readText } from './read-text.ts';

export interface WorkerRequest {
  readonly text: string;
  readonly searchPath: readonly string[];
  readonly maxStatementBytes: number;
  /** The session's own. */
  readonly temporary?: TemporaryObjects;
}

let catalog: Catalog | undefined;
const port = parentPort;
if (port === null) throw new Error('this module is a worker thread');
await loadParser();
port.on('message', (request: WorkerRequest & CatalogPart) => port.postMessage(answer(request)));

function answer(request: WorkerRequest & CatalogPart): ThreadAnswer<Analysis> {
  const { text, searchPath, maxStatementBytes } = request;
  try {
    if (request.catalog !== undefined) catalog = makeCatalog(request.catalog.data, request.catalog.loadedAtMs);
    if (catalog === undefined) return { kind: 'fault', message: 'the reading thread was handed no catalog' };
    const context = { catalog: renewCatalog(catalog, catalog.loadedAtMs, request.temporary), searchPath };
    const reading = readingOf<Analysis>(() => {
      measure(text, maxStatementBytes);
      return readText(text, context).analysis;
    });
    return { kind: 'reading', reading: freeze(reading) };
  } catch (error) {
    return { kind: 'fault', message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
