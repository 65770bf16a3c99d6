/** Statements about other servers: foreign data wrappers and servers, who logs in there, and replication. */
import type { Node } from '@pgsql/types';
import { columnsOf, optionName, options, type Draft } from './draft.ts';
import type { Entries } from './entry.ts';
import { listParts, relationParts } from './names.ts';
import { describeForeignOptions } from './table-definition.ts';

const missing = (ok: boolean | undefined) => ({ missing: ok === true ? ('ok' as const) : ('must exist' as const) });

/** Tables and schemas that a publication sends to whoever subscribes. */
function describePublished(draft: Draft, objects: readonly Node[] | undefined, all: boolean | undefined): void {
  if (all === true) draft.touch('SELECT', 'database', []);
  for (const node of objects ?? []) {
    if (!('PublicationObjSpec' in node)) continue;
    const { pubtable, name } = node.PublicationObjSpec;
    if (pubtable === undefined) draft.touch('SELECT', 'schema', name === undefined ? [] : [name]);
    else {
      const columns = listParts(pubtable.columns);
      draft.relation('SELECT', pubtable.relation, columns.length > 0 ? { columns } : {});
      // What is published leaves unmasked.
      for (const column of columns) draft.column(column, columnsOf(pubtable.relation));
      if (columns.length === 0) {
        draft.everyColumnOf.push({ name: relationParts(pubtable.relation), missing: 'must exist' });
      }
      draft.expression(pubtable.whereClause, columnsOf(pubtable.relation));
    }
  }
}

function usesHandlers(draft: Draft, nodes: readonly Node[] | undefined): void {
  for (const option of options(nodes)) draft.uses(option.arg === undefined ? [] : optionName(option));
}

const SUBSCRIPTION = 'a subscription';

export const FOREIGN: Entries<
  | 'CreateFdwStmt'
  | 'AlterFdwStmt'
  | 'CreateForeignServerStmt'
  | 'AlterForeignServerStmt'
  | 'CreateUserMappingStmt'
  | 'AlterUserMappingStmt'
  | 'DropUserMappingStmt'
  | 'ImportForeignSchemaStmt'
  | 'CreatePublicationStmt'
  | 'AlterPublicationStmt'
  | 'CreateSubscriptionStmt'
  | 'AlterSubscriptionStmt'
  | 'DropSubscriptionStmt'
> = {
  CreateFdwStmt: {
    kind: 'ddl',
    command: 'CREATE FOREIGN DATA WRAPPER',
    means: 'CREATE on the wrapper, EXECUTE on its functions',
    describe: (draft, node) => {
      draft.other('CREATE', 'foreign data wrapper', [node.fdwname ?? '']);
      usesHandlers(draft, node.func_options);
      draft.secretText = true;
    },
  },
  AlterFdwStmt: {
    kind: 'ddl',
    command: 'ALTER FOREIGN DATA WRAPPER',
    means: 'ALTER on the wrapper, EXECUTE on its functions',
    describe: (draft, node) => {
      draft.other('ALTER', 'foreign data wrapper', [node.fdwname ?? '']);
      usesHandlers(draft, node.func_options);
      draft.secretText = true;
    },
  },
  CreateForeignServerStmt: {
    kind: 'ddl',
    command: 'CREATE SERVER',
    means: 'CREATE on the server, USAGE on the wrapper; recorded without its literals',
    describe: (draft, node) => {
      draft.other('CREATE', 'server', [node.servername ?? '']);
      draft.other('USAGE', 'foreign data wrapper', [node.fdwname ?? '']);
      describeForeignOptions(draft, node.options);
      draft.secretText = true;
    },
  },
  AlterForeignServerStmt: {
    kind: 'ddl',
    command: 'ALTER SERVER',
    means: 'ALTER on the server; recorded without its literals',
    describe: (draft, node) => {
      draft.other('ALTER', 'server', [node.servername ?? '']);
      describeForeignOptions(draft, node.options);
      draft.secretText = true;
    },
  },
  CreateUserMappingStmt: {
    kind: 'grant',
    command: 'CREATE USER MAPPING',
    means: 'ALTER on the server, GRANT on the role; recorded without its literals',
    describe: (draft, node) => {
      draft.other('ALTER', 'server', [node.servername ?? '']);
      draft.role(node.user);
      draft.secretText = true;
    },
  },
  AlterUserMappingStmt: {
    kind: 'grant',
    command: 'ALTER USER MAPPING',
    means: 'ALTER on the server, GRANT on the role; recorded without its literals',
    describe: (draft, node) => {
      draft.other('ALTER', 'server', [node.servername ?? '']);
      draft.role(node.user);
      draft.secretText = true;
    },
  },
  DropUserMappingStmt: {
    kind: 'grant',
    command: 'DROP USER MAPPING',
    means: 'ALTER on the server, GRANT on the role',
    describe: (draft, node) => {
      draft.other('ALTER', 'server', [node.servername ?? ''], missing(node.missing_ok));
      draft.role(node.user, missing(node.missing_ok));
    },
  },
  ImportForeignSchemaStmt: {
    kind: 'ddl',
    command: 'IMPORT FOREIGN SCHEMA',
    means: 'CREATE on the schema, USAGE on the server',
    describe: (draft, node) => {
      draft.touch('CREATE', 'schema', [node.local_schema ?? '']);
      draft.other('USAGE', 'server', [node.server_name ?? '']);
      describeForeignOptions(draft, node.options);
    },
  },
  CreatePublicationStmt: {
    kind: 'ddl',
    command: 'CREATE PUBLICATION',
    means: 'CREATE on the publication, SELECT on what it publishes (on the database for ALL TABLES)',
    describe: (draft, node) => {
      draft.other('CREATE', 'publication', [node.pubname ?? '']);
      describePublished(draft, node.pubobjects, node.for_all_tables);
    },
  },
  AlterPublicationStmt: {
    kind: 'ddl',
    command: 'ALTER PUBLICATION',
    means: 'ALTER on the publication, SELECT on what it publishes',
    describe: (draft, node) => {
      draft.other('ALTER', 'publication', [node.pubname ?? '']);
      describePublished(draft, node.pubobjects, node.for_all_tables);
    },
  },
  CreateSubscriptionStmt: {
    kind: 'ddl',
    command: 'CREATE SUBSCRIPTION',
    means: 'refused: it connects to another server; recorded without its literals',
    describe: (draft, node) => {
      draft.other('CREATE', 'subscription', [node.subname ?? '']);
      draft.secretText = true;
      draft.hazard('file', SUBSCRIPTION);
    },
  },
  AlterSubscriptionStmt: {
    kind: 'ddl',
    command: 'ALTER SUBSCRIPTION',
    means: 'refused: it connects to another server; recorded without its literals',
    describe: (draft, node) => {
      draft.other('ALTER', 'subscription', [node.subname ?? '']);
      draft.secretText = true;
      draft.hazard('file', SUBSCRIPTION);
    },
  },
  DropSubscriptionStmt: {
    kind: 'ddl',
    command: 'DROP SUBSCRIPTION',
    means: 'DROP on the subscription',
    describe: (draft, node) => draft.other('DROP', 'subscription', [node.subname ?? ''], missing(node.missing_ok)),
  },
};
