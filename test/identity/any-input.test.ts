import * as fc from 'fast-check';
import type { JWTPayload } from 'jose';
import { expect, test } from 'vitest';
import { agentOf, TokenProblem } from '../../src/identity/claims.ts';
import { LoginRefused } from '../../src/identity/refused.ts';
import { madeUpVerifier, ServerExchange } from '../../src/identity/scram-exchange.ts';
import { claimedIssuer } from '../../src/identity/token-text.ts';
import type { Challenge, Credentials } from '../../src/gate/protocol.ts';
import type { Config } from '../../src/config/config.ts';
import type { IdentitySettings, LoginChallenge, LoginCredentials } from '../../src/identity/identity.ts';

/** True where `work` gives a value, or throws what it may throw. */
function isTakenOrRefused(work: () => unknown, refusal: new (...given: never[]) => Error): boolean {
  try {
    work();
    return true;
  } catch (error) {
    return error instanceof refusal;
  }
}

const NAMES = { agent: 'sub', groups: 'a.b', intents: 'intents', tenant: 'tenant' };

test('any claims are an agent with names that can be seen, or a problem of the token', () => {
  const claims = fc.record(
    {
      exp: fc.oneof(fc.constant(1), fc.double()),
      sub: fc.oneof(fc.constant('x'), fc.jsonValue()),
      a: fc.jsonValue(),
      intents: fc.jsonValue(),
      tenant: fc.jsonValue(),
    },
    { requiredKeys: [] },
  );
  const property = fc.property(claims, (payload) =>
    isTakenOrRefused(() => {
      const agent = agentOf(payload as JWTPayload, NAMES, 't');
      for (const name of [agent.name, ...agent.groups, ...agent.intents]) expect(name).toMatch(/^\S(?:.*\S)?$/u);
    }, TokenProblem),
  );
  expect(fc.check(property).failed).toBe(false);
});

test('any text is a token’s or a problem of the token', () => {
  const part = fc.oneof(fc.base64String(), fc.string(), fc.constant('eyJpc3MiOjF9'));
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(part, { minLength: 3, maxLength: 3 }).map((parts) => parts.join('.')),
  );
  const property = fc.property(text, (token) => isTakenOrRefused(() => claimedIssuer(token), TokenProblem));
  expect(fc.check(property).failed).toBe(false);
});

test('any messages of a login are answered or refused', () => {
  const verifier = madeUpVerifier(Buffer.alloc(32), 'x', []);
  const first = fc.oneof(fc.string(), fc.constantFrom('n,,n=,r=abc', 'y,,n=,r=abc'));
  const property = fc.property(first, fc.string(), (one, two) => {
    const exchange = new ServerExchange({ user: 'x', verifier, prove: () => 'proof' });
    return (
      isTakenOrRefused(() => exchange.first(one), LoginRefused) &&
      isTakenOrRefused(() => exchange.final(two), LoginRefused)
    );
  });
  expect(fc.check(property).failed).toBe(false);
});

test('what identity gives and takes is what the gate’s port and the configuration speak of', () => {
  // Held by the compiler: the rooms do not import each other, so their words are compared here.
  const challenge = (given: LoginChallenge): Challenge => given;
  const credentials = (given: Credentials): LoginCredentials => given;
  const settings = (given: Config['identity']): IdentitySettings => given;
  expect([challenge, credentials, settings]).toHaveLength(3);
});
