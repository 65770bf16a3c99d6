/** What must fit together across keys, and what must be there on the machine. Shapes were checked before (schema.ts). */
import { access, constants } from 'node:fs/promises';
import { resolve } from 'node:path';
import { formatAddress, isLoopback } from './address.ts';
import { suggestion } from './problem.ts';
import type { RawConfig } from './schema.ts';

export type KeyPath = readonly (string | number)[];

export interface Finding {
  readonly path: KeyPath;
  readonly message: string;
}

export interface CheckOptions {
  /** Paths count from here. */
  readonly directory: string;
  readonly env: NodeJS.ProcessEnv;
  /** `skip`: for commands that never log in upstream, such as `rules check` in a pipeline without secrets. */
  readonly secrets: 'check' | 'skip';
}

export async function checkConfig(raw: RawConfig, options: CheckOptions): Promise<Finding[]> {
  return [
    ...checkListeners(raw),
    ...checkIdentity(raw),
    ...duplicates(raw.approvers.map(({ name }) => name)).map(({ name, index }) =>
      finding(['approvers', index, 'name'], `approver "${name}" is there twice`),
    ),
    ...Object.entries(raw.upstreams).flatMap(([name, upstream]) => checkUpstream(name, upstream, options)),
    ...checkTimes(raw),
    ...(await checkFiles(raw, options)),
  ];
}

function finding(path: KeyPath, message: string): Finding {
  return { path, message };
}

function checkListeners(raw: RawConfig): Finding[] {
  const known = Object.keys(raw.upstreams);
  const addresses = raw.listeners.map(({ address }) => formatAddress(address));
  return [
    ...duplicates(addresses.map((address, index) => (raw.listeners[index]?.address.port === 0 ? '' : address))).map(
      ({ name, index }) => finding(['listeners', index, 'address'], `another listener has the address ${name} already`),
    ),
    ...raw.listeners.flatMap((listener, index) => {
      const at = (...keys: string[]): KeyPath => ['listeners', index, ...keys];
      const found: Finding[] = [];
      if (!Object.hasOwn(raw.upstreams, listener.upstream)) {
        const meant = suggestion(listener.upstream, known);
        const advice = meant === undefined ? `upstreams has ${known.join(', ') || 'none'}` : `did you mean "${meant}"?`;
        found.push(finding(at('upstream'), `there is no upstream "${listener.upstream}": ${advice}`));
      } else if (raw.upstreams[listener.upstream]?.protocol !== listener.protocol) {
        found.push(finding(at('protocol'), `upstream "${listener.upstream}" speaks another protocol`));
      }
      if (listener.plaintext && !isLoopback(listener.address.host)) {
        const why = 'others on the network could read tokens';
        found.push(
          finding(
            at('plaintext'),
            `only a loopback address may go without TLS, because ${why}: give tls: { cert, key }`,
          ),
        );
      }
      if (!listener.plaintext && listener.tls === undefined) {
        found.push(finding(at(), 'a listener needs tls: { cert, key }, or plaintext: true on a loopback address'));
      }
      if (listener.mode === 'observe') {
        found.push(finding(at('mode'), 'observe is not there yet: write enforce, or leave the key out'));
      }
      if (listener.tls?.client_ca !== undefined) {
        found.push(
          finding(at('tls', 'client_ca'), 'logins by client certificate are not there yet: leave client_ca out'),
        );
      }
      return found;
    }),
  ];
}

