/** What an agent may do to each server setting, by SET, RESET, set_config, ALTER … SET or at start-up. Unknown is refused. */
export type SettingRule =
  /** Doesn't change what a statement means or may touch. `planner`: may change the order in which predicates run, so not while a mask is in force. */
  | { readonly kind: 'free'; readonly planner: boolean }
  /** Allowed, and names resolve by it: search_path. */
  | { readonly kind: 'tracked' }
  /** Only these values (compared as the server does, case-insensitively); the given value is one of them when `ok`. */
  | { readonly kind: 'pinned'; readonly to: readonly string[]; readonly ok: boolean }
  /** Needs the privilege SET on the setting. */
  | { readonly kind: 'grant' }
  /** wirewall.token, wirewall.intent, wirewall.reason. */
  | { readonly kind: 'own'; readonly name: 'token' | 'intent' | 'reason' }
  | { readonly kind: 'refused'; readonly why: string };

/** `value` undefined: RESET, or SET … TO DEFAULT. */
export function settingRule(_name: string, _value: string | undefined): SettingRule {
  return { kind: 'refused', why: 'it is not on the list of settings' };
}

/** Whether SHOW and current_setting may return it: it can hold no secret. */
export function readableSetting(_name: string): boolean {
  return false;
}
