/** `wirewall agents token`: a token of the development issuer, alone on standard output. */
import { access } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { decodeJwt } from 'jose';
import type { Config, IssuerConfig } from '../config/index.ts';
import { formatDuration } from '../config/index.ts';
import { createDevelopmentIssuer, mintToken } from '../identity/development.ts';
import type { CliContext } from './context.ts';
import { EXIT, Failure } from './failure.ts';
import { loadForReading } from './loading.ts';
import type { TokenFlags } from './routes/agents.ts';

const PRIVATE_KEY = 'issuer-key.json';

export async function agentsToken(context: CliContext, flags: TokenFlags): Promise<void> {
  const { directory, issuer } = await issuerOf(flags);
  if (flags.create === true) {
    const made = await createDevelopmentIssuer(directory);
    if (made.created) context.note(`made the issuer's key "${made.privateKeyFile}"; keep it to yourself`);
  }
  if (!(await exists(join(directory, PRIVATE_KEY)))) {
    throw new Failure(`there is no issuer's key in "${directory}"`, {
      hint: 'Make one with "wirewall agents token --create …", or name its folder with --keys.',
      exitCode: EXIT.usage,
    });
  }
  const token = await mintToken({
    directory,
    agent: flags.name,
    ttlMs: flags.ttl,
    ...(flags.groups === undefined ? {} : { groups: flags.groups }),
    ...(flags.intents === undefined ? {} : { intents: flags.intents }),
    ...(flags.tenant === undefined ? {} : { tenant: flags.tenant }),
    ...(issuer === undefined ? {} : { issuer: issuer.issuer, audience: issuer.audiences[0] ?? '' }),
  });
  context.print(token);
  context.note(`token of "${flags.name}", good for ${formatDuration(flags.ttl)}; id ${decodeJwt(token).jti ?? ''}`);
}

/** The folder that is named, or that of the configured issuer whose private key is at hand. */
async function issuerOf(flags: TokenFlags): Promise<{ directory: string; issuer: IssuerConfig | undefined }> {
  const config = await configOf(flags);
  const candidates = (config?.identity.issuers ?? []).flatMap((issuer) =>
    issuer.jwks.kind === 'file' ? [{ directory: dirname(issuer.jwks.path), issuer }] : [],
  );
  if (flags.keys !== undefined) {
    const directory = resolve(flags.keys);
    return { directory, issuer: candidates.find((one) => one.directory === directory)?.issuer };
  }
  for (const candidate of candidates) {
    if (!(await exists(join(candidate.directory, PRIVATE_KEY)))) continue;
    checkClaims(candidate.issuer);
    return candidate;
  }
  const [first] = candidates;
  if (first !== undefined) return first;
  throw new Failure(`no issuer of "${flags.config}" is one whose key is at hand`, {
    hint: 'Tokens of your own issuer come from there. For trying out, "wirewall init" sets up a development issuer.',
    exitCode: EXIT.usage,
  });
}

/** With --keys a configuration is not needed. */
async function configOf(flags: TokenFlags): Promise<Config | undefined> {
  try {
    return await loadForReading(flags.config);
  } catch (error) {
    if (flags.keys !== undefined) return undefined;
    throw error;
  }
}

/** Tokens are made with fixed claims; an issuer that reads others would find nothing in them. */
function checkClaims({ issuer, claims }: IssuerConfig): void {
  const fixed = { agent: 'sub', groups: 'groups', intents: 'intents', tenant: 'tenant' } as const;
  for (const key of ['agent', 'groups', 'intents', 'tenant'] as const) {
    const read = claims[key];
    if (read === undefined || read === fixed[key]) continue;
    throw new Failure(
      `issuer "${issuer}" reads ${key} from the claim "${read}", and tokens made here have it in "${fixed[key]}"`,
      {
        hint: `Write ${key}: ${fixed[key]} for the development issuer.`,
        exitCode: EXIT.usage,
      },
    );
  }
}

async function exists(file: string): Promise<boolean> {
  try {
    await access(file);
    return true;
  } catch {
    return false;
  }
}
