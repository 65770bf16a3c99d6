/**
 * The floor of any proxy written in Node: a TCP relay in a process of its own that looks at nothing.
 * `node bench/relay.ts <port to listen on> <port to go to>`, both on 127.0.0.1.
 */
import { connect, createServer } from 'node:net';

const [from, to] = process.argv.slice(2).map(Number);
if (from === undefined || to === undefined) throw new Error('usage: node bench/relay.ts <from port> <to port>');

createServer({ noDelay: true }, (client) => {
  const upstream = connect({ host: '127.0.0.1', port: to, noDelay: true });
  client.pipe(upstream).pipe(client);
  client.on('error', () => upstream.destroy());
  upstream.on('error', () => client.destroy());
}).listen(from, '127.0.0.1');
