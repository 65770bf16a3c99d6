/** A throw-away certificate for servers on this machine. Knows the openssl command line, nothing of any protocol. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** A certificate and its private key, PEM. The certificate is self-signed, so it is also the one to trust. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

const run = promisify(execFile);

/** A fresh self-signed certificate for `localhost` and 127.0.0.1, valid for two days. */
export async function selfSignedCertificate(commonName = 'localhost'): Promise<Certificate> {
  const folder = await mkdtemp(join(tmpdir(), 'wirewall-certificate-'));
  const cert = join(folder, 'cert.pem');
  const key = join(folder, 'key.pem');
  try {
    const form = 'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2'.split(' ');
    const names = ['-subj', `/CN=${commonName}`, '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
    await run('openssl', [...form, ...names, '-keyout', key, '-out', cert]);
    return { cert: await readFile(cert, 'utf8'), key: await readFile(key, 'utf8') };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      throw new Error('no "openssl" on the PATH, which makes the certificates of TLS tests: install openssl', {
        cause: error,
      });
    }
    throw error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
