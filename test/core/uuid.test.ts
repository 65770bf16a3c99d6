import { expect, test } from 'vitest';
import { uuidv7, uuidv7TimeMs } from '../../src/core/uuid.ts';

test('a UUIDv7 has its version, its variant and its time', () => {
  const at = Date.now() + 60_000;
  const id = uuidv7(at);
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(uuidv7TimeMs(id)).toBe(at);
});

test('ids rise, also within one millisecond and when the clock goes back', () => {
  const at = Date.now() + 120_000;
  const ids = Array.from({ length: 20_000 }, (_, index) => uuidv7(at - (index % 7)));
  expect(ids.toSorted()).toEqual(ids);
  expect(new Set(ids).size).toBe(ids.length);
});

test('what is no UUIDv7 has no time', () => {
  expect(uuidv7TimeMs('6ba7b810-9dad-11d1-80b4-00c04fd430c8')).toBeUndefined();
  expect(uuidv7TimeMs('')).toBeUndefined();
});
