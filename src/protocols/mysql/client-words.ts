// What a client says of itself in its connection attributes (MySQL docs, "Performance Schema Connection Attribute Tables"): shown and recorded, never
// believed. One of them is ours: the intent.

import type { Attributes } from './messages/index.ts';

export interface ClientWords {
  /** `wirewall_intent`. */
  readonly intent: string | undefined;
  /** Program and library, for the record. */
  readonly client: string | undefined;
}

const MAX_INTENT_CHARS = 256;
const MAX_PART_CHARS = 64;

export function readClientWords(attributes: Attributes): ClientWords {
  const given = new Map(attributes);
  const library = [given.get('_client_name'), given.get('_client_version')].map(clean).filter((part) => part !== '');
  const parts = [clean(given.get('program_name')), library.join(' ')].filter((part) => part !== '');
  const [client] = parts.length === 2 ? [`${parts[0]} (${parts[1]})`] : parts;
  // One that is too long is named as it is, cut: no agent may declare it.
  return { intent: given.get('wirewall_intent')?.slice(0, MAX_INTENT_CHARS), client };
}

/** In one line, printable, and short. */
function clean(text: string | undefined): string {
  return (text ?? '')
    .slice(0, MAX_PART_CHARS)
    .toWellFormed()
    .replaceAll(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim();
}
