/** Attacks on the newest releases; MariaDB 10.11 is attacked by test/full/mysql-attacks.test.ts. */
import { describe } from 'vitest';
import { findMySqlServers } from '../servers/mysql.ts';
import { attackSuite } from './mysql-attack-suite.ts';

const NEWEST = findMySqlServers().filter(({ version }) => version !== '10.11');

describe.each(NEWEST)('$flavor $version', (one) => {
  attackSuite(one);
});
