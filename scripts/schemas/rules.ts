/** Writes schemas/rules.schema.json, by which editors complete and check rule files, from the shape that loads them. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { RULES_SHAPE } from '../../src/policy/shape.ts';

const target = new URL('../../schemas/rules.schema.json', import.meta.url);
const schema = {
  ...z.toJSONSchema(RULES_SHAPE, { io: 'input', target: 'draft-7' }),
  title: 'Wirewall rules',
};
mkdirSync(new URL('.', target), { recursive: true });
writeFileSync(target, `${JSON.stringify(schema, undefined, 2)}\n`);
