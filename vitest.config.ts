import { defineConfig } from 'vitest/config';

const project = (name: string, include: string[], exclude: string[] = [], testTimeout = 10_000) => ({
  test: { name, include, exclude, testTimeout, hookTimeout: 60_000, passWithNoTests: false },
});

export default defineConfig({
  test: {
    pool: 'forks',
    projects: [
      project('unit', ['test/**/*.test.ts'], ['test/contract/**', 'test/e2e/**', 'test/full/**', '**/*.fuzz.test.ts']),
      project('e2e', ['test/contract/**/*.test.ts', 'test/e2e/**/*.test.ts'], [], 30_000),
      project('full', ['test/full/**/*.test.ts'], [], 120_000),
      project('fuzz', ['test/**/*.fuzz.test.ts'], [], 120_000),
    ],
  },
});
