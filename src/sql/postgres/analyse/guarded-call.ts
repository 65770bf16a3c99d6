/** Functions that are safe for some constants only: settings read or written by name, sequences by name. */
import type { Node } from '@pgsql/types';
import { readableSetting, settingRule } from '../lists/index.ts';
import type { GuardedFunction } from '../lists/index.ts';
import { as, constantText } from './node.ts';
import type { Reading } from './reading.ts';
import { findRelation, objectOf } from './relation.ts';
import { relationUnknown } from './refuse.ts';
import { parseName } from './text-name.ts';

/** True when the call was judged here; false when it is a call like any other, which needs a grant. */
export function guardedCall(
  reading: Reading,
  guard: GuardedFunction,
  name: string,
  args: readonly Node[],
  offset: number,
): boolean {
  const [first, second, third] = args;
  const text = constantText(first);
  reading.found.functions.add(`pg_catalog.${name}`);
  if (guard.kind === 'read_setting') {
    if (text === undefined) reading.found.hazard('setting', `${name} of a name that is not a constant`, offset);
    else if (!readableSetting(text.toLowerCase())) reading.found.hazard('setting', text, offset);
    return true;
  }
  if (guard.kind === 'write_setting') {
    writeSetting(reading, text, constantText(second), isTrue(third), offset);
    return true;
  }
  if (guard.argument === undefined || text === undefined) return false;
  const parts = parseName(text);
  if (parts === undefined) return false;
  const [relation, schema, database] = parts.toReversed();
  const sequence = findRelation(reading, database, schema, relation ?? '', offset);
  if (sequence === undefined) throw relationUnknown(parts.join('.'), offset);
  if (sequence.kind !== 'sequence') return false;
  if (guard.privilege !== 'SELECT') reading.found.readOnly = false;
  reading.found.touch(guard.privilege, objectOf(sequence), offset);
  return true;
}

function isTrue(node: Node | undefined): boolean {
  const constant = as(as(node, 'TypeCast')?.arg ?? node, 'A_Const');
  return constant?.boolval?.boolval === true || /^(t|true|yes|on|1|y)$/i.test(constant?.sval?.sval ?? '');
}

/** set_config of constants is judged as SET would be. */
function writeSetting(
  reading: Reading,
  name: string | undefined,
  value: string | undefined,
  local: boolean,
  offset: number,
): void {
  reading.found.readOnly = false;
  if (name === undefined || value === undefined) {
    reading.found.hazard('setting', 'set_config of what is not a constant', offset);
    return;
  }
  const setting = name.toLowerCase();
  const rule = settingRule(setting, value);
  switch (rule.kind) {
    case 'free':
    case 'tracked':
      break;
    case 'pinned':
      if (!rule.ok) reading.found.hazard('setting', `${setting} may only be ${rule.to.join(', ')}`, offset);
      break;
    case 'grant':
      reading.found.touchWhole('SET', { kind: 'setting', schema: '', name: setting }, offset);
      break;
    case 'own':
    case 'refused':
      reading.found.hazard('setting', setting, offset);
      break;
    default:
      rule satisfies never;
  }
  const tracked = rule.kind === 'tracked';
  if (reading.found.effect === undefined || tracked)
    reading.found.effect = { kind: 'set', name: setting, tracked, local };
}
