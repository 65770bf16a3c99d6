// What an OK packet tells of the session (MySQL docs, "Session State Information"), as session_track_* variables ask for it.

import { Reader } from '../../../bytes/reader.ts';

/** Names and values are in the server's utf-8. */
export type SessionChange =
  | { readonly kind: 'variable'; readonly name: string; readonly value: string }
  | { readonly kind: 'schema'; readonly name: string }
  | { readonly kind: 'state'; readonly changed: boolean }
  /** The statements that would begin the transaction again, `START TRANSACTION READ ONLY;` */
  | { readonly kind: 'transaction_characteristics'; readonly statements: string }
  /** Eight letters, `T_______`; all `_`: no transaction. */
  | { readonly kind: 'transaction_state'; readonly letters: string }
  | { readonly kind: 'other'; readonly type: number };

/** `state` of an Ok. A type that nobody knows is told, not refused: it has a length of its own. */
export function decodeSessionState(state: Uint8Array): SessionChange[] {
  const body = new Reader(state);
  const changes: SessionChange[] = [];
  while (body.remaining > 0) {
    const type = body.u8();
    const inside = new Reader(body.lenencBytes());
    decodeChange(type, inside, changes);
    inside.end();
  }
  return changes;
}

function decodeChange(type: number, inside: Reader, changes: SessionChange[]): void {
  const text = (): string => inside.lenencBytes().toString('utf8');
  switch (type) {
    case 0:
      while (inside.remaining > 0) changes.push({ kind: 'variable', name: text(), value: text() });
      return;
    case 1:
      changes.push({ kind: 'schema', name: text() });
      return;
    case 2:
      changes.push({ kind: 'state', changed: inside.rest().toString('latin1') === '1' });
      return;
    case 4:
      changes.push({ kind: 'transaction_characteristics', statements: text() });
      return;
    case 5:
      changes.push({ kind: 'transaction_state', letters: text() });
      return;
    default:
      inside.rest();
      changes.push({ kind: 'other', type });
  }
}
