/** Who may do what in the contract: one agent for each promise that uses something up. */
import { DEVELOPMENT_AUDIENCE, DEVELOPMENT_ISSUER } from '../../src/identity/development.ts';
import type { RuleFiles } from '../servers/gateway.ts';

const SENSITIVE = `
upstream: shop
sensitive:
  shop.customers.email: { mask: email }
  shop.customers.card_number: { mask: last 4 }
---
upstream: shop
deny:
  - ALL ON ALL TABLES IN SCHEMA hr
`;

const AGENTS = `
for: { agents: [bot, brief, leaver, suspect] }
upstream: shop
allow:
  - SELECT ON shop.orders, shop.products, shop.notes, shop.customer_contacts
  - SELECT (id, name, email, card_number, city, country) ON shop.customers
  - INSERT (id, name, email, city, country), UPDATE (name, email, city), DELETE ON shop.customers
  - INSERT (order_id, author, body), UPDATE (body), DELETE ON shop.notes
---
for: { agents: [bot], intents: [restock] }
upstream: shop
allow:
  - UPDATE (in_stock) ON shop.products
---
for: { agents: [limited] }
upstream: shop
allow: [ 'SELECT ON shop.orders, shop.products' ]
limits: { rows: 10, time: 1s }
---
for: { agents: [rated] }
upstream: shop
allow: [ 'SELECT ON shop.products' ]
limits: { statements_per_minute: 3 }
---
for: { agents: [analyst] }
upstream: shop
allow: [ 'SELECT ON shop.products' ]
---
for: { agents: [changer] }
upstream: shop
allow: [ 'SELECT ON shop.products' ]
hold:
  - { on: 'CREATE, ALTER, DROP ON SCHEMA shop', approvers: [dba], quorum: 1, expires: 30m, wait: 20s }
---
for: { agents: [hasty] }
upstream: shop
hold:
  - { on: 'CREATE, ALTER, DROP ON SCHEMA shop', approvers: [dba], quorum: 1, expires: 30m, wait: 1s }
`;

export const RULES: RuleFiles = { 'sensitive.yaml': SENSITIVE, 'agents.yaml': AGENTS };

/** The development issuer, whose tokens end when they say. */
export const IDENTITY = {
  identity: {
    issuers: [
      {
        issuer: DEVELOPMENT_ISSUER,
        audience: DEVELOPMENT_AUDIENCE,
        jwks: { file: 'keys.json' },
        intents: 'intents',
        clock_tolerance: '0s',
      },
    ],
  },
};
