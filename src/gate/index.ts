/** The gate, for whoever puts the parts together. Protocols import protocol.ts alone. */
import { WirewallGate, type GateOptions } from './gate.ts';

export { recordApprovals } from './approval-record.ts';
export type { GateOptions, WirewallGate } from './gate.ts';

export function createGate(options: GateOptions): WirewallGate {
  return new WirewallGate(options);
}