function checkIdentity({ identity }: RawConfig): Finding[] {
  const found: Finding[] = [];
  if (identity.issuers.length === 0 && identity.agents.length === 0) {
    found.push(finding(['identity'], 'nobody could log in: name at least one issuer or agent'));
  }
  // A user name leads to one agent, whichever of its keys it stands under.
  const users = identity.agents.flatMap((agent, index) => [
    { user: agent.name, path: ['identity', 'agents', index, 'name'] },
    ...agent.users.map((user, at) => ({ user, path: ['identity', 'agents', index, 'users', at] })),
  ]);
  for (const { name, index } of duplicates(users.map(({ user }) => user))) {
    found.push(finding(users[index]?.path ?? [], `"${name}" is there twice: a user name must mean one agent`));
  }
  for (const { name, index } of duplicates(identity.issuers.map(({ issuer }) => issuer))) {
    found.push(finding(['identity', 'issuers', index, 'issuer'], `issuer "${name}" is there twice`));
  }
  for (const [index, agent] of identity.agents.entries()) {
    if (agent.certificate !== undefined) {
      const message = 'logins by client certificate are not there yet: give scram (see wirewall agents secret)';
      found.push(finding(['identity', 'agents', index, 'certificate'], message));
    } else if (
      agent.scram === undefined &&
      agent.caching_sha2_password === undefined &&
      agent.mysql_native_password === undefined
    ) {
      const message = `agent "${agent.name}" has nothing to log in with: give scram (see wirewall agents secret)`;
      found.push(finding(['identity', 'agents', index], message));
    }
  }
  for (const [index, { jwks }] of identity.issuers.entries()) {
    const path = ['identity', 'issuers', index, 'jwks'];
    if ((jwks.file === undefined) === (jwks.url === undefined)) {
      found.push(finding(path, 'expected exactly one of file and url'));
    } else if (jwks.url !== undefined) {
      const { protocol, hostname } = new URL(jwks.url);
      if (protocol === 'http:' && !isLoopback(hostname.replaceAll(/[[\]]/g, ''))) {
        found.push(finding([...path, 'url'], 'keys that come without TLS can be exchanged on the way: write https'));
      }
    }
  }
  return found;
}

function checkUpstream(name: string, raw: RawConfig['upstreams'][string], options: CheckOptions): Finding[] {
  const found: Finding[] = [];
  if (raw.address.port === 0)
    found.push(finding(['upstreams', name, 'address'], 'port 0 leads nowhere: write the port'));
  if (raw.password === undefined) return found;
  const path = ['upstreams', name, 'password'];
  const { env, file, command } = raw.password;
  if ([env, file, command].filter((source) => source !== undefined).length !== 1) {
    found.push(finding(path, 'expected exactly one of env, file and command'));
  } else if (options.secrets === 'check' && env !== undefined && (options.env[env] ?? '') === '') {
    found.push(finding([...path, 'env'], `environment variable "${env}" is not set: set it before wirewall starts`));
  }
  return found;
}

function checkTimes({ catalog }: RawConfig): Finding[] {
  if (catalog.max_age >= catalog.refresh) return [];
  return [finding(['catalog', 'max_age'], 'it is shorter than refresh: every statement in between would be refused')];
}

async function checkFiles(raw: RawConfig, options: CheckOptions): Promise<Finding[]> {
  const files: { path: KeyPath; file: string | undefined }[] = [
    { path: ['rules'], file: raw.rules },
    ...raw.listeners.flatMap(({ tls }, index) => [
      { path: ['listeners', index, 'tls', 'cert'], file: tls?.cert },
      { path: ['listeners', index, 'tls', 'key'], file: tls?.key },
      { path: ['listeners', index, 'tls', 'client_ca'], file: tls?.client_ca },
    ]),
    ...Object.entries(raw.upstreams).flatMap(([name, { tls, password }]) => [
      { path: ['upstreams', name, 'tls', 'ca'], file: typeof tls === 'string' ? undefined : tls.ca },
      { path: ['upstreams', name, 'password', 'file'], file: options.secrets === 'check' ? password?.file : undefined },
    ]),
    ...raw.identity.issuers.map(({ jwks }, index) => ({
      path: ['identity', 'issuers', index, 'jwks', 'file'],
      file: jwks.file,
    })),
  ];
  const found = await Promise.all(
    files.map(async ({ path, file }) => {
      if (file === undefined) return [];
      const absolute = resolve(options.directory, file);
      try {
        await access(absolute, constants.R_OK);
        return [];
      } catch {
        return [
          finding(path, `"${file}" can't be read: there is no such file, or permission is missing (${absolute})`),
        ];
      }
    }),
  );
  return found.flat();
}

/** Each name that stood before, empty ones left out. */
function duplicates(names: readonly string[]): { name: string; index: number }[] {
  return names.flatMap((name, index) => (name !== '' && names.indexOf(name) < index ? [{ name, index }] : []));
}
