/** What the scripts share: each runs all of its operations, each on connections of its own, and prints JSON. Knows an address and no Wirewall. */
import { readFileSync } from 'node:fs';

export const REFUSED_SQL = 'SELECT salary FROM hr.salaries';
export const MASKED_SQL = 'SELECT email FROM shop.customers WHERE id = 50';

/** Of `mysql://agent:secret@host:port/shop?ca=FILE` what drivers of Node take as options. */
export function optionsOf(url) {
  const { hostname, port, username, password, pathname, searchParams } = new URL(url);
  const ca = searchParams.get('ca');
  return {
    host: hostname,
    port: Number(port),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    database: pathname.slice(1),
    ...(ca === null ? {} : { ssl: { ca: readFileSync(ca, 'utf8') } }),
  };
}

export function told(error) {
  const cause = error.cause ?? error.original ?? error.driverError ?? error;
  const { errno, code, sqlState, sqlMessage } = cause;
  return { errno, code, sqlState, message: sqlMessage ?? cause.message };
}

export async function errorOf(attempt) {
  try {
    await attempt();
    return undefined;
  } catch (error) {
    return told(error);
  }
}

/** `node script.mjs same|refused|masked|seven URL`; `withConnection(url, operation)` opens, calls and closes. */
export async function main(kinds, withConnection) {
  const [kind, url] = process.argv.slice(2);
  const results = {};
  for (const [name, operation] of Object.entries(kinds[kind])) {
    try {
      results[name] = (await withConnection(url, operation)) ?? null;
    } catch (error) {
      results[name] = { threw: told(error), stack: process.env.TRACE === undefined ? undefined : error.stack };
    }
  }
  process.stdout.write(JSON.stringify(results));
}

export async function refusal(attempt, seven) {
  const error = await errorOf(attempt);
  return { errno: error?.errno, sqlState: error?.sqlState, message: error?.message, after: Number(await seven()) };
}
