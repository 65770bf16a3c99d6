// What a language model would call, written down, so that the example needs no key and always runs the same.
export function scriptedModel() {
  return [
    query('SELECT id, status, shipped_at, customer_id FROM shop.orders WHERE id = 7'),
    // More than the agent may read.
    query('SELECT c.* FROM shop.customers c JOIN shop.orders o ON o.customer_id = c.id WHERE o.id = 7'),
    query('SELECT c.name, c.email FROM shop.customers c JOIN shop.orders o ON o.customer_id = c.id WHERE o.id = 7'),
    // The MCP server opens a read-only transaction before each query; a query that ends it may write.
    query("COMMIT; UPDATE shop.orders SET status = 'paid' WHERE id = 7"),
    query('SELECT employee, salary FROM hr.salaries'),
  ];
}

function query(sql) {
  return { name: 'query', arguments: { sql } };
}
