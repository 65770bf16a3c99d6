/** What `wirewall init` has to know, from flags or from a person. Writes and connects nothing. */
import { cancel, intro, isCancel, password as askPassword, select, text, type CANCEL_SYMBOL } from '@clack/prompts';
import { resolve } from 'node:path';
import { AddressError, parseAddress } from '../config/address.ts';
import {
  isLoopback,
  LISTENER_PORTS,
  SERVER_PORTS,
  type Address,
  type ProtocolName,
  type SecretSource,
} from '../config/index.ts';
import { EXIT, Failure, Silent } from './failure.ts';
import type { InitFlags } from './routes/init.ts';

export interface InitAnswers {
  readonly protocol: ProtocolName;
  /** The upstream's name in configuration and rules. */
  readonly upstream: string;
  readonly address: Address;
  readonly database: string;
  readonly user: string;
  readonly password: SecretSource | undefined;
  readonly agent: string;
  readonly listen: Address;
}

const DEFAULT_AGENT = 'agent';
const ENVIRONMENT_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Throws Failure that names every flag that is missing. */
export function fromFlags(flags: InitFlags): InitAnswers {
  const missing = (['address', 'database', 'user'] as const).filter((key) => (flags[key] ?? '') === '');
  if (missing.length > 0) {
    throw new Failure(`${missing.map((key) => `--${key}`).join(', ')} ${missing.length === 1 ? 'is' : 'are'} missing`, {
      hint: 'Without a terminal nothing can be asked: give them as flags, and --password-env or --password-file where there is a password.',
      exitCode: EXIT.usage,
    });
  }
  return answersOf({ ...flags, password: passwordOf(flags) });
}

interface Given extends Pick<InitFlags, 'protocol' | 'address' | 'database' | 'user' | 'agent' | 'listen'> {
  readonly password: SecretSource | undefined;
}

function answersOf({
  protocol = 'postgres',
  address = '',
  database = '',
  user = '',
  agent = DEFAULT_AGENT,
  listen = defaultListen(protocol),
  password,
}: Given): InitAnswers {
  const at = addressOf('--listen', listen, LISTENER_PORTS[protocol]);
  if (!isLoopback(at.host)) {
    throw new Failure(`a listener on "${at.host}" needs a certificate`, {
      hint: 'Begin on 127.0.0.1, and give the listener its address and tls: { cert, key } in wirewall.yaml afterwards.',
      exitCode: EXIT.usage,
    });
  }
  return {
    protocol,
    upstream: upstreamName(database),
    address: addressOf('--address', address, SERVER_PORTS[protocol]),
    database,
    user,
    password,
    agent,
    listen: at,
  };
}

function defaultListen(protocol: ProtocolName): string {
  return `127.0.0.1:${LISTENER_PORTS[protocol]}`;
}

function addressOf(flag: string, value: string, port: number): Address {
  try {
    return parseAddress(value, port);
  } catch (error) {
    if (!(error instanceof AddressError)) throw error;
    throw new Failure(`${flag}: ${error.message}`, {
      hint: 'Write host:port, such as 127.0.0.1:5432.',
      exitCode: EXIT.usage,
    });
  }
}

function passwordOf({ passwordEnv, passwordFile }: InitFlags): SecretSource | undefined {
  if (passwordEnv !== undefined && passwordFile !== undefined) {
    throw new Failure('the password comes from --password-env or --password-file, not from both', {
      hint: 'Give one of them.',
      exitCode: EXIT.usage,
    });
  }
  if (passwordFile !== undefined) return { kind: 'file', path: resolve(passwordFile) };
  return passwordEnv === undefined ? undefined : { kind: 'env', name: passwordEnv };
}

/** Asks for what the flags don't say. */
export async function fromPrompts(flags: InitFlags): Promise<InitAnswers> {
  intro('Wirewall stands between your agents and a database.');
  const protocol = flags.protocol ?? (await askForProtocol());
  const address =
    flags.address ?? (await ask('Where does the database listen?', `127.0.0.1:${SERVER_PORTS[protocol]}`, isAddress));
  const database = flags.database ?? (await ask('Which database?', protocol === 'postgres' ? 'postgres' : ''));
  const user =
    flags.user ??
    (await ask('Which user does Wirewall log in as? One that may do no more than all agents together.', database));
  const password = passwordOf(flags) ?? (await askForPassword(database));
  const agent = flags.agent ?? (await ask('What is your first agent called?', DEFAULT_AGENT));
  const listen = flags.listen ?? (await ask('Where will agents connect?', defaultListen(protocol), isAddress));
  return answersOf({ protocol, address, database, user, password, agent, listen });
}

async function askForProtocol(): Promise<ProtocolName> {
  return answered(
    await select<ProtocolName>({
      message: 'What does the database speak?',
      options: [
        { value: 'postgres', label: 'Postgres' },
        { value: 'mysql', label: 'MySQL or MariaDB' },
      ],
    }),
  );
}

async function askForPassword(database: string): Promise<SecretSource | undefined> {
  const kind = answered(
    await select({
      message: 'Where will Wirewall find the password? It never stands in the configuration.',
      options: [
        { value: 'env', label: 'in an environment variable' },
        { value: 'file', label: 'in a file' },
        { value: 'none', label: 'the database asks for none' },
      ],
    }),
  );
  if (kind === 'none') return undefined;
  if (kind === 'file') return { kind: 'file', path: resolve(await ask('Which file?', '')) };
  const name = await ask(
    'Which variable?',
    `${upstreamName(database).toUpperCase().replaceAll('-', '_')}_PASSWORD`,
    (value) => (ENVIRONMENT_NAME.test(value) ? undefined : 'letters, digits and underscores'),
  );
  if ((process.env[name] ?? '') === '') {
    // For the test of the connection alone; it is written nowhere.
    process.env[name] = answered(
      await askPassword({ message: `${name} is not set. The password, to test the connection with:` }),
    );
  }
  return { kind: 'env', name };
}

async function ask(message: string, initial: string, problem?: (value: string) => string | undefined): Promise<string> {
  const answer = await text({
    message,
    ...(initial === '' ? {} : { placeholder: initial, defaultValue: initial }),
    validate: (value) => {
      const wanted = value === undefined || value === '' ? initial : value;
      return wanted === '' ? 'this is needed' : problem?.(wanted);
    },
  });
  return answered(answer);
}

function answered<T>(answer: T | typeof CANCEL_SYMBOL): T {
  if (!isCancel(answer)) return answer;
  cancel('Nothing was written.');
  throw new Silent();
}

function isAddress(value: string): string | undefined {
  try {
    parseAddress(value, 0);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** A database's name as a key that reads well. */
function upstreamName(database: string): string {
  const plain = database
    .toLowerCase()
    .replaceAll(/[^a-z0-9_-]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
  return plain === '' ? 'database' : plain;
}
