/** Functions that are safe for some constants only: settings read or written by name, sequences and channels by name. */
import type { Node, TypeName } from '@pgsql/types';
import { readableSetting, settingRule } from '../lists/index.ts';
import type { GuardedFunction } from '../lists/index.ts';
import { readTypeName } from './casts.ts';
import { as, constantText } from './node.ts';
import type { Reading } from './reading.ts';
import { findRelation, objectOf, relationMissing } from './relation.ts';
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
    readSetting(reading, first, text, offset);
    return true;
  }
  if (guard.kind === 'write_setting') {
    writeSetting(reading, text?.toLowerCase(), constantText(second), isTrue(third), offset);
    return true;
  }
  if (guard.kind === 'channel') {
    if (text === undefined) return false;
    reading.found.readOnly = false;
    reading.found.touchWhole('NOTIFY', { kind: 'channel', schema: '', name: text }, offset);
    return true;
  }
  if (guard.argument === undefined || text === undefined) return false;
  const parts = parseName(text);
  if (parts === undefined) return false;
  const [relation, schema, database] = parts.toReversed();
  const sequence = findRelation(reading, database, schema, relation ?? '', offset);
  if (sequence === undefined) throw relationMissing(reading, parts, offset);
  if (sequence.kind !== 'sequence') return false;
  if (guard.privilege !== 'SELECT') reading.found.readOnly = false;
  reading.found.touch(guard.privilege, objectOf(sequence), offset);
  return true;
}

/** A constant is judged here; a parameter when it has its value, if nothing stands between it and the call that could make another name of it. */
function readSetting(reading: Reading, node: Node | undefined, text: string | undefined, offset: number): void {
  if (text !== undefined) {
    if (!readableSetting(text))
      reading.found.hazard('setting', `${text}: it may hold a secret and is not shown`, offset);
    return;
  }
  const cast = as(node, 'TypeCast');
  const parameter = as(cast?.arg ?? node, 'ParamRef')?.number;
  if (parameter === undefined || (cast?.typeName !== undefined && !keepsText(reading, cast.typeName))) {
    reading.found.hazard('setting', 'in current_setting: its name has to be a constant or a parameter', offset);
    return;
  }
  reading.found.deferred.push({ kind: 'readable_setting', parameter, offset });
}

/** `varchar(3)` and `name` cut off what is too long for them. */
function keepsText(reading: Reading, type: TypeName): boolean {
  const named = readTypeName(reading, type);
  return (named === 'text' || named === 'character varying') && (type.typmods?.length ?? 0) === 0;
}

function isTrue(node: Node | undefined): boolean {
  const constant = as(as(node, 'TypeCast')?.arg ?? node, 'A_Const');
  return constant?.boolval?.boolval === true || /^(t|true|yes|on|1|y)$/i.test(constant?.sval?.sval ?? '');
}

/**
 * set_config is judged as SET would be. Its value may be anything where the setting is free, needs a grant whatever the value, or is read back
 * from the server afterwards (search_path). Planner settings stay free while masks are in force: every position of a masked column in
 * which the order of evaluation could show a value is closed by itself.
 */
function writeSetting(
  reading: Reading,
  setting: string | undefined,
  value: string | undefined,
  local: boolean,
  offset: number,
): void {
  reading.found.readOnly = false;
  if (setting === undefined) {
    reading.found.hazard('setting', 'in set_config: its name has to be a constant', offset);
    return;
  }
  // An empty value stands for what isn't known: no pin accepts it, and unlike none at all it is no RESET.
  const rule = settingRule(setting, value ?? '');
  switch (rule.kind) {
    case 'free':
    case 'tracked':
      break;
    case 'pinned':
      if (!rule.ok) reading.found.hazard('setting', `${setting}: it stays at ${rule.to.join(' or ')}`, offset);
      break;
    case 'grant':
      reading.found.touchWhole('SET', { kind: 'setting', schema: '', name: setting }, offset);
      break;
    case 'own':
      reading.found.hazard('setting', `${setting}: only SET can set it`, offset);
      break;
    case 'refused':
      reading.found.hazard('setting', `${setting}: ${rule.why}`, offset);
      break;
    default:
      rule satisfies never;
  }
  const tracked = rule.kind === 'tracked';
  const known = reading.found.effect;
  if (known === undefined || (tracked && !(known.kind === 'set' && known.tracked)))
    reading.found.effect = { kind: 'set', name: setting, tracked, local };
}
