/**
 * UUIDv7 (RFC 9562, 5.7), strictly rising within this process, so that ids sort in the order in which they were made.
 * Counter method: the twelve bits of rand_a count within one millisecond (RFC 9562, 6.2, method 1).
 */
import { randomFillSync } from 'node:crypto';

const COUNTER_LIMIT = 0x1000;
/** Random bytes are drawn in one go for many ids: a system call for each would cost more than the id. */
const POOL_BYTES = 8 * 512;

const pool = Buffer.alloc(POOL_BYTES);
let poolAt = POOL_BYTES;
let lastMs = 0;
let counter = 0;

/** A new id for the time `nowMs`. A clock that went back doesn't take the order with it: the last time seen stays. */
export function uuidv7(nowMs: number = Date.now()): string {
  if (nowMs > lastMs) {
    lastMs = nowMs;
    counter = 0;
  } else {
    counter += 1;
    if (counter === COUNTER_LIMIT) {
      lastMs += 1;
      counter = 0;
    }
  }
  if (poolAt === POOL_BYTES) {
    randomFillSync(pool);
    poolAt = 0;
  }
  const time = lastMs.toString(16).padStart(12, '0');
  const count = counter.toString(16).padStart(3, '0');
  pool[poolAt] = ((pool[poolAt] ?? 0) & 0x3f) | 0x80;
  const random = pool.toString('hex', poolAt, poolAt + 8);
  poolAt += 8;
  return `${time.slice(0, 8)}-${time.slice(8)}-7${count}-${random.slice(0, 4)}-${random.slice(4)}`;
}

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** When the id was made, in milliseconds since the epoch; undefined for anything that is no UUIDv7. */
export function uuidv7TimeMs(id: string): number | undefined {
  return UUID_V7.test(id) ? Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16) : undefined;
}
