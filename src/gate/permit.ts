// The right to send bytes upstream: made here, spent once. Nobody outside of the gate can make one.

import { InternalFault } from '../core/errors.ts';
import type { Permit } from './protocol.ts';

/** Known to this module alone: without it the constructor refuses. */
const GATE = Symbol('gate');

export class GatePermit implements Permit {
  readonly id: string;
  #bytes: Uint8Array | undefined;

  constructor(key: symbol, id: string, bytes: Uint8Array) {
    if (key !== GATE) throw new InternalFault('permits are made by the gate alone');
    this.id = id;
    this.#bytes = bytes;
  }

  spend(): Uint8Array {
    const bytes = this.#bytes;
    if (bytes === undefined) throw new InternalFault('a permit was spent twice');
    this.#bytes = undefined;
    return bytes;
  }
}

/** Not exported from the gate's index: only its own files reach it. */
export function grantPermit(id: string, bytes: Uint8Array): GatePermit {
  return new GatePermit(GATE, id, bytes);
}
