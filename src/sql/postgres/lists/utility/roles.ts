/** Statements about roles and privileges. */
import type { GrantStmt } from '@pgsql/types';
import { options, type Draft } from './draft.ts';
import type { Entries } from './entry.ts';
import { nameParts, roleName } from './names.ts';
import { touchObject } from './objects.ts';
import { describeStoredSetting } from './setting.ts';

function describeGrant(draft: Draft, node: GrantStmt): void {
  draft.roles(node.grantees);
  if (node.targtype === 'ACL_TARGET_DEFAULTS') return;
  for (const object of node.objects ?? []) {
    if (node.targtype === 'ACL_TARGET_ALL_IN_SCHEMA') draft.touch('GRANT', 'schema', nameParts(object));
    else if ('RangeVar' in object) touchObject(draft, 'GRANT', node.objtype, { relation: object.RangeVar });
    else touchObject(draft, 'GRANT', node.objtype, { node: object });
  }
}

function hidesPassword(draft: Draft, nodes: Parameters<typeof options>[0]): void {
  if (options(nodes).some((option) => /password/i.test(option.defname ?? ''))) draft.secretText = true;
}

export const ROLES: Entries<
  | 'GrantStmt'
  | 'GrantRoleStmt'
  | 'AlterDefaultPrivilegesStmt'
  | 'CreateRoleStmt'
  | 'AlterRoleStmt'
  | 'AlterRoleSetStmt'
  | 'DropRoleStmt'
  | 'DropOwnedStmt'
  | 'ReassignOwnedStmt'
> = {
  GrantStmt: {
    kind: 'grant',
    command: (node) => (node.is_grant === true ? 'GRANT' : 'REVOKE'),
    means: 'GRANT on each object (on the schema for ALL … IN SCHEMA) and on each role',
    describe: describeGrant,
  },
  GrantRoleStmt: {
    kind: 'grant',
    command: (node) => (node.is_grant === true ? 'GRANT ROLE' : 'REVOKE ROLE'),
    means: 'GRANT on each role, on both sides',
    describe: (draft, node) => {
      for (const granted of node.granted_roles ?? []) {
        if ('AccessPriv' in granted) draft.touch('GRANT', 'role', [granted.AccessPriv.priv_name ?? '']);
      }
      draft.roles(node.grantee_roles);
    },
  },
  AlterDefaultPrivilegesStmt: {
    kind: 'grant',
    command: 'ALTER DEFAULT PRIVILEGES',
    means: 'GRANT on the schemas (on the database without one) and on each role',
    describe: (draft, node) => {
      const listed = (name: string) =>
        options(node.options)
          .filter((option) => option.defname === name)
          .flatMap(({ arg }) => (arg !== undefined && 'List' in arg ? (arg.List.items ?? []) : []));
      const schemas = listed('schemas').map(nameParts);
      for (const schema of schemas) draft.touch('GRANT', 'schema', schema);
      if (schemas.length === 0) draft.touch('GRANT', 'database', []);
      draft.roles(listed('roles'));
      if (node.action !== undefined) draft.roles(node.action.grantees);
    },
  },
  CreateRoleStmt: {
    kind: 'grant',
    command: 'CREATE ROLE',
    means: 'GRANT on the role; recorded without its literals when it has a password',
    describe: (draft, node) => {
      draft.touch('GRANT', 'role', [node.role ?? ''], { missing: 'is created' });
      hidesPassword(draft, node.options);
      for (const option of options(node.options)) {
        if (option.arg !== undefined && 'List' in option.arg) draft.roles(option.arg.List.items);
      }
    },
  },
  AlterRoleStmt: {
    kind: 'grant',
    command: 'ALTER ROLE',
    means: 'GRANT on the role; recorded without its literals when it has a password',
    describe: (draft, node) => {
      draft.role(node.role);
      hidesPassword(draft, node.options);
      for (const option of options(node.options)) {
        if (option.arg !== undefined && 'List' in option.arg) draft.roles(option.arg.List.items);
      }
    },
  },
  AlterRoleSetStmt: {
    kind: 'grant',
    command: 'ALTER ROLE',
    means: 'GRANT on the role (on the database for ALL), and what the list of settings asks for',
    describe: (draft, node) => {
      if (node.role === undefined) draft.touch('GRANT', 'database', node.database === undefined ? [] : [node.database]);
      else draft.touch('GRANT', 'role', roleName(node.role), { offset: node.role.location ?? -1 });
      describeStoredSetting(draft, node);
    },
  },
  DropRoleStmt: {
    kind: 'grant',
    command: 'DROP ROLE',
    means: 'GRANT on each role',
    describe: (draft, node) => draft.roles(node.roles, { missing: node.missing_ok === true ? 'ok' : 'must exist' }),
  },
  DropOwnedStmt: {
    kind: 'grant',
    command: 'DROP OWNED',
    means: 'GRANT on each role, DROP on the database: what they own is not named',
    describe: (draft, node) => {
      draft.roles(node.roles);
      draft.touch('DROP', 'database', []);
    },
  },
  ReassignOwnedStmt: {
    kind: 'grant',
    command: 'REASSIGN OWNED',
    means: 'GRANT on each role, ALTER on the database: what they own is not named',
    describe: (draft, node) => {
      draft.roles(node.roles);
      draft.role(node.newrole);
      draft.touch('ALTER', 'database', []);
    },
  },
};
