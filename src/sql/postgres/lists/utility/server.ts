/** Statements about the server rather than its data: schemas, databases, tablespaces, extensions, languages, other servers, replication. */
import type { Node } from '@pgsql/types';
import { columnsOf, optionName, options, type Draft } from './draft.ts';
import type { Entries } from './entry.ts';
import { listParts, optionText, roleName } from './names.ts';
import { touchObject } from './objects.ts';
import { describeStoredSetting } from './roles.ts';
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
      draft.expression(pubtable.whereClause, columnsOf(pubtable.relation));
    }
  }
}

function usesHandlers(draft: Draft, nodes: readonly Node[] | undefined): void {
  for (const option of options(nodes)) draft.uses(option.arg === undefined ? [] : optionName(option));
}

const SUBSCRIPTION = 'a subscription connects to another server';

export const SERVER: Entries<
  | 'CreateSchemaStmt'
  | 'CreatedbStmt'
  | 'DropdbStmt'
  | 'AlterDatabaseStmt'
  | 'AlterDatabaseRefreshCollStmt'
  | 'AlterDatabaseSetStmt'
  | 'CreateTableSpaceStmt'
  | 'DropTableSpaceStmt'
  | 'AlterTableSpaceOptionsStmt'
  | 'AlterSystemStmt'
  | 'CheckPointStmt'
  | 'LoadStmt'
  | 'CreateExtensionStmt'
  | 'AlterExtensionStmt'
  | 'AlterExtensionContentsStmt'
  | 'CreatePLangStmt'
  | 'CreateAmStmt'
  | 'CreateEventTrigStmt'
  | 'AlterEventTrigStmt'
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
  CreateSchemaStmt: {
    kind: 'ddl',
    command: 'CREATE SCHEMA',
    means: 'CREATE on the database, GRANT on another owner; with statements inside: not supported',
    describe: (draft, node) => {
      draft.touch('CREATE', 'database', []);
      if (node.authrole !== undefined && roleName(node.authrole).length > 0) draft.role(node.authrole);
      if ((node.schemaElts ?? []).length > 0) draft.hazard('not_supported', 'CREATE SCHEMA with statements inside');
    },
  },
  CreatedbStmt: {
    kind: 'ddl',
    command: 'CREATE DATABASE',
    means: 'CREATE on that database, SELECT on its template',
    describe: (draft, node) => {
      draft.touch('CREATE', 'database', [node.dbname ?? ''], { missing: 'is created' });
      for (const option of options(node.options)) {
        const template = option.defname === 'template' ? optionText(option.arg) : undefined;
        if (template !== undefined) draft.touch('SELECT', 'database', [template]);
      }
    },
  },
  DropdbStmt: {
    kind: 'ddl',
    command: 'DROP DATABASE',
    means: 'DROP on the database',
    describe: (draft, node) => draft.touch('DROP', 'database', [node.dbname ?? ''], missing(node.missing_ok)),
  },
  AlterDatabaseStmt: {
    kind: 'ddl',
    command: 'ALTER DATABASE',
    means: 'ALTER on the database',
    describe: (draft, node) => draft.touch('ALTER', 'database', [node.dbname ?? '']),
  },
  AlterDatabaseRefreshCollStmt: {
    kind: 'ddl',
    command: 'ALTER DATABASE',
    means: 'ALTER on the database',
    describe: (draft, node) => draft.touch('ALTER', 'database', [node.dbname ?? '']),
  },
  AlterDatabaseSetStmt: {
    kind: 'ddl',
    command: 'ALTER DATABASE',
    means: 'ALTER on the database, and what the list of settings asks for',
    describe: (draft, node) => {
      draft.touch('ALTER', 'database', [node.dbname ?? '']);
      describeStoredSetting(draft, node);
    },
  },
  CreateTableSpaceStmt: {
    kind: 'ddl',
    command: 'CREATE TABLESPACE',
    means: "refused: it names a folder of the server's",
    describe: (draft, node) => {
      draft.other('CREATE', 'tablespace', [node.tablespacename ?? '']);
      draft.role(node.owner);
      draft.hazard('file', 'CREATE TABLESPACE');
    },
  },
  DropTableSpaceStmt: {
    kind: 'ddl',
    command: 'DROP TABLESPACE',
    means: 'DROP on the tablespace',
    describe: (draft, node) => draft.other('DROP', 'tablespace', [node.tablespacename ?? ''], missing(node.missing_ok)),
  },
  AlterTableSpaceOptionsStmt: {
    kind: 'ddl',
    command: 'ALTER TABLESPACE',
    means: 'ALTER on the tablespace',
    describe: (draft, node) => draft.other('ALTER', 'tablespace', [node.tablespacename ?? '']),
  },
  AlterSystemStmt: {
    kind: 'other',
    command: 'ALTER SYSTEM',
    means: "refused: it writes the server's configuration",
    describe: (draft) => {
      draft.secretText = true;
      draft.hazard('setting', 'ALTER SYSTEM');
    },
  },
  CheckPointStmt: {
    kind: 'maintenance',
    command: 'CHECKPOINT',
    means: 'MAINTAIN on the database',
    describe: (draft) => draft.touch('MAINTAIN', 'database', []),
  },
  LoadStmt: {
    kind: 'other',
    command: 'LOAD',
    means: 'refused: it loads code',
    describe: (draft) => draft.hazard('opaque', 'LOAD'),
  },
  CreateExtensionStmt: {
    kind: 'ddl',
    command: 'CREATE EXTENSION',
    means: 'CREATE on the extension, CREATE on the schema that it names',
    describe: (draft, node) => {
      draft.other('CREATE', 'extension', [node.extname ?? '']);
      for (const option of options(node.options)) {
        if (option.defname === 'schema') draft.touch('CREATE', 'schema', [optionText(option.arg) ?? '']);
      }
    },
  },
  AlterExtensionStmt: {
    kind: 'ddl',
    command: 'ALTER EXTENSION',
    means: 'ALTER on the extension',
    describe: (draft, node) => draft.other('ALTER', 'extension', [node.extname ?? '']),
  },
  AlterExtensionContentsStmt: {
    kind: 'ddl',
    command: 'ALTER EXTENSION',
    means: 'ALTER on the extension and on the object',
    describe: (draft, node) => {
      draft.other('ALTER', 'extension', [node.extname ?? '']);
      touchObject(draft, 'ALTER', node.objtype, { node: node.object });
    },
  },
  CreatePLangStmt: {
    kind: 'ddl',
    command: 'CREATE LANGUAGE',
    means: 'refused: it brings code that runs text',
    describe: (draft, node) => {
      draft.other('CREATE', 'language', [node.plname ?? '']);
      draft.hazard('opaque', 'CREATE LANGUAGE');
    },
  },
  CreateAmStmt: {
    kind: 'ddl',
    command: 'CREATE ACCESS METHOD',
    means: 'refused: it brings code',
    describe: (draft, node) => {
      draft.other('CREATE', 'access method', [node.amname ?? '']);
      draft.hazard('opaque', 'CREATE ACCESS METHOD');
    },
  },
  CreateEventTrigStmt: {
    kind: 'ddl',
    command: 'CREATE EVENT TRIGGER',
    means: 'CREATE on the event trigger, EXECUTE on its function',
    describe: (draft, node) => {
      draft.other('CREATE', 'event trigger', [node.trigname ?? '']);
      draft.uses(listParts(node.funcname), { signature: [] });
    },
  },
  AlterEventTrigStmt: {
    kind: 'ddl',
    command: 'ALTER EVENT TRIGGER',
    means: 'ALTER on the event trigger',
    describe: (draft, node) => draft.other('ALTER', 'event trigger', [node.trigname ?? '']),
  },
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
