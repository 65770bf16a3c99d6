/**
 * An issuer's public keys, from a file or an address. Knows how they are fetched and kept fresh; must know no token. Keys
 * that can't be read are no keys: then nobody gets in by them.
 */
import { readFile, stat } from 'node:fs/promises';
import { createLocalJWKSet, createRemoteJWKSet, customFetch } from 'jose';
import type { JSONWebKeySet, LocalJWKSet, RemoteJWKSet } from 'jose';

/** Beyond it a key set is not read: nobody has so many keys. */
const MAX_KEY_SET_BYTES = 1024 * 1024;
const FETCH_TIMEOUT_MS = 5_000;
/** A token that names an unknown key makes us look again, but not more often than this. */
const FETCH_COOLDOWN_MS = 30_000;
/** Keys that the issuer took back are no longer taken after so long. */
const MAX_AGE_MS = 10 * 60_000;

export type KeySource =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'url'; readonly url: string };
export type KeySet = LocalJWKSet | RemoteJWKSet;

/** Gives the present keys. Throws KeysUnavailable. */
export type KeyReader = () => Promise<KeySet>;

export class KeysUnavailable extends Error {
  override readonly name = 'KeysUnavailable';
}

/** Throws where the address is not one that keys may come from. */
export function keysFrom(source: KeySource): KeyReader {
  return source.kind === 'file' ? keysOfFile(source.path) : keysOfAddress(source.url);
}

/** Read again when the file has changed. A broken new file is not covered by the old one: it may be there to take a key back. */
function keysOfFile(file: string): KeyReader {
  let stamp = '';
  let keys: LocalJWKSet | undefined;
  return async () => {
    try {
      const { mtimeNs, ctimeNs, size, ino } = await stat(file, { bigint: true });
      const present = [mtimeNs, ctimeNs, size, ino].join(' ');
      if (keys !== undefined && present === stamp) return keys;
      if (size > MAX_KEY_SET_BYTES) throw new Error(`it has more than ${MAX_KEY_SET_BYTES} bytes`);
      const read = createLocalJWKSet(JSON.parse(await readFile(file, 'utf8')) as JSONWebKeySet);
      keys = read;
      stamp = present;
      return read;
    } catch (error) {
      throw new KeysUnavailable(`the key set "${file}" can't be read: ${messageOf(error)}`, { cause: error });
    }
  };
}

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

function keysOfAddress(address: string): KeyReader {
  const url = new URL(address);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && LOOPBACK.has(url.hostname))) {
    throw new Error(`keys come from an https address, or http on loopback, not from "${address}"`);
  }
  const keys = createRemoteJWKSet(url, {
    timeoutDuration: FETCH_TIMEOUT_MS,
    cooldownDuration: FETCH_COOLDOWN_MS,
    cacheMaxAge: MAX_AGE_MS,
    [customFetch]: fetchBounded,
  });
  return () => Promise.resolve(keys);
}

async function fetchBounded(url: string, options: RequestInit): Promise<Response> {
  const response = await fetch(url, options);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > MAX_KEY_SET_BYTES)
      throw new KeysUnavailable(`the key set at "${url}" has more than ${MAX_KEY_SET_BYTES} bytes`);
    chunks.push(chunk);
  }
  return new Response(Buffer.concat(chunks), { status: response.status, headers: response.headers });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
