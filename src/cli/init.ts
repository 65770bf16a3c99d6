/** `wirewall init`: asks for a database, tests the connection, and writes a configuration that works. */
import { access, mkdir, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import type { LiveSchema } from '../composition/database.ts';
import { databaseOf } from '../composition/databases.ts';
import { reasonOf, upstreamTrouble } from '../composition/upstream-trouble.ts';
import { formatAddress, isLoopback, loadConfig, type UpstreamConfig } from '../config/index.ts';
import { createDevelopmentIssuer } from '../identity/index.ts';
import { checkRules, readRuleTexts } from '../policy/index.ts';
import type { CatalogData } from '../sql/catalog/catalog.ts';
import { makeCatalog } from '../sql/catalog/snapshot.ts';
import type { CliContext } from './context.ts';
import { EXIT, Failure } from './failure.ts';
import { fromFlags, fromPrompts, type InitAnswers } from './init-answers.ts';
import { configText, KEYS_FOLDER } from './init-config.ts';
import { agentRulesText, sensitiveRulesText } from './init-rules.ts';
import type { InitFlags } from './routes/init.ts';
import { columns } from './terminal.ts';

export async function init(context: CliContext, flags: InitFlags): Promise<void> {
  const isAsking = flags.nonInteractive !== true && process.stdin.isTTY && context.process.stdout.isTTY;
  const directory = resolve(flags.directory);
  if (flags.force !== true) await refuseExisting(['wirewall.yaml'].map((name) => join(directory, name)));
  // Before anybody is asked: a password that is typed in is set for this process alone.
  const isSet = new Set(Object.keys(process.env).filter((name) => process.env[name] !== ''));
  const answers = isAsking ? await fromPrompts(flags) : fromFlags(flags);
  const { upstream, schema } = await reach(answers, flags.tls);
  const data = ofDatabase(schema.data, answers.database);
  const texts = new Map([
    ['wirewall.yaml', configText(answers, upstream, userInfo().username)],
    [`rules/${fileName(answers.agent)}.yaml`, agentRulesText(answers.agent, upstream.name, data)],
    ['rules/sensitive.yaml', sensitiveRulesText(upstream.name, data)],
  ]);
  const files = [...texts].map(([name, text]) => ({ file: join(directory, name), text }));
  if (flags.force !== true) await refuseExisting(files.map(({ file }) => file));
  for (const { file, text } of files) {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text, { flag: flags.force === true ? 'w' : 'wx' });
  }
  const issuer = await createDevelopmentIssuer(join(directory, KEYS_FOLDER));
  // One that is there already says the same, or what its owner wants.
  await writeFile(join(directory, KEYS_FOLDER, '.gitignore'), 'issuer-key.json\n', { flag: 'wx' }).catch(
    () => undefined,
  );
  await mustWork(join(directory, 'wirewall.yaml'), upstream, schema);
  const written = [
    [relative('', join(directory, 'wirewall.yaml')), 'the configuration'],
    ...files.slice(1).map(({ file }) => [relative('', file), RULE_WORDS(file)]),
    [
      relative('', issuer.privateKeyFile),
      issuer.created ? 'the key of a development issuer; keep it to yourself' : 'was there already',
    ],
  ];
  context.print(
    '',
    `${context.paint('green', '✓')} connected to ${upstream.database} at ${formatAddress(upstream.address)} as ${upstream.user}, tls: ${upstream.tls.mode}`,
  );
  context.print(
    `${context.paint('green', '✓')} written`,
    ...columns(written, '    '),
    '',
    ...nextLines(context, answers, directory, isSet),
  );
}

const RULE_WORDS = (file: string): string =>
  file.endsWith('sensitive.yaml') ? 'what is masked for everyone' : 'what the first agent may do; read it through';

async function refuseExisting(files: readonly string[]): Promise<void> {
  const present: string[] = [];
  for (const file of files) {
    const isThere = await access(file).then(
      () => true,
      () => false,
    );
    if (isThere) present.push(relative('', file));
  }
  if (present.length === 0) return;
  throw new Failure(
    `${present.map((file) => `"${file}"`).join(', ')} ${present.length === 1 ? 'is' : 'are'} there already`,
    {
      hint: 'Choose another folder with --directory, or write over with --force.',
      exitCode: EXIT.usage,
    },
  );
}

