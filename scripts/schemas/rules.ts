/** Writes schemas/rules.schema.json, by which editors complete and check rule files, from the shape that loads them. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { rulesSchema } from '../../src/policy/shape.ts';

const target = new URL('../../schemas/rules.schema.json', import.meta.url);
mkdirSync(new URL('.', target), { recursive: true });
writeFileSync(target, `${JSON.stringify(rulesSchema(), undefined, 2)}\n`);
