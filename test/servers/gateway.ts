/**
 * Starts Wirewall as a user does, `wirewall start -c wirewall.yaml`, in a process of its own in front of a test server. Knows the
 * command line, the configuration's keys and the files it names; of the program's inside only the development issuer.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import type { Shop } from '../../fixtures/shop/load.ts';
import {
  createDevelopmentIssuer,
  DEVELOPMENT_AUDIENCE,
  DEVELOPMENT_ISSUER,
  makeVerifier,
  mintToken,
  type TokenRequest,
} from '../../src/identity/development.ts';
import { selfSignedCertificate } from './certificate.ts';
import { freePort } from './port.ts';
import type { MySqlServer } from './mysql.ts';
import type { PostgresServer } from './postgres.ts';

/** File names and their texts. */
export type RuleFiles = Readonly<Record<string, string>>;

type Section = Readonly<Record<string, unknown>>;

export interface GatewayOptions {
  readonly server: PostgresServer | MySqlServer;
  readonly shop: Shop;
  /** The rule files; those that Wirewall ships when not given. `shippedRules()` gives them for adding to. */
  readonly rules?: RuleFiles;
  /** Whether agents connect by TLS; otherwise in plain text on loopback. */
  readonly tls?: boolean;
  /** Keys of the listener, beside those that are needed. */
  readonly listener?: Section;
  /** Further sections of wirewall.yaml; one that is an object adds to ours key by key, another replaces it. */
  readonly config?: Section;
}

/** A running gateway. `await using gateway = await startGateway(…)` stops it at the end of the block. */
export interface Gateway extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
  readonly pid: number;
  /** Where everything of it lies; gone after `stop`. */
  readonly directory: string;
  readonly configFile: string;
  /** Write here to change the rules while it runs. */
  readonly rulesDirectory: string;
  readonly auditDirectory: string;
  /** The certificate to trust (PEM), with `tls`. */
  readonly certificate: string | undefined;
  /** A static agent of the group analytics, which logs in by SCRAM. */
  readonly analyst: { readonly name: string; readonly secret: string };
  /** A token of the development issuer; it lives for ten minutes unless `claims` says otherwise. */
  token(
    agent: string,
    claims?: Partial<Pick<TokenRequest, 'groups' | 'intents' | 'tenant' | 'ttlMs'>>,
  ): Promise<string>;
  url(agent: string, secret: string, database?: string): string;
  /** Every line of the audit log so far, file by file. */
  audit(): Promise<Record<string, unknown>[]>;
  /** Runs a command of wirewall with this configuration, such as `run('approvals', 'list')`. */
  run(...args: readonly string[]): Promise<{ readonly stdout: string; readonly stderr: string; readonly code: number }>;
  /** What it wrote to its log so far. */
  log(): string;
  /** Asks it to end as an operator would (SIGTERM), and removes its files. */
  stop(): Promise<void>;
}

const PROGRAM = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const SHIPPED_RULES = new URL('../../rules/', import.meta.url);
const HOST = '127.0.0.1';
const READY_WITHIN_MS = 30_000;
const POLL_MS = 25;
/** A gateway that hasn't drained by then is killed, and `stop` says so. */
const STOP_WITHIN_MS = 10_000;
const TOKEN_TTL_MS = 600_000;
const MAX_LOG_CHARACTERS = 256 * 1024;

export async function shippedRules(): Promise<RuleFiles> {
  const names = (await readdir(SHIPPED_RULES)).filter((name) => name.endsWith('.yaml'));
  const texts = await Promise.all(names.map((name) => readFile(new URL(name, SHIPPED_RULES), 'utf8')));
  return Object.fromEntries(names.map((name, index) => [name, texts[index] ?? '']));
}

export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const directory = await mkdtemp(join(tmpdir(), 'wirewall-gateway-'));
  try {
    const files = await writeFiles(directory, options);
    const environment = { ...process.env, SHOP_PASSWORD: options.shop.password };
    const program = spawnProgram(['start', '-c', files.configFile], environment);
    await listening(program, files.port);
    return gateway(directory, files, program, environment);
  } catch (error) {
    await rm(directory, { recursive: true, force: true });
    throw error;
  }
}

type ProtocolName = 'postgres' | 'mysql';

function protocolOf(server: GatewayOptions['server']): ProtocolName {
  return 'flavor' in server ? 'mysql' : 'postgres';
}

interface Files {
  readonly port: number;
  readonly protocol: ProtocolName;
  readonly configFile: string;
  readonly secret: string;
  readonly certificate: string | undefined;
}

