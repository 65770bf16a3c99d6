// From a text to what may be judged: reads it with the names of the session, reads again when a name was unknown, and
// finds what prepared names and cursors stand for. Knows no rules.

import { after } from '../../core/after.ts';
import { RefusedError } from '../../core/errors.ts';
import type { Refusal } from '../../core/refusal.ts';
import type { NameContext } from '../../sql/catalog/catalog.ts';
import type { Analysis, Statement } from '../../sql/statement.ts';
import { deferredRefusal } from './deferred.ts';
import type { Naming } from './naming.ts';
import type { Names, Portal, Prepared } from './prepared.ts';

export type Understood =
  | { readonly kind: 'understood'; readonly statements: readonly Statement[]; readonly context: NameContext }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

export type StandsFor =
  | {
      readonly kind: 'found';
      readonly standsFor: readonly (readonly Statement[])[];
      readonly innerTexts: readonly string[];
    }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

const NOTHING: StandsFor = { kind: 'found', standsFor: [], innerTexts: [] };

export class Understanding {
  readonly #read: (text: string, context: NameContext) => Analysis | Promise<Analysis>;
  readonly #onFault: (error: unknown) => void;
  readonly #naming: Naming;
  readonly #statements: Names<Prepared>;
  readonly #portals: Names<Portal>;
  readonly #answersIn: () => Promise<void>;

  constructor(
    read: (text: string, context: NameContext) => Analysis | Promise<Analysis>,
    onFault: (error: unknown) => void,
    naming: Naming,
    statements: Names<Prepared>,
    portals: Names<Portal>,
    answersIn: () => Promise<void>,
  ) {
    this.#read = read;
    this.#onFault = onFault;
    this.#naming = naming;
    this.#statements = statements;
    this.#portals = portals;
    this.#answersIn = answersIn;
  }

