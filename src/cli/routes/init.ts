/** `wirewall init`: its flags and its help. */
import { buildCommand } from '@stricli/core';
import { PROTOCOLS, type ProtocolName } from '../../config/protocols.ts';
import type { CliContext } from '../context.ts';
import { handing } from './handing.ts';
import { switchFlag, textFlag, withExamples } from './flags.ts';

export interface InitFlags {
  readonly protocol?: ProtocolName;
  readonly address?: string;
  readonly database?: string;
  readonly user?: string;
  readonly passwordEnv?: string;
  readonly passwordFile?: string;
  readonly tls?: 'verify-full' | 'verify-ca' | 'require' | 'disable';
  readonly agent?: string;
  readonly listen?: string;
  readonly directory: string;
  readonly nonInteractive?: boolean;
  readonly force?: boolean;
}

export const initCommand = buildCommand<InitFlags, [], CliContext>({
  loader: handing(async () => (await import('../init.ts')).init),
  parameters: {
    flags: {
      protocol: {
        kind: 'enum',
        values: PROTOCOLS,
        brief: 'What the database speaks (postgres); mysql is MariaDB too',
        optional: true,
      },
      address: textFlag('Where the database listens', 'host:port'),
      database: textFlag('The database', 'name'),
      user: textFlag('The user that Wirewall logs in as', 'name'),
      passwordEnv: textFlag('Environment variable with its password', 'NAME'),
      passwordFile: textFlag('File with its password', 'file'),
      tls: {
        kind: 'enum',
        values: ['verify-full', 'verify-ca', 'require', 'disable'],
        brief: 'TLS to the database; found out when not given',
        optional: true,
      },
      agent: textFlag('Name of the first agent (agent)', 'name'),
      listen: textFlag('Where agents will connect (127.0.0.1:6432, for mysql 127.0.0.1:6033)', 'host:port'),
      directory: { kind: 'parsed', parse: String, placeholder: 'folder', brief: 'Where to write', default: '.' },
      nonInteractive: switchFlag('Ask nothing'),
      force: switchFlag('Write over files that are there'),
    },
  },
  docs: {
    brief: 'Ask for a database and write a configuration that works',
    fullDescription: withExamples(
      [
        'Tests the connection, then writes wirewall.yaml, rules/ with a first agent that may read, made from the live schema,',
        'and a development issuer whose tokens are logins. Files that are there are never written over without --force.',
      ].join('\n'),
      ['wirewall init', 'asks for everything'],
      [
        'wirewall init --non-interactive --address 127.0.0.1:5432 --database shop --user app --password-env SHOP_PASSWORD',
        'for scripts',
      ],
    ),
  },
});
