import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { PolicyKeeper } from '../../src/policy/keeper.ts';
import { RulesError } from '../../src/policy/problem.ts';

const GOOD = 'for: everyone\nupstream: shop\nallow: [ SELECT ON shop.orders ]\n';
let directory: string;
let keeper: PolicyKeeper | undefined;
const onError = vi.fn<(error: RulesError) => void>();
const onChange = vi.fn<() => void>();
const write = (name: string, text: string | Uint8Array): void => writeFileSync(join(directory, name), text);
const keep = (more: { debounceMs?: number; pollMs?: number } = {}): PolicyKeeper => {
  // Far apart unless the test is about them, so that only what it asks for happens.
  keeper = new PolicyKeeper(directory, { onError, onChange, debounceMs: 100_000, pollMs: 100_000, ...more });
  return keeper;
};

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'wirewall-rules-'));
  vi.resetAllMocks();
});
afterEach(() => {
  keeper?.stop();
  rmSync(directory, { recursive: true });
});

test('a directory without good rules is refused at the start', () => {
  write('a.yaml', 'alow: []');
  expect(() => keep()).toThrow(RulesError);
});

test('what is not a rule file is not read', () => {
  write('.a.yaml', 'alow: []');
  write('a.yaml~', 'alow: []');
  write('readme.md', '# alow');
  expect(keep().current().documents).toEqual([]);
});

test('changed rules are taken whole', () => {
  write('a.yaml', GOOD);
  const first = keep().current();
  expect(keeper?.reload().kind).toBe('unchanged');
  write('b.yaml', GOOD);
  expect(keeper?.reload().kind).toBe('changed');
  expect(keeper?.current().version).not.toBe(first.version);
  expect(onChange).toHaveBeenCalledTimes(1);
});

test('a bad file leaves the old rules, and is told once', () => {
  write('a.yaml', GOOD);
  const first = keep().current();
  write('a.yaml', `${GOOD}limits: { rows: 1 }\n`);
  write('b.yaml', 'alow: []');
  expect([keeper?.reload().kind, keeper?.reload().kind]).toEqual(['refused', 'refused']);
  expect(keeper?.current()).toBe(first);
  expect(onError).toHaveBeenCalledTimes(1);
  write('b.yaml', Uint8Array.of(0xff, 0xfe));
  keeper?.reload();
  expect(onError).toHaveBeenCalledTimes(2);
  write('b.yaml', '');
  expect(keeper?.reload().kind).toBe('changed');
});

test('a directory that is gone leaves the old rules', () => {
  write('a.yaml', GOOD);
  const first = keep().current();
  rmSync(directory, { recursive: true });
  expect(keeper?.reload().kind).toBe('refused');
  expect(keeper?.current()).toBe(first);
  directory = mkdtempSync(join(tmpdir(), 'wirewall-rules-'));
});

test.for<[string, { debounceMs?: number; pollMs?: number }]>([
  ['by watching', { debounceMs: 10 }],
  ['by looking regularly', { pollMs: 20 }],
])('a change is noticed %s', async ([, times]) => {
  write('a.yaml', GOOD);
  keep(times);
  write('b.yaml', GOOD);
  await vi.waitFor(() => expect(onChange).toHaveBeenCalled(), { timeout: 5000 });
});
