// The parameters of a start-up message: who, where, and which settings, each judged as a SET would be. What may not pass
// refuses the login; nothing is dropped in silence but what Wirewall itself replaces.

import { RefusedError } from '../../core/errors.ts';
import type { Refusal } from '../../core/refusal.ts';
import { settingRule } from '../../sql/postgres/index.ts';

export interface StartParameters {
  readonly user: string;
  readonly database: string;
  readonly intent: string | undefined;
  /** What the client calls itself, for the record. */
  readonly client: string | undefined;
  /** Settings that go upstream as start-up parameters. */
  readonly settings: readonly (readonly [name: string, value: string])[];
}

/** Throws RefusedError. */
export function readParameters(parameters: readonly (readonly [string, string])[]): StartParameters {
  let user = '';
  let database: string | undefined;
  let intent: string | undefined;
  let client: string | undefined;
  const settings: (readonly [string, string])[] = [];
  const take = (name: string, value: string): void => {
    const folded = name.toLowerCase();
    if (folded === 'application_name') client = value;
    else if (folded === 'wirewall.intent') intent = value;
    else settings.push([folded, checked(folded, value)]);
  };
  for (const [name, value] of parameters) {
    if (name === 'user') user = value;
    else if (name === 'database') database = value;
    else if (name === 'replication') refuseReplication(value);
    else if (name === 'options') for (const [option, set] of readOptions(value)) take(option, set);
    else if (!name.startsWith('_pq_.')) take(name, value);
  }
  if (user === '') throw refused('WW_LOGIN_FAILED', '28000', 'no user name was given', 'Name the agent as the user.');
  return { user, database: database ?? user, intent, client, settings };
}

function checked(name: string, value: string): string {
  const rule = settingRule(name, value);
  switch (rule.kind) {
    case 'free':
    case 'tracked':
      return value;
    case 'pinned':
      if (rule.ok) return rule.to[0] ?? value;
      throw setting(name, `"${name}" can't be set to "${value}"`, `Leave it at ${rule.to.join(' or ')}.`);
    case 'grant':
      // A rule can grant it to a session that is there; at start-up nobody is known yet.
      throw setting(
        name,
        `"${name}" can't be set at start-up`,
        `Use SET "${name}" once connected, if your rules allow it.`,
      );
    case 'own':
      throw setting(name, `"${name}" can't be given at start-up`, `Use SET ${name} once connected.`);
    case 'refused':
      throw setting(name, `"${name}" can't be set: ${rule.why}`, `Leave "${name}" out of the connection's parameters.`);
    default:
      return rule satisfies never;
  }
}

/**
 * The server's command line inside `options`: words parted by white space, a backslash keeps the next character
 * (PostgreSQL docs 32.1.2, `pg_split_opts`). Only settings (-c name=value, --name=value) are taken.
 */
function readOptions(options: string): readonly (readonly [string, string])[] {
  const words: string[] = [];
  for (const match of options.matchAll(/(?:\\[\s\S]|[^\s\\])+/g)) words.push(match[0].replaceAll(/\\([\s\S])/g, '$1'));
  const settings: [string, string][] = [];
  for (let at = 0; at < words.length; at++) {
    let word = words[at] ?? '';
    if (word === '-c') word = words[++at] ?? '';
    else if (word.startsWith('-c')) word = word.slice(2);
    else if (word.startsWith('--')) word = word.slice(2);
    else
      throw refused(
        'WW_SETTING_REFUSED',
        '42501',
        `the start-up option "${word}" is not supported`,
        'Give settings as -c name=value.',
      );
    const equals = word.indexOf('=');
    if (equals <= 0)
      throw refused(
        'WW_SETTING_REFUSED',
        '42601',
        `the start-up option "${word}" sets nothing`,
        'Give settings as -c name=value.',
      );
    // The server takes dashes for underscores in a name here.
    settings.push([word.slice(0, equals).replaceAll('-', '_'), word.slice(equals + 1)]);
  }
  return settings;
}

function refuseReplication(value: string): void {
  if (['', 'off', 'false', 'no', '0', 'f', 'n'].includes(value.toLowerCase())) return;
  throw refused(
    'WW_NOT_SUPPORTED',
    '0A000',
    'replication connections are not supported',
    'Connect without the parameter "replication".',
  );
}

function setting(_name: string, message: string, hint: string): RefusedError {
  return refused('WW_SETTING_REFUSED', '42501', message, hint);
}

function refused(code: Refusal['code'], sqlState: string, message: string, hint: string): RefusedError {
  return new RefusedError({ code, sqlState, message, hint });
}
