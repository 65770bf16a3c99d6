import { writeFileSync } from 'node:fs';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { CryptoKey } from 'jose';

/** Right and wrong ones: a claim may be of any type, or undefined to leave it out. */
export type Claims = Readonly<Record<string, unknown>>;

/** An identity provider for tests: a key pair, and whatever token it is asked to sign. */
export interface TestIssuer {
  readonly privateKey: CryptoKey;
  readonly publicJwk: object;
  sign(claims: Claims, header?: { alg?: string; kid?: string }): Promise<string>;
}

export async function testIssuer(kid: string | undefined = 'k1', alg = 'ES256'): Promise<TestIssuer> {
  const { privateKey, publicKey } = await generateKeyPair(alg);
  const named = kid === undefined ? {} : { kid };
  return {
    privateKey,
    publicJwk: { ...(await exportJWK(publicKey)), ...named },
    sign: (claims, header) => new SignJWT(claims).setProtectedHeader({ alg, ...named, ...header }).sign(privateKey),
  };
}

export function writeKeys(file: string, ...issuers: readonly TestIssuer[]): void {
  writeFileSync(file, JSON.stringify({ keys: issuers.map(({ publicJwk }) => publicJwk) }));
}
