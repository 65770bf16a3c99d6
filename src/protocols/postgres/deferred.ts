// What a statement could not be judged for before its parameters have values: checked at Bind. Where no value is seen,
// it is refused.

import type { Refusal } from '../../core/refusal.ts';
import { readableSetting } from '../../sql/postgres/index.ts';
import type { Statement } from '../../sql/statement.ts';

/** Longest name of a setting that is worth a look; the server's own are much shorter. */
const MAX_NAME_BYTES = 256;

/** Why the statements can't run with these values; `undefined` parameters: none will be seen. */
export function deferredRefusal(
  statements: readonly Statement[],
  parameters: readonly (Uint8Array | null)[] | undefined,
): Refusal | undefined {
  for (const { deferred } of statements) {
    for (const { parameter, offset } of deferred ?? []) {
      const value = parameters?.[parameter - 1];
      // NULL names nothing; a text's binary form is its characters.
      if (value === null) continue;
      const name =
        value === undefined || value.length > MAX_NAME_BYTES ? undefined : Buffer.from(value).toString('utf8');
      if (name === undefined || !readableSetting(name)) return unreadable(name, offset);
    }
  }
  return undefined;
}

function unreadable(name: string | undefined, offset: number): Refusal {
  return {
    code: 'WW_SETTING_REFUSED',
    message:
      name === undefined
        ? 'a setting is read whose name can not be seen'
        : `setting "${name}" can not be read: it may hold a secret`,
    hint: 'Read a setting by its name as a constant, one that holds no secret.',
    offset,
  };
}
