/** `wirewall agents secret`: a secret, shown once, and the configuration line that holds its verifier. */
import { stringify } from 'yaml';
import { makeVerifier } from '../identity/development.ts';
import type { CliContext } from './context.ts';
import type { SecretFlags } from './routes/agents.ts';

export async function agentsSecret(context: CliContext, flags: SecretFlags): Promise<void> {
  const { secret, verifier, cachingSha2, nativePassword } = await makeVerifier();
  const agent = {
    name: flags.name,
    ...(flags.groups === undefined ? {} : { groups: flags.groups }),
    ...(flags.intents === undefined ? {} : { intents: flags.intents }),
    scram: verifier,
    caching_sha2_password: cachingSha2,
    mysql_native_password: nativePassword,
  };
  const line = stringify([agent], { collectionStyle: 'flow', lineWidth: 0, defaultStringType: 'PLAIN' }).trim();
  context.note(`The secret of "${flags.name}". It is shown once and kept nowhere:`, '');
  context.print(secret);
  context.note('', 'For wirewall.yaml, under identity:', '', `  agents: ${line}`, '');
  context.note(
    '`scram` is for Postgres, and enough for MySQL clients that send the secret inside TLS. The other two are for MySQL alone and may',
    'be left out: `caching_sha2_password` makes its logins quicker, `mysql_native_password` is for clients that know nothing newer.',
    'Neither is salted: keep the file as private as the secret.',
    '',
    'The gateway takes it after a restart.',
  );
}
