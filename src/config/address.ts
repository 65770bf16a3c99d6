/** Host and port, as in `127.0.0.1:6432`, `db.example.com`, `[::1]:5432`. */
import { BlockList, isIP, isIPv6 } from 'node:net';

export interface Address {
  /** Without brackets. */
  readonly host: string;
  readonly port: number;
}

/** Stands for the port of an address that names none, until its protocol gives it one. */
export const NO_PORT = -1;

export class AddressError extends Error {
  override readonly name = 'AddressError';
}

const HOST_NAME = /^(?!-)[A-Za-z0-9_-]{1,63}(?:\.[A-Za-z0-9_-]{1,63})*\.?$/;

export function parseAddress(text: string, defaultPort: number): Address {
  const bracketed = /^\[([^\]]*)\](?::(\d+))?$/.exec(text);
  const plain = /^([^:[\]]+)(?::(\d+))?$/.exec(text);
  const [, host = '', digits] = bracketed ?? plain ?? (isIPv6(text) ? [text, text] : []);
  const wanted = 'expected an address like 127.0.0.1:5432, db.example.com:5432 or [::1]:5432';
  const numeric = /^[\d.]+$/.test(host);
  const known = bracketed === null ? isIP(host) !== 0 || (!numeric && HOST_NAME.test(host)) : isIPv6(host);
  if (!known) throw new AddressError(`${wanted}, found "${text}"`);
  const port = digits === undefined ? defaultPort : Number(digits);
  if (!(port <= 65_535)) throw new AddressError(`${wanted}: port ${digits ?? ''} is greater than 65535`);
  return { host, port };
}

export function formatAddress({ host, port }: Address): string {
  return isIPv6(host) ? `[${host}]:${port}` : `${host}:${port}`;
}

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** Only this machine can reach it. A name other than localhost may come to mean anything, so it is none. */
export function isLoopback(host: string): boolean {
  const family = isIP(host);
  if (family === 0) return host.toLowerCase() === 'localhost';
  return loopback.check(host, family === 6 ? 'ipv6' : 'ipv4');
}
