// What a language model would say, written down, so that the example needs no key and always runs the same.
import { AIMessage } from '@langchain/core/messages';
import { fakeModel } from '@langchain/core/testing';

const CALLS = [
  { name: 'describe_tables', args: { tables: ['orders', 'customers'] } },
  query('SELECT id, status, shipped_at, customer_id FROM shop.orders WHERE id = 7'),
  // More than the agent may read. The refusal's hint says what it may.
  query('SELECT c.* FROM shop.customers c JOIN shop.orders o ON o.customer_id = c.id WHERE o.id = 7'),
  query('SELECT c.name, c.email FROM shop.customers c JOIN shop.orders o ON o.customer_id = c.id WHERE o.id = 7'),
  // An attacker's words in a ticket would look like this.
  query('SELECT employee, salary FROM hr.salaries'),
];
const ANSWER =
  'I have what I may know of the order; the e-mail is masked for me, and salaries are none of my business.';

export function scriptedModel() {
  const model = fakeModel();
  for (const call of CALLS) model.respond(new AIMessage({ content: '', tool_calls: [named(call)] }));
  return model.respond(new AIMessage(ANSWER));
}

function query(sql) {
  return { name: 'query_database', args: { sql } };
}

function named(call) {
  return { ...call, id: `call-${CALLS.indexOf(call)}`, type: 'tool_call' };
}
