// What statements of SQL do to the session's prepared statements and portals, once the server has done them.

import type { NameContext } from '../../sql/catalog/catalog.ts';
import type { Statement } from '../../sql/statement.ts';
import { pickInner, type Names, type Portal, type Prepared } from './prepared.ts';

/** Statement `index` of `text` has completed. */
export function applyEffect(
  { statements, portals }: { readonly statements: Names<Prepared>; readonly portals: Names<Portal> },
  text: string,
  of: readonly Statement[],
  context: NameContext,
  index: number,
): void {
  const effect = of[index]?.effect;
  if (effect === undefined) return;
  if (effect.kind === 'prepare') {
    statements.set(effect.name, {
      text,
      pick: pickInner(index),
      statements: [effect.inner],
      context,
      masked: true,
      fields: undefined,
    });
  } else if (effect.kind === 'declare') {
    const prepared: Prepared = {
      text,
      pick: pickInner(index),
      statements: [effect.inner],
      context,
      masked: true,
      fields: undefined,
    };
    portals.set(effect.name, {
      prepared,
      statements: [effect.inner],
      standsFor: [],
      innerTexts: [],
      context,
      parameters: noParameters,
      fetched: { rows: 0 },
      fields: undefined,
      describing: false,
      onFields: undefined,
      started: false,
    });
  } else if (effect.kind === 'deallocate') {
    if (effect.name === undefined) statements.clear();
    else statements.delete(effect.name);
  } else if (effect.kind === 'close') {
    if (effect.name === undefined) portals.clear();
    else portals.delete(effect.name);
  } else if (effect.kind === 'discard' && effect.what === 'all') {
    statements.clear();
    portals.clear();
  }
}

const noParameters = (): string => '';
