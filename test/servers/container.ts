/** A Postgres server in a container: the last of the ways, so testcontainers is loaded only when this is called. */
import { randomBytes } from 'node:crypto';
import { selfSignedCertificate } from './certificate.ts';

/** A server in a container of ours. */
export interface ContainerServer {
  readonly host: string;
  readonly port: number;
  readonly password: string;
  readonly certificate: string | undefined;
  stop(): Promise<void>;
}

/** Copies the key to where the server's account may own it, as Postgres demands, then starts as the image does. */
const WITH_TLS =
  'install -o postgres -m 600 /tls/server.key /tls/server.crt /var/tmp/ && exec docker-entrypoint.sh "$@"';

export async function startContainer(
  version: number,
  options: { readonly tls: boolean; readonly settings: Readonly<Record<string, string>> },
): Promise<ContainerServer> {
  const { GenericContainer, Wait } = await import('testcontainers');
  const password = randomBytes(18).toString('base64url');
  const certificate = options.tls ? await selfSignedCertificate() : undefined;
  const settings = {
    fsync: 'off',
    ...(certificate ? { ssl: 'on', ssl_cert_file: '/var/tmp/server.crt', ssl_key_file: '/var/tmp/server.key' } : {}),
    ...options.settings,
  };
  const server = ['postgres', ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
  const image = new GenericContainer(`postgres:${version}`)
    .withEnvironment({ POSTGRES_PASSWORD: password, POSTGRES_INITDB_ARGS: '--encoding=UTF8 --locale=C.UTF-8' })
    .withExposedPorts(5432)
    // The image starts the server twice: once to set it up, then for good.
    .withWaitStrategy(Wait.forLogMessage(/ready to accept connections/, 2))
    .withCommand(certificate ? ['bash', '-c', WITH_TLS, 'tls', ...server] : server);
  if (certificate) {
    image.withCopyContentToContainer([
      { content: certificate.cert, target: '/tls/server.crt' },
      { content: certificate.key, target: '/tls/server.key' },
    ]);
  }
  const container = await image.start();
  return {
    host: container.getHost(),
    port: container.getMappedPort(5432),
    password,
    certificate: certificate?.cert,
    stop: async () => {
      await container.stop();
    },
  };
}