/** Connects as the gateway would; finds out about TLS where nobody said. */
async function reach(
  answers: InitAnswers,
  tls: InitFlags['tls'],
): Promise<{ upstream: UpstreamConfig; schema: LiveSchema }> {
  const modes = tls === undefined ? (['verify-full', 'require', 'disable'] as const) : ([tls] as const);
  let first: unknown;
  for (const mode of modes) {
    // To another machine nothing weaker is ever chosen by itself: what is on the way could ask for it.
    if (mode !== 'verify-full' && tls === undefined && !isLoopback(answers.address.host)) break;
    const upstream: UpstreamConfig = {
      name: answers.upstream,
      protocol: answers.protocol,
      address: answers.address,
      database: answers.database,
      user: answers.user,
      password: answers.password,
      tls: { mode },
    };
    try {
      return { upstream, schema: await databaseOf(upstream).load(upstream) };
    } catch (error) {
      first ??= error;
      if (!isAboutTls(error)) throw unreachable(upstream, error);
    }
  }
  throw unreachable({ ...answers, name: answers.upstream, tls: { mode: 'verify-full' } }, first);
}

function isAboutTls(failure: unknown): boolean {
  const error = reasonOf(failure);
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? String(error.code) : '';
  return /SSL|TLS|certificate/i.test(error.message) || /CERT|SIGNATURE|ALTNAME|^ERR_(?:TLS|SSL)/.test(code);
}

function unreachable(upstream: UpstreamConfig, error: unknown): Failure {
  const { message, hint } = upstreamTrouble(upstream, error);
  const words = hint.replaceAll(`upstreams.${upstream.name}.`, '--');
  return new Failure(message, { hint: `${words}\nNothing was written.`, exitCode: EXIT.usage, cause: error });
}

/** What was written is read as the gateway reads it, so that the next command can't fail by it. */
async function mustWork(file: string, upstream: UpstreamConfig, { data }: LiveSchema): Promise<void> {
  const config = await loadConfig(file, { secrets: 'skip' });
  const schemas = new Map([[upstream.name, makeCatalog(data, Date.now())]]);
  const findings = checkRules(readRuleTexts(config.rules), { schemas, upstreams: [upstream.name] });
  const error = findings.find(({ severity }) => severity === 'error');
  if (error === undefined) return;
  throw new Failure(`${error.file}:${error.line}: ${error.message}`, {
    hint: 'Correct the rule file, then "wirewall rules check".',
  });
}

function nextLines(
  { paint }: CliContext,
  answers: InitAnswers,
  directory: string,
  isSet: ReadonlySet<string>,
): string[] {
  const { password } = answers;
  const away = relative('', directory);
  const unset = password?.kind === 'env' && !isSet.has(password.name) ? password.name : undefined;
  return [
    ...(unset === undefined
      ? []
      : [`First set ${paint('bold', unset)} in the environment: the gateway reads the password there.`, '']),
    away === '' ? 'Next:' : `Next, in ${away}:`,
    '',
    `    ${paint('bold', 'wirewall start')}`,
    `    ${paint('bold', connectLine(answers))}`,
    `    ${paint('bold', 'wirewall audit tail -f')}`,
  ];
}

/** A MySQL server shows all databases that its user may see; rules are begun for the one that was named. */
function ofDatabase(data: CatalogData, database: string): CatalogData {
  if (data.server === undefined) return data;
  return { ...data, relations: data.relations.filter(({ schema }) => schema === database) };
}

function connectLine({ protocol, agent, database, listen: { host, port } }: InitAnswers): string {
  const token = `$(wirewall agents token --name ${agent})`;
  return protocol === 'postgres'
    ? `PGPASSWORD=${token} psql -h ${host} -p ${port} -U ${agent} ${database}`
    : `MYSQL_PWD=${token} mysql -h ${host} -P ${port} -u ${agent} ${database}`;
}

/** A name that is a file name everywhere. */
function fileName(agent: string): string {
  const plain = agent
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
  return plain === '' || plain === 'sensitive' ? 'agent' : plain;
}