/** Lays out what an operator would have: rules, keys, and a configuration that names them. */
async function writeFiles(directory: string, options: GatewayOptions): Promise<Files> {
  const { server, shop } = options;
  await mkdir(join(directory, 'rules'));
  for (const [name, text] of Object.entries(options.rules ?? (await shippedRules()))) {
    await writeFile(join(directory, 'rules', name), text);
  }
  await createDevelopmentIssuer(directory);
  const { secret, verifier, cachingSha2, nativePassword } = await makeVerifier();
  const protocol = protocolOf(server);
  const certificate = options.tls === true ? await selfSignedCertificate() : undefined;
  if (certificate !== undefined) {
    await writeFile(join(directory, 'cert.pem'), certificate.cert);
    await writeFile(join(directory, 'key.pem'), certificate.key, { mode: 0o600 });
  }
  const port = await freePort();
  const config: Section = {
    listeners: [
      {
        protocol,
        address: `${HOST}:${port}`,
        upstream: 'shop',
        ...(certificate === undefined ? { plaintext: true } : { tls: { cert: 'cert.pem', key: 'key.pem' } }),
        ...options.listener,
      },
    ],
    upstreams: {
      shop: {
        protocol,
        address: `${server.host}:${server.port}`,
        database: shop.database,
        user: shop.user,
        password: { env: 'SHOP_PASSWORD' },
        tls: 'disable',
      },
    },
    identity: {
      issuers: [
        {
          issuer: DEVELOPMENT_ISSUER,
          audience: DEVELOPMENT_AUDIENCE,
          jwks: { file: 'keys.json' },
          groups: 'groups',
          intents: 'intents',
          tenant: 'tenant',
        },
      ],
      agents: [
        {
          name: 'analyst',
          groups: ['analytics'],
          scram: verifier,
          ...(protocol === 'mysql'
            ? { caching_sha2_password: cachingSha2, mysql_native_password: nativePassword }
            : {}),
        },
      ],
    },
    approvers: [{ name: 'dana', groups: ['dba'] }],
    rules: 'rules/',
    audit: { directory: 'audit', durability: 'batch' },
    store: { sqlite: 'wirewall.db' },
    log: { format: 'json' },
  };
  const configFile = join(directory, 'wirewall.yaml');
  await writeFile(configFile, stringify(withSections(config, options.config ?? {})));
  return { port, protocol, configFile, secret, certificate: certificate?.cert };
}

function withSections(config: Section, further: Section): Section {
  const merged = Object.entries(further).map(([name, value]) => {
    const ours = config[name];
    return [name, isSection(ours) && isSection(value) ? { ...ours, ...value } : value];
  });
  return { ...config, ...Object.fromEntries(merged) };
}

function isSection(value: unknown): value is Section {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

interface Program {
  readonly child: ChildProcess;
  readonly watchdog: ChildProcess;
  log(): string;
}

/** Ends the program when the pipe that only we hold is closed without a word: then we have died. `$0` is its pid. */
const WATCHDOG = 'read -r word || kill -KILL "$0"';

function spawnProgram(args: readonly string[], env: NodeJS.ProcessEnv): Program {
  const child = spawn(process.execPath, [PROGRAM, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const watchdog = spawn('sh', ['-c', WATCHDOG, String(child.pid)], { stdio: ['pipe', 'ignore', 'ignore'] });
  child.once('exit', () => watchdog.stdin.end('gone\n'));
  watchdog.stdin.on('error', () => undefined);
  let log = '';
  const keep = (text: string): void => {
    log = (log + text).slice(-MAX_LOG_CHARACTERS);
  };
  child.stdout.setEncoding('utf8').on('data', keep);
  child.stderr.setEncoding('utf8').on('data', keep);
  child.on('error', (error) => keep(`${error.message}\n`));
  return { child, watchdog, log: () => log };
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

/** Waits until the port takes connections, or gives the program's own words why it never will. */
async function listening(program: Program, port: number): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS;
  while (!hasEnded(program.child) && Date.now() < deadline) {
    if (await takesConnections(port)) return;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  const how = hasEnded(program.child) ? `ended with ${program.child.exitCode}` : 'was not ready in time';
  program.child.kill('SIGKILL');
  throw new Error(`wirewall start ${how}:\n${program.log()}`);
}

async function takesConnections(port: number): Promise<boolean> {
  const socket = connect(port, HOST);
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

function gateway(directory: string, files: Files, program: Program, env: NodeJS.ProcessEnv): Gateway {
  const auditDirectory = join(directory, 'audit');
  const stop = async (): Promise<void> => {
    const inTime = await end(program.child);
    await rm(directory, { recursive: true, force: true });
    if (!inTime) throw new Error(`wirewall did not end within ${STOP_WITHIN_MS} ms of SIGTERM:\n${program.log()}`);
  };
  return {
    host: HOST,
    port: files.port,
    pid: program.child.pid ?? 0,
    directory,
    configFile: files.configFile,
    rulesDirectory: join(directory, 'rules'),
    auditDirectory,
    certificate: files.certificate,
    analyst: { name: 'analyst', secret: files.secret },
    token: (agent, claims = {}) => mintToken({ directory, agent, ttlMs: TOKEN_TTL_MS, ...claims }),
    url: (agent, secret, database = 'shop') =>
      `${files.protocol}://${encodeURIComponent(agent)}:${encodeURIComponent(secret)}@${HOST}:${files.port}/${database}`,
    audit: () => readAudit(auditDirectory),
    run: (...args) => runProgram([...args, '-c', files.configFile], env),
    log: () => program.log(),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

/** False when it had to be killed. */
async function end(child: ChildProcess): Promise<boolean> {
  if (hasEnded(child)) return true;
  const gone = once(child, 'exit');
  let inTime = true;
  const impatience = setTimeout(() => {
    inTime = false;
    child.kill('SIGKILL');
  }, STOP_WITHIN_MS);
  child.kill('SIGTERM');
  await gone;
  clearTimeout(impatience);
  return inTime;
}

/** A folder for each run, in it numbered files. A line that is still being written is left out. */
async function readAudit(directory: string): Promise<Record<string, unknown>[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.jsonl'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  return texts.flatMap((lines) =>
    lines
      .slice(0, lines.lastIndexOf('\n') + 1)
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Record<string, unknown>),
  );
}

async function runProgram(args: readonly string[], env: NodeJS.ProcessEnv) {
  const child = spawn(process.execPath, [PROGRAM, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const [stdout, stderr] = [child.stdout, child.stderr].map((stream) => text(stream));
  await once(child, 'close');
  return { stdout: (await stdout) ?? '', stderr: (await stderr) ?? '', code: child.exitCode ?? -1 };
}
