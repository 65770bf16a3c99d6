/** Statements about the server rather than its data: schemas, databases, tablespaces, extensions, languages. */
import { options } from './draft.ts';
import type { Entries } from './entry.ts';
import { listParts, optionText, roleName } from './names.ts';
import { touchObject } from './objects.ts';
import { describeStoredSetting } from './setting.ts';

const missing = (ok: boolean | undefined) => ({ missing: ok === true ? ('ok' as const) : ('must exist' as const) });

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
};
