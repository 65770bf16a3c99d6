/** Every protocol and server that the contract binds. A server that isn't on this machine is named as missing; in CI none may be. */
import { findMySqlServers } from '../servers/mysql.ts';
import { mysql, type Server } from './mysql.ts';
import { postgres } from './postgres.ts';
import type { Subject } from './subject.ts';

const WANTED: readonly Server[] = [
  { flavor: 'mysql', version: '9' },
  { flavor: 'mariadb', version: '11.8' },
  { flavor: 'mariadb', version: '10.11' },
];

export function subjects(): readonly Subject[] {
  const here = findMySqlServers();
  const both = WANTED.map((wanted): Subject => {
    const found = here.some(({ flavor, version }) => flavor === wanted.flavor && version.startsWith(wanted.version));
    return found ? mysql(wanted) : { ...mysql(wanted), missing: 'no such server is on this machine' };
  });
  return [postgres, ...both];
}
