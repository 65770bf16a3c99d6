/**
 * Identities for trying out and for agents that cannot do tokens: an issuer with a key of its own on this machine, and secrets
 * with their verifiers. For the command line; a gateway only ever reads the public keys and the verifiers.
 */
import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, SignJWT } from 'jose';
import type { JWK } from 'jose';
import { cachingVerifier, formatCachingVerifier, formatNativeVerifier, nativeVerifier } from '../core/mysql-secret.ts';
import { deriveVerifier, formatVerifier, RECOMMENDED_ITERATIONS } from '../core/scram.ts';
import { uuidv7 } from '../core/uuid.ts';

const ALGORITHM = 'EdDSA';
const PRIVATE_KEY_FILE = 'issuer-key.json';
const PUBLIC_KEYS_FILE = 'keys.json';
const SALT_BYTES = 16;
const SECRET_BYTES = 24;

export const DEVELOPMENT_ISSUER = 'wirewall-development';
export const DEVELOPMENT_AUDIENCE = 'wirewall';

export interface DevelopmentIssuer {
  /** For the configuration's `jwks: { file: … }`. */
  readonly publicKeysFile: string;
  readonly privateKeyFile: string;
  /** False: it was there already, and was left as it is. */
  readonly created: boolean;
}

/** Makes a key pair in this directory, unless there is one. */
export async function createDevelopmentIssuer(directory: string): Promise<DevelopmentIssuer> {
  const publicKeysFile = join(directory, PUBLIC_KEYS_FILE);
  const privateKeyFile = join(directory, PRIVATE_KEY_FILE);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const { privateKey } = await generateKeyPair(ALGORITHM, { crv: 'Ed25519', extractable: true });
  const made = await exportJWK(privateKey);
  const named: JWK = { ...made, kid: await calculateJwkThumbprint(made), alg: ALGORITHM, use: 'sig' };
  const created = await writeNew(privateKeyFile, JSON.stringify(named));
  // Derived from the private key that is there, so that the two files belong together also after half a run.
  const { d: _, ...publicKey } = created ? named : await readKey(privateKeyFile);
  await replaceFile(publicKeysFile, `${JSON.stringify({ keys: [publicKey] }, null, 2)}\n`);
  return { publicKeysFile, privateKeyFile, created };
}

export interface TokenRequest {
  /** Where createDevelopmentIssuer has put the key. */
  readonly directory: string;
  readonly agent: string;
  readonly groups?: readonly string[];
  readonly intents?: readonly string[];
  readonly tenant?: string;
  readonly ttlMs: number;
  readonly audience?: string;
  readonly issuer?: string;
  readonly nowMs?: number;
}

/** A signed token, with the claims `sub`, `groups`, `intents` and `tenant`. */
export async function mintToken(request: TokenRequest): Promise<string> {
  const key = await readKey(join(request.directory, PRIVATE_KEY_FILE));
  const nowSeconds = Math.floor((request.nowMs ?? Date.now()) / 1000);
  if (!(request.ttlMs >= 1000)) throw new Error('a token lives for a second at least');
  const claims = {
    ...(request.groups === undefined ? {} : { groups: request.groups }),
    ...(request.intents === undefined ? {} : { intents: request.intents }),
    ...(request.tenant === undefined ? {} : { tenant: request.tenant }),
  };
  return new SignJWT(claims)
    .setProtectedHeader({ alg: ALGORITHM, typ: 'JWT', ...(key.kid === undefined ? {} : { kid: key.kid }) })
    .setIssuer(request.issuer ?? DEVELOPMENT_ISSUER)
    .setAudience(request.audience ?? DEVELOPMENT_AUDIENCE)
    .setSubject(request.agent)
    .setJti(uuidv7())
    .setIssuedAt(nowSeconds)
    .setExpirationTime(nowSeconds + Math.floor(request.ttlMs / 1000))
    .sign(await importJWK(key, ALGORITHM));
}

export interface MadeSecret {
  readonly secret: string;
  /** SCRAM-SHA-256: Postgres, and whatever is sent whole. */
  readonly verifier: string;
  /** The short way of MySQL's caching_sha2_password. */
  readonly cachingSha2: string;
  /** MySQL's mysql_native_password, for clients that know nothing newer. */
  readonly nativePassword: string;
}

/** A secret, new unless one is given, and what a configuration may hold of it. The secret is shown once and kept nowhere. */
export async function makeVerifier(secret?: string): Promise<MadeSecret> {
  if (secret === '') throw new Error('a secret is not empty');
  const chosen = secret ?? randomBytes(SECRET_BYTES).toString('base64url');
  const verifier = await deriveVerifier(chosen, randomBytes(SALT_BYTES), RECOMMENDED_ITERATIONS);
  return {
    secret: chosen,
    verifier: formatVerifier(verifier),
    cachingSha2: formatCachingVerifier(cachingVerifier(chosen)),
    nativePassword: formatNativeVerifier(nativeVerifier(chosen)),
  };
}

async function readKey(file: string): Promise<JWK> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as JWK;
  } catch (error) {
    throw new Error(`the issuer's key "${file}" can't be read: name the directory of a development issuer`, {
      cause: error,
    });
  }
}

/** Gives false where the file is there already. */
async function writeNew(file: string, text: string): Promise<boolean> {
  try {
    await writeFile(file, text, { flag: 'wx', mode: 0o600 });
    await chmod(file, 0o600);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/** Whole or not at all: a gateway may read it at any time. */
async function replaceFile(file: string, text: string): Promise<void> {
  const next = `${file}.${process.pid}.new`;
  await writeFile(next, text, { mode: 0o644 });
  await rename(next, file);
}
