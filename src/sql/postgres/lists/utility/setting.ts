/** SET and RESET, and settings that other statements store: what the list of settings says of them. */
import type { VariableSetStmt } from '@pgsql/types';
import { readableSetting, settingRule } from '../settings.ts';
import type { Draft } from './draft.ts';
import { literalText } from './names.ts';

/** SET, RESET. */
export function describeSet(draft: Draft, node: VariableSetStmt): void {
  const name = (node.name ?? '').toLowerCase();
  const local = node.is_local === true;
  draft.readOnly = true;
  if (node.kind === 'VAR_RESET_ALL') {
    // Back to the start-up values, pins included, search_path among them.
    draft.effect = { kind: 'set', name: 'all', tracked: true, local: false };
    return;
  }
  // SET TRANSACTION …, SET SESSION CHARACTERISTICS …: the session's own transactions.
  if (node.kind === 'VAR_SET_MULTI') return;
  const values = (node.args ?? []).map(literalText);
  const value = node.kind === 'VAR_SET_VALUE' ? values.map((each) => each ?? '').join(', ') : undefined;
  const rule = settingRule(name, value);
  if (rule.kind === 'own') {
    draft.kind = 'own';
    draft.secretText = rule.name === 'token';
    const [only] = values;
    if (only === undefined || values.length !== 1 || local) {
      draft.hazard('setting', `${name}: set it to one string, for the session`, node.location ?? -1);
    } else {
      draft.effect = { kind: 'own', name: rule.name, value: only };
    }
    return;
  }
  draft.effect = { kind: 'set', name, tracked: rule.kind === 'tracked', local };
  judgeSetting(draft, name, value, node.location ?? -1);
}

/** What a setting asks for, wherever it is set. Not for `own`, which only SET can set. */
export function judgeSetting(draft: Draft, name: string, value: string | undefined, offset = -1): void {
  const rule = settingRule(name, value);
  switch (rule.kind) {
    case 'free':
    case 'tracked':
      return;
    case 'pinned':
      if (!rule.ok) draft.hazard('setting', `${name}: it stays at ${rule.to.join(' or ')}`, offset);
      return;
    case 'grant':
      return draft.touch('SET', 'setting', [name], { offset });
    case 'own':
      return draft.hazard('setting', `${name}: only SET can set it`, offset);
    case 'refused':
      return draft.hazard('setting', `${name}: ${rule.why}`, offset);
    default:
      return rule satisfies never;
  }
}

/** ALTER ROLE … SET and ALTER DATABASE … SET: the setting is judged as in SET, for all who log in later. */
export function describeStoredSetting(draft: Draft, statement: { readonly setstmt?: VariableSetStmt }): void {
  const setting = statement.setstmt;
  if (setting === undefined || setting.kind === 'VAR_RESET_ALL') return;
  const values = (setting.args ?? []).map((each) => literalText(each) ?? '');
  // What SHOW wouldn't show (app.jwt_secret) isn't recorded either.
  if (!readableSetting(setting.name ?? '')) draft.secretText = true;
  const value = setting.kind === 'VAR_SET_VALUE' ? values.join(', ') : undefined;
  judgeSetting(draft, (setting.name ?? '').toLowerCase(), value, setting.location ?? -1);
}
