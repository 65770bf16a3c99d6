/** Lists that were read from one server version each (data/), and which of them speaks for a given server. */
import type { ServerFacts } from '../../catalog/catalog.ts';

export interface VersionList {
  /** As ServerFacts numbers it, without the last part: 907, 1011. */
  readonly release: number;
  readonly lines: readonly string[];
}

/** Lists by `mysql 9.7`, oldest first. */
export function listsOf(data: Readonly<Record<string, string>>, flavor: ServerFacts['flavor']): VersionList[] {
  return Object.entries(data)
    .filter(([name]) => name.startsWith(`${flavor} `))
    .map(([name, text]) => ({ release: releaseOf(name), lines: text.split('\n').filter((line) => line !== '') }))
    .sort((a, b) => a.release - b.release);
}

/** The newest list that isn't newer than the server, or the oldest one. `exact`: it was made of this very release. */
export function listFor<T extends { readonly release: number }>(
  lists: readonly T[],
  server: ServerFacts,
): { readonly list: T; readonly exact: boolean } | undefined {
  const release = Math.floor(server.version / 100);
  const list = lists.findLast((one) => one.release <= release) ?? lists[0];
  return list && { list, exact: list.release === release };
}

function releaseOf(name: string): number {
  const [major = 0, minor = 0] = (name.split(' ')[1] ?? '').split('.').map(Number);
  return major * 100 + minor;
}
