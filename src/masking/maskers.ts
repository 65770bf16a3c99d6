/**
 * What each mask makes of one value: UTF-8 in, UTF-8 out. docs/rules.md has the same definitions as a table. Whatever a
 * definition doesn't fit is redacted: a masker never fails and never passes a value as it is.
 */
import type { MaskSpec } from '../core/verdict.ts';
import { characterAt, indexAfter, indexBeforeLast } from './characters.ts';

/** As the gate's port has it. */
export interface Masker {
  /** Types other than text become NULL. */
  readonly textOnly: boolean;
  mask(value: Uint8Array): Uint8Array | null;
}

const encoder = new TextEncoder();
/** What stands for everything that isn't shown: always the same, so that it tells no length. */
const STARS = encoder.encode('***');
const AT = 0x40;
/** The longest name in DNS (RFC 1035); a longer "domain" is something else. */
const MAX_DOMAIN_BYTES = 253;

export function maskerFor(mask: MaskSpec): Masker {
  switch (mask.kind) {
    case 'redact':
      return REDACT;
    case 'null':
      return { textOnly: false, mask: () => null };
    case 'first':
      return { textOnly: true, mask: (value) => first(value, mask.keep) };
    case 'last':
      return { textOnly: true, mask: (value) => last(value, mask.keep) };
    case 'email':
      return { textOnly: true, mask: email };
    default:
      mask satisfies never;
      return REDACT;
  }
}

// A copy each time: whoever writes into a masked value must not write into all that follow.
const REDACT: Masker = { textOnly: true, mask: () => STARS.slice() };

/** `first n`: the first n characters, then `***`. A value of fewer than 2n characters is redacted. */
function first(value: Uint8Array, keep: number): Uint8Array {
  if (indexAfter(value, keep * 2) === undefined) return STARS.slice();
  return joined(value.subarray(0, indexAfter(value, keep)), STARS);
}

/** `last n`: `***`, then the last n characters. A value of fewer than 2n characters is redacted. */
function last(value: Uint8Array, keep: number): Uint8Array {
  if (indexBeforeLast(value, keep * 2) === undefined) return STARS.slice();
  return joined(STARS, value.subarray(indexBeforeLast(value, keep)));
}

/**
 * `email`: the first character before the @, `***`, and from the @ on. Only where there is exactly one @, at least two
 * characters before it, and behind it something that is a domain by its letters (else free text would pass).
 */
function email(value: Uint8Array): Uint8Array {
  const at = value.indexOf(AT);
  const length = characterAt(value, 0);
  if (at <= length || length === 0 || !isDomain(value, at + 1)) return STARS.slice();
  return joined(value.subarray(0, length), STARS, value.subarray(at));
}

/** Letters, digits, dots and hyphens of ASCII, a letter or digit at either end. */
function isDomain(value: Uint8Array, start: number): boolean {
  const length = value.length - start;
  if (length < 1 || length > MAX_DOMAIN_BYTES) return false;
  for (let at = start; at < value.length; at++) {
    const byte = value[at] ?? 0;
    const inner = at > start && at < value.length - 1;
    if (!isLetterOrDigit(byte) && !(inner && (byte === 0x2e || byte === 0x2d))) return false;
  }
  return true;
}

function isLetterOrDigit(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a);
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
