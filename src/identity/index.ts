/** Who is asking. What other rooms use of this one. */
export { Identity, DEFAULT_REVOCATIONS_GRACE_MS } from './identity.ts';
export type {
  IdentityParts,
  IdentitySettings,
  LoginChallenge,
  LoginChannel,
  LoginCheck,
  LoginCredentials,
  Proof,
} from './identity.ts';
export { LoginRefused } from './refused.ts';
export type { IssuerSettings } from './issuer.ts';
export type { StaticAgentSettings } from './static-agents.ts';
export {
  createDevelopmentIssuer,
  DEVELOPMENT_AUDIENCE,
  DEVELOPMENT_ISSUER,
  makeVerifier,
  mintToken,
} from './development.ts';
export type { DevelopmentIssuer, TokenRequest } from './development.ts';
