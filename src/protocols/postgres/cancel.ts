// Cancel keys of our own: what a client may show to cancel its own session's statement. The server's key stays here.

import { randomBytes, timingSafeEqual } from 'node:crypto';

/** As protocol 3.0 has it. */
const KEY_BYTES = 4;

export interface CancelKey {
  readonly processId: number;
  readonly key: Buffer;
}

interface Registered extends CancelKey {
  readonly cancel: () => void;
}

/** The keys of all sessions of this process. */
export class CancelKeys {
  readonly #sessions = new Map<number, Registered>();

  /** Draws a key for a session; `cancel` is called when somebody shows it. */
  register(cancel: () => void): CancelKey {
    let processId = 0;
    // Random, so that a key can't be guessed from when its session began.
    do processId = randomBytes(4).readUInt32BE(0) & 0x7fff_ffff;
    while (processId === 0 || this.#sessions.has(processId));
    const registered = { processId, key: randomBytes(KEY_BYTES), cancel };
    this.#sessions.set(processId, registered);
    return registered;
  }

  forget(key: CancelKey): void {
    this.#sessions.delete(key.processId);
  }

  /** A CancelRequest gets no answer, whether it was right or wrong. */
  show(processId: number, key: Uint8Array): void {
    const session = this.#sessions.get(processId);
    if (session === undefined || session.key.length !== key.length || !timingSafeEqual(session.key, key)) return;
    session.cancel();
  }
}
