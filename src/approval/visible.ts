/**
 * A statement's text as a person may safely look at it. What an agent writes can hold characters that move the cursor, turn the
 * direction of reading or show nothing: on a terminal it would read otherwise than it runs.
 */

/** Line ends and tabs stay; every other control, format, private or unassigned character and odd blank is written as its number. */
export function visible(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[^\P{C}\n\t]|[^\P{Z} ]/gu, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}
