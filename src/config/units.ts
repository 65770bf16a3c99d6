/** Durations and sizes as people write them. */

const DURATION_MS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
/** KB and KiB are the same here, as in postgresql.conf: 1024 bytes. */
const SIZE_BYTES = { B: 1, KB: 1024, KiB: 1024, MB: 1024 ** 2, MiB: 1024 ** 2, GB: 1024 ** 3, GiB: 1024 ** 3 } as const;

/** A text that names no quantity; the message says what would. */
export class UnitError extends Error {
  override readonly name = 'UnitError';
}

/** `500ms`, `10s`, `30m`, `1h`, `7d` → milliseconds. A whole number with its unit, nothing else. */
export function parseDuration(text: string): number {
  const wanted = `a duration like 500ms, 10s, 30m, 1h or 7d`;
  return quantity(text, DURATION_MS, wanted);
}

/** `64KB`, `1MB`, `1MiB`, `2GB`, `512B` → bytes; K, M and G count by 1024. */
export function parseSize(text: string): number {
  return quantity(text, SIZE_BYTES, 'a size like 512B, 64KB, 1MB or 2GB (K, M and G count by 1024)');
}

function quantity(text: string, units: Readonly<Record<string, number>>, wanted: string): number {
  const [, digits = '', unit = ''] = /^(\d+) ?([A-Za-z]+)$/.exec(text.trim()) ?? [];
  const factor = Object.entries(units).find(([name]) => name.toLowerCase() === unit.toLowerCase())?.[1];
  const value = Number(digits) * (factor ?? Number.NaN);
  if (digits === '' || !Number.isSafeInteger(value)) throw new UnitError(`expected ${wanted}, found "${text}"`);
  return value;
}

/** A duration as it would be written in a configuration. */
export function formatDuration(ms: number): string {
  for (const unit of ['d', 'h', 'm', 's'] as const) {
    if (ms !== 0 && ms % DURATION_MS[unit] === 0) return `${ms / DURATION_MS[unit]}${unit}`;
  }
  return `${ms}ms`;
}

/** A size as it would be written in a configuration. */
export function formatSize(bytes: number): string {
  for (const unit of ['GB', 'MB', 'KB'] as const) {
    if (bytes !== 0 && bytes % SIZE_BYTES[unit] === 0) return `${bytes / SIZE_BYTES[unit]}${unit}`;
  }
  return `${bytes}B`;
}
