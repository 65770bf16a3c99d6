/** Drivers of Python, each a script in test/full/python that runs all of its operations and prints JSON. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { python } from '../prerequisites.ts';
import type { Driver, Results } from './driver.ts';

const run = promisify(execFile);

function pythonDriver(name: string): Driver {
  const script = fileURLToPath(new URL(`../python/${name}_driver.py`, import.meta.url));
  const results = async (kind: 'same' | 'refused' | 'masked' | 'seven', url: string): Promise<Results> => {
    const { stdout } = await run(await python(), [script, kind, url], {
      env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
      maxBuffer: 64 * 1024 * 1024,
    });
    return JSON.parse(stdout) as Results;
  };
  const seven = async (url: string): Promise<number> => {
    const { answer } = await results('seven', url);
    if (typeof answer !== 'number') throw new Error(JSON.stringify(answer));
    return answer;
  };
  return {
    name,
    seven,
    same: (url) => results('same', url),
    refused: (url) => results('refused', url),
    masked: (url) => results('masked', url),
  };
}

export const psycopgDriver = pythonDriver('psycopg');
export const asyncpgDriver = pythonDriver('asyncpg');
export const sqlAlchemyDriver = pythonDriver('sqlalchemy');
