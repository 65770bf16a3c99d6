/**
 * The thread that reads large texts, one at a time, so that the event loop of the data path is not held. Holds the newest catalog
 * it was handed. See ../reading-thread.ts for the other side.
 */
import { parentPort } from 'node:worker_threads';
import type { Catalog } from '../catalog/catalog.ts';
import { makeCatalog } from '../catalog/snapshot.ts';
import { sizeOf } from '../reading.ts';
import type { CatalogPart, ThreadAnswer } from '../reading-thread.ts';
import { toByteString } from './bytes.ts';
import type { MySqlContext } from './context.ts';
import { readText } from './read-text.ts';
import type { MySqlReading } from './statement.ts';

export interface WorkerRequest {
  readonly text: Uint8Array;
  readonly context: Omit<MySqlContext, 'catalog'>;
}

/** Of a reading: to take this many over, the event loop needs some 20 ms. Scripts of a thousand statements have them. */
const MAX_OBJECTS = 20_000;
const TOO_MUCH: MySqlReading = {
  kind: 'refused',
  refusal: {
    code: 'WW_TOO_COMPLEX',
    message: 'the statement names too many columns to be judged',
    hint: 'Name the columns that you need, or send fewer statements at once.',
  },
};

let catalog: Catalog | undefined;
const port = parentPort;
if (port === null) throw new Error('this module is a worker thread');
port.on('message', (request: WorkerRequest & CatalogPart) => port.postMessage(answer(request)));

function answer(request: WorkerRequest & CatalogPart): ThreadAnswer<MySqlReading> {
  const { text, context } = request;
  try {
    if (request.catalog !== undefined) catalog = makeCatalog(request.catalog.data, request.catalog.loadedAtMs);
    if (catalog === undefined) return { kind: 'fault', message: 'the reading thread was handed no catalog' };
    const reading = readText(toByteString(text), { ...context, catalog });
    return { kind: 'reading', reading: sizeOf(reading).objects > MAX_OBJECTS ? TOO_MUCH : reading };
  } catch (error) {
    return { kind: 'fault', message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