  /** Reads a text. A name that is unknown is looked up once more in a catalog loaded after this call. */
  text(text: string, again = false): Understood | Promise<Understood> {
    let context: NameContext;
    try {
      context = this.#naming.context;
    } catch (error) {
      if (error instanceof RefusedError) return { kind: 'refused', refusal: error.refusal };
      throw error;
    }
    return after(this.#readSafely(text, context), (analysis): Understood | Promise<Understood> => {
      if (analysis.kind === 'refused') {
        if (analysis.refusal.code !== 'WW_NAME_UNKNOWN' || again) return analysis;
        return this.#naming.refresh().then(
          () => this.text(text, true),
          () => analysis,
        );
      }
      const refusal = this.#batchRefusal(analysis.statements);
      if (refusal !== undefined) return { kind: 'refused', refusal };
      return { kind: 'understood', statements: analysis.statements, context };
    });
  }

  /** A fault of ours in reading refuses the statement and nothing else: the session's state is not touched by it. */
  #readSafely(text: string, context: NameContext): Analysis | Promise<Analysis> {
    const refused = (error: unknown): Analysis => {
      if (error instanceof RefusedError) return { kind: 'refused', refusal: error.refusal };
      this.#onFault(error);
      return { kind: 'refused', refusal: notRead };
    };
    try {
      const analysis = this.#read(text, context);
      return analysis instanceof Promise ? analysis.catch(refused) : analysis;
    } catch (error) {
      return refused(error);
    }
  }

  /** Makes sure that a prepared statement is read with the names of now: the server plans it anew with them. */
  renewed(prepared: Prepared): Refusal | undefined | Promise<Refusal | undefined> {
    if (prepared.context === this.#naming.context) return undefined;
    return after(this.text(prepared.text), (understood) => {
      if (understood.kind === 'refused') return understood.refusal;
      prepared.statements = prepared.pick(understood.statements);
      prepared.context = understood.context;
      return undefined;
    });
  }

  /** What EXECUTE and FETCH name. */
  standsFor(statements: readonly Statement[]): StandsFor | Promise<StandsFor> {
    const first = statements.find(
      (statement) => statement.effect.kind === 'execute' || statement.effect.kind === 'fetch',
    );
    if (first === undefined) return NOTHING;
    if (statements.length === 1) return this.#oneStandsFor(first);
    return this.#allStandFor(statements);
  }

  async #allStandFor(statements: readonly Statement[]): Promise<StandsFor> {
    const all: (readonly Statement[])[] = [];
    const innerTexts: string[] = [];
    for (const statement of statements) {
      const found = await this.#oneStandsFor(statement);
      if (found.kind === 'refused') return found;
      all.push(found.standsFor[0] ?? []);
      innerTexts.push(...found.innerTexts);
    }
    return { kind: 'found', standsFor: all, innerTexts };
  }

  #oneStandsFor(statement: Statement): StandsFor | Promise<StandsFor> {
    const effect = statement.effect;
    if (effect.kind !== 'execute' && effect.kind !== 'fetch') return NOTHING;
    const names = effect.kind === 'fetch' ? this.#portals : this.#statements;
    if (names.unsettled(effect.name)) return this.#answersIn().then(() => this.#known(effect, statement.kind));
    return this.#known(effect, statement.kind);
  }

  #known(
    effect: Extract<Statement['effect'], { kind: 'execute' | 'fetch' }>,
    by: Statement['kind'],
  ): StandsFor | Promise<StandsFor> {
    if (effect.kind === 'fetch') {
      const portal = this.#portals.get(effect.name);
      if (portal === undefined)
        return { kind: 'refused', refusal: missing('34000', `cursor "${effect.name}" does not exist`) };
      const standsFor = [[...portal.statements, ...portal.standsFor.flat()]];
      return { kind: 'found', standsFor, innerTexts: [portal.prepared.text, ...portal.innerTexts] };
    }
    const prepared = this.#statements.get(effect.name);
    if (prepared === undefined) {
      return { kind: 'refused', refusal: missing('26000', `prepared statement "${effect.name}" does not exist`) };
    }
    return after(this.renewed(prepared), (refusal): StandsFor => {
      // The values of EXECUTE's own parameters are not looked into.
      const unusable = refusal ?? deferredRefusal(prepared.statements, undefined);
      if (unusable !== undefined) return { kind: 'refused', refusal: unusable };
      const named = by === 'explain' ? prepared.statements.map(explained) : prepared.statements;
      return { kind: 'found', standsFor: [named], innerTexts: [prepared.text] };
    });
  }

  /** A text is judged whole, with the names of its beginning: nothing may follow a statement that changes what names mean. */
  #batchRefusal(statements: readonly Statement[]): Refusal | undefined {
    if (statements.length < 2) return undefined;
    const changing = statements.findIndex((statement) => this.#changesNames(statement));
    if (changing === -1) return undefined;
    const behind = statements.slice(changing + 1).find((statement) => !namesNothing(statement));
    if (behind === undefined) return undefined;
    return {
      code: 'WW_NOT_SUPPORTED',
      message: `${behind.command} stands in one text behind ${statements[changing]?.command ?? 'a statement'}, which may change what its names mean`,
      hint: 'Send the statements one at a time.',
      offset: behind.start,
    };
  }

  #changesNames(statement: Statement): boolean {
    const effect = statement.effect;
    switch (effect.kind) {
      case 'set':
        return effect.tracked;
      case 'transaction':
        return this.#naming.mayBeTakenBack;
      case 'none':
        return statement.accesses.some((access) => access.privilege === 'EXECUTE');
      case 'execute':
      case 'fetch':
        return false;
      case 'ddl':
      case 'discard':
      case 'prepare':
      case 'deallocate':
      case 'declare':
      case 'close':
      case 'own':
      case 'kill':
        return true;
      case 'diagnostics':
        return false;
      default:
        return effect satisfies never;
    }
  }
}

const explainedBefore = new WeakMap<Statement, Statement>();

/** As EXPLAIN shows it: a plan tells how wide the columns are, so that each of them has a place in it. The same one each time. */
function explained(statement: Statement): Statement {
  const before = explainedBefore.get(statement);
  if (before !== undefined) return before;
  const columns = (statement.output ?? []).flatMap(({ lineage }) => ('columns' in lineage ? lineage.columns : []));
  const places = columns.map((column) => ({ column, kind: 'other', offset: -1 }) as const);
  const made = { ...statement, positions: [...statement.positions, ...places] };
  explainedBefore.set(statement, made);
  return made;
}

const notRead: Refusal = {
  code: 'WW_INTERNAL',
  message: 'wirewall could not read the statement, and refused it',
  hint: 'Write it in another way; if it stays so, ask the operator, whose log has the reason.',
};

/** Statements whose meaning rests on no name of an object. */
function namesNothing(statement: Statement): boolean {
  return NAMELESS.has(statement.kind) && statement.accesses.length === 0;
}

const NAMELESS: ReadonlySet<Statement['kind']> = new Set([
  'transaction', 'set', 'show', 'empty', 'listen', 'close', 'deallocate', 'discard',
]); // prettier-ignore

function missing(sqlState: string, message: string): Refusal {
  return { code: 'WW_NAME_UNKNOWN', sqlState, message };
}
