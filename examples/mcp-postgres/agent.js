// An MCP host that works through the Postgres MCP server. Where the database is, it reads from DATABASE_URL.
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { scriptedModel } from './scripted-model.js';

// What hosts write as "command" and "args" under "mcpServers".
const server = { command: 'node_modules/.bin/mcp-server-postgres', args: [process.env.DATABASE_URL] };

const client = new Client({ name: 'example-host', version: '1.0.0' });
await client.connect(new StdioClientTransport(server));
const { tools } = await client.listTools();
console.log(`tools: ${tools.map(({ name }) => name).join(', ')}\n`);

// Here a language model would choose the next call by the answer to the last one.
for (const call of scriptedModel()) {
  console.log(`${call.name}(${JSON.stringify(call.arguments)})`);
  console.log(`  ${await answerTo(call)}\n`);
}
await client.close();

async function answerTo(call) {
  try {
    const { content } = await client.callTool(call);
    return content.map(({ text }) => text).join('\n');
  } catch (error) {
    return error.message;
  }
}
