/** What the MySQL drivers' tests need beyond npm's own packages: other languages' drivers and command lines. Each is there, or is made, or the failure says what to install. */
import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { found, install, MADE, madeOnce, Missing } from './prerequisites.ts';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const CONNECTOR_J = 'mariadb-java-client';
const CONNECTOR_J_VERSION = '3.5.6';
const UNPACK =
  'unpack mysql-client-core into .tmp/servers/mysql-9 and mariadb-client-core into .tmp/servers/mariadb-11.8, as .ci/run does';

/** Node's drivers, query builders and object mappers, installed as their lock file says. */
export async function nodeDrivers(): Promise<string> {
  const folder = join(HERE, 'mysql-node');
  const changedAt = (file: string): number => statSync(join(folder, file), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  await madeOnce(
    'mysql-node',
    () => changedAt('node_modules/.package-lock.json') >= changedAt('package-lock.json'),
    () => install('npm', ['ci', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund']),
  );
  return folder;
}

/** The program of test/full/go, built anew when its source changed. */
export async function goDriver(): Promise<string> {
  const [folder, program] = [join(HERE, 'go'), join(MADE, 'go-mysql-driver')];
  const changedAt = (file: string): number => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const sources = readdirSync(folder).map((name) => join(folder, name));
  await madeOnce(
    'go-mysql-driver',
    () => sources.every((source) => changedAt(program) >= changedAt(source)),
    async () => {
      const go = existsSync('/usr/local/go/bin/go') ? '/usr/local/go/bin/go' : 'go';
      const remedy = 'install Go 1.24 or later (Debian: apt-get install golang-go)';
      await install(await found(go, ['version'], remedy), ['build', '-C', folder, '-o', program, '.']);
    },
  );
  return program;
}

/** Arguments of `java` that run test/full/java with MariaDB Connector/J. */
export async function javaDriver(): Promise<readonly string[]> {
  const folder = join(MADE, 'java');
  const jar = join(folder, `${CONNECTOR_J}-${CONNECTOR_J_VERSION}.jar`);
  await found('java', ['--version'], 'install a JDK 17 or later (Debian: apt-get install default-jdk-headless)');
  await madeOnce(
    'java',
    () => existsSync(jar),
    async () => {
      mkdirSync(folder, { recursive: true });
      const artifact = `-Dartifact=org.mariadb.jdbc:${CONNECTOR_J}:${CONNECTOR_J_VERSION}`;
      const maven = await found('mvn', ['--version'], 'install Maven (Debian: apt-get install maven)');
      await install(maven, ['-q', '-B', 'dependency:copy', artifact, `-DoutputDirectory=${folder}`]);
    },
  );
  return ['-cp', jar, join(HERE, 'java', 'Driver.java')];
}

/** A command line of a server's packages, with the loader that came with it. */
export async function commandLine(server: string, program: string): Promise<readonly string[]> {
  const folder = join(MADE, 'servers', server, 'usr');
  const library = join(folder, 'lib', 'x86_64-linux-gnu');
  const loader = join(library, 'ld-linux-x86-64.so.2');
  if (!existsSync(loader))
    throw new Missing(`${program} of ${server} is missing, and the full suite needs it: ${UNPACK}`);
  const libraries = [library, join(library, 'mysql', 'private'), join(folder, 'lib', 'mysql', 'private')].join(':');
  const command = [loader, '--library-path', libraries, join(folder, 'bin', program)];
  await found(loader, [...command.slice(1), '--version'], UNPACK);
  return command;
}
