// The signature of MariaDB's client_ed25519 plugin (MariaDB KB, "Authentication Plugin - ed25519"): Ed25519 (RFC 8032 §5.1.6), but for its key,
// which is SHA512 of the password itself and not of a seed of 32 bytes. Node's crypto takes seeds alone, hence the library.

import { createHash } from 'node:crypto';
import { ed25519 } from '@noble/curves/ed25519.js';

const { Point } = ed25519;
const ORDER = Point.Fn.ORDER;
const HALF = 32;

/** 64 bytes: R and S. */
export function signEd25519(password: string, message: Uint8Array): Buffer {
  const expanded = sha512(Buffer.from(password));
  const scalar = secretScalar(expanded);
  const publicKey = Point.BASE.multiply(scalar).toBytes();
  const once = littleEndian(sha512(expanded.subarray(HALF), message)) % ORDER;
  const r = Point.BASE.multiply(once).toBytes();
  const challenge = littleEndian(sha512(r, publicKey, message)) % ORDER;
  const s = (once + challenge * scalar) % ORDER;
  return Buffer.concat([r, toLittleEndian(s)]);
}

/** Clamped as RFC 8032 has it, and reduced: the point is the same. */
function secretScalar(expanded: Uint8Array): bigint {
  const half = Uint8Array.from(expanded.subarray(0, HALF));
  half[0] = (half[0] ?? 0) & 0xf8;
  half[HALF - 1] = ((half[HALF - 1] ?? 0) & 0x3f) | 0x40;
  return littleEndian(half) % ORDER;
}

function littleEndian(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes.toReversed()).toString('hex')}`);
}

function toLittleEndian(value: bigint): Buffer {
  return Buffer.from(Buffer.from(value.toString(16).padStart(HALF * 2, '0'), 'hex').toReversed());
}

function sha512(...parts: readonly Uint8Array[]): Buffer {
  const hash = createHash('sha512');
  for (const part of parts) hash.update(part);
  return hash.digest();
}
