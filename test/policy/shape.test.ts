import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { rulesSchema } from '../../src/policy/shape.ts';

test('the JSON Schema that is shipped is made from the shape that loads rules', () => {
  const shipped: unknown = JSON.parse(
    readFileSync(new URL('../../schemas/rules.schema.json', import.meta.url), 'utf8'),
  );
  expect(shipped, 'run node scripts/schemas/rules.ts').toEqual(rulesSchema());
});
