// A LangChain agent that answers a support ticket from a database. Where that database is, it reads from DATABASE_URL.
import { SqlDatabase } from '@langchain/classic/sql_db';
import { createAgent, tool } from 'langchain';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { scriptedModel } from './scripted-model.js';

const dataSource = new DataSource({ type: 'postgres', url: process.env.DATABASE_URL, schema: 'shop' });
const database = await SqlDatabase.fromDataSourceParams({ appDataSource: dataSource, sampleRowsInTableInfo: 0 });

const describeTables = tool(({ tables }) => database.getTableInfo(tables), {
  name: 'describe_tables',
  description: 'The columns of these tables of the schema shop.',
  schema: z.object({ tables: z.array(z.string()) }),
});

const queryDatabase = tool(({ sql }) => database.run(sql).catch(explain), {
  name: 'query_database',
  description: 'Run one SQL statement, and get its rows, or why it was refused.',
  schema: z.object({ sql: z.string() }),
});

// The message alone says what was refused; the hint says what to do instead. LangChain's own QuerySqlTool passes only the first.
function explain({ message, detail, hint }) {
  return [`ERROR: ${message}`, detail && `DETAIL: ${detail}`, hint && `HINT: ${hint}`].filter(Boolean).join('\n');
}

const agent = createAgent({
  model: scriptedModel(), // Here would be "openai:…" or another model's name.
  tools: [describeTables, queryDatabase],
});

const { messages } = await agent.invoke({
  messages: [{ role: 'user', content: 'Order 7: what became of it, and how do we reach the customer?' }],
});
for (const message of messages) {
  if (message.content) console.log(`${message.name ?? message.type}: ${message.content}`);
  for (const call of message.tool_calls ?? []) console.log(`${call.name}(${JSON.stringify(call.args)})`);
}
await dataSource.destroy();
