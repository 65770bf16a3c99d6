/** What an optimizer hint says, as far as it decides whether it may be dropped. Knows its text alone. */

/** Hints that change more than the plan. */
const SETTING = /\b(?:SET_VAR|RESOURCE_GROUP)\b/i;
/** In quotes a hint's end is no end. */
const QUOTES = /['"`]/;

/** True where dropping the hint would change what the statement does, or nobody can tell where it ends. */
export function setsSomething(hint: string): boolean {
  return SETTING.test(hint) || QUOTES.test(hint.replaceAll(/`[^`]*`/g, ''));
}
