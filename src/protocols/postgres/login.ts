// The login upstream as a state machine: messages of the server in, answers out. Knows one user and one password; shows
// neither. The errors of a wrong parameter are the client's to see, those of a wrong password are the operator's.

import { createHash } from 'node:crypto';
import { ProtocolViolation, RefusedError } from '../../core/errors.ts';
import { ScramClient } from '../../core/scram-client.ts';
import type { Reader } from '../../bytes/reader.ts';
import { Writer } from '../../bytes/writer.ts';
import type { UpstreamConfig } from './config.ts';
import {
  decodeAuthentication,
  decodeBackendKeyData,
  decodeParameterStatus,
  decodeReadyForQuery,
  decodeReport,
  encodePasswordMessage,
  encodeSASLInitialResponse,
  encodeSASLResponse,
  encodeStartupPacket,
  errorField,
  type Authentication,
  type BackendKind,
  type ErrorResponse,
} from './messages/index.ts';

/** What the server said until it was ready. */
export interface LoggedIn {
  readonly parameters: ReadonlyMap<string, string>;
  readonly processId: number;
  readonly key: Uint8Array;
}

export interface LoginOptions {
  readonly config: UpstreamConfig;
  readonly password: string | undefined;
  /** Start-up parameters besides user and database. */
  readonly parameters: readonly (readonly [string, string])[];
  readonly send: (bytes: Buffer) => void;
}

export class Login {
  readonly finished: Promise<LoggedIn>;
  readonly #options: LoginOptions;
  readonly #out = new Writer();
  readonly #parameters = new Map<string, string>();
  #scram: ScramClient | undefined;
  #authenticated = false;
  #processId = 0;
  #key: Uint8Array = new Uint8Array(0);
  #resolve: (started: LoggedIn) => void = () => undefined;
  #reject: (error: unknown) => void = () => undefined;

  constructor(options: LoginOptions) {
    this.#options = options;
    this.finished = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  begin(): void {
    const { config, parameters } = this.#options;
    const all: (readonly [string, string])[] = [['user', config.user], ['database', config.database], ...parameters];
    this.#send(() => encodeStartupPacket({ kind: 'StartupMessage', major: 3, minor: 0, parameters: all }, this.#out));
  }

  /** Throws ProtocolViolation, MalformedMessage and RefusedError. */
  message(kind: BackendKind, body: Reader): void {
    switch (kind) {
      case 'Authentication':
        return this.#authenticate(decodeAuthentication(body));
      case 'ParameterStatus': {
        const status = decodeParameterStatus(body);
        this.#parameters.set(status.name, status.value);
        return;
      }
      case 'BackendKeyData': {
        const { processId, key } = decodeBackendKeyData(body);
        this.#processId = processId;
        this.#key = Uint8Array.from(key);
        return;
      }
      case 'ReadyForQuery':
        decodeReadyForQuery(body);
        if (!this.#authenticated) throw new ProtocolViolation('the server was ready before the login was over');
        return this.#resolve({ parameters: this.#parameters, processId: this.#processId, key: this.#key });
      case 'ErrorResponse':
        throw this.#refused(decodeReport('ErrorResponse', body));
      case 'NoticeResponse':
      case 'NegotiateProtocolVersion':
        return;
      default:
        throw new ProtocolViolation(`the server sent a ${kind} during the login`);
    }
  }

  #authenticate(request: Authentication): void {
    switch (request.kind) {
      case 'AuthenticationOk':
        if (this.#scram !== undefined)
          throw new ProtocolViolation('the server ended the login before it proved that it knows the password');
        this.#authenticated = true;
        return;
      case 'AuthenticationCleartextPassword':
        // In clear the password is readable on the way unless the certificate was checked.
        if (!this.#options.config.tls.mode.startsWith('verify') && !isLoopback(this.#options.config.host)) {
          throw this.#credentials('the server asks for the password in clear, and its certificate is not verified');
        }
        return this.#password(this.#required());
      case 'AuthenticationMD5Password':
        return this.#password(md5(this.#required(), this.#options.config.user, request.salt));
      case 'AuthenticationSASL':
        return this.#startScram(request.mechanisms);
      case 'AuthenticationSASLContinue':
        return this.#continueScram(Buffer.from(request.data).toString('utf8'));
      case 'AuthenticationSASLFinal':
        if (this.#scram === undefined)
          throw new ProtocolViolation('the server ended a SCRAM exchange that never began');
        this.#scram.finish(Buffer.from(request.data).toString('utf8'));
        this.#scram = undefined;
        return;
      case 'AuthenticationUnsupported':
        throw this.#credentials(`the server asks for authentication method ${request.code}, which is not supported`);
      default:
        return request satisfies never;
    }
  }

  #startScram(mechanisms: readonly string[]): void {
    if (!mechanisms.includes('SCRAM-SHA-256'))
      throw this.#credentials(`the server offers only ${mechanisms.join(', ')}`);
    const scram = new ScramClient({ password: this.#required() });
    this.#scram = scram;
    const data = Buffer.from(scram.start());
    this.#send(() =>
      encodeSASLInitialResponse({ kind: 'SASLInitialResponse', mechanism: scram.mechanism, data }, this.#out),
    );
  }

  #continueScram(serverFirst: string): void {
    if (this.#scram === undefined)
      throw new ProtocolViolation('the server goes on with a SCRAM exchange that never began');
    this.#answerScram(this.#scram.continue(serverFirst)).catch(this.#reject);
  }

  async #answerScram(final: Promise<string>): Promise<void> {
    const data = Buffer.from(await final);
    this.#send(() => encodeSASLResponse({ kind: 'SASLResponse', data }, this.#out));
  }

  #password(password: string): void {
    this.#send(() => encodePasswordMessage({ kind: 'PasswordMessage', password }, this.#out));
  }

  #required(): string {
    const { password } = this.#options;
    if (password === undefined) throw this.#credentials('the server asks for a password, and none is configured');
    return password;
  }

  #send(write: () => void): void {
    write();
    this.#options.send(this.#out.take());
  }

  /** What is wrong with a client's own start-up parameter is told in the server's words; everything else is the operator's. */
  #refused(report: ErrorResponse): RefusedError {
    const code = report.fields.get(errorField.code) ?? 'XX000';
    const message = report.fields.get(errorField.message) ?? 'the server refused the login';
    if (code === '22023' || code === '42704' || code === '53300' || code === '57P03') {
      return new RefusedError({ code: 'WW_UPSTREAM_UNAVAILABLE', sqlState: code, message });
    }
    return this.#credentials(`${message} (${code})`);
  }

  #credentials(reason: string): RefusedError {
    const error = new RefusedError({
      code: 'WW_UPSTREAM_UNAVAILABLE',
      message: `the database behind "${this.#options.config.name}" does not let Wirewall in`,
      hint: 'Ask the operator, whose log has the reason.',
    });
    error.cause = new Error(reason);
    return error;
  }
}

function md5(password: string, user: string, salt: Uint8Array): string {
  const inner = createHash('md5').update(password).update(user).digest('hex');
  return `md5${createHash('md5').update(inner).update(salt).digest('hex')}`;
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}
