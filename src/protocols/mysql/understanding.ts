// From a text to what may be judged: reads it with the state of the session, and again when a name was unknown. Knows no rules.

import { after } from '../../core/after.ts';
import { RefusedError } from '../../core/errors.ts';
import type { Refusal } from '../../core/refusal.ts';
import type { MySqlContext, MySqlReading, MySqlStatement } from '../../sql/mysql/index.ts';
import type { Naming } from './naming.ts';

export type Read = (text: Uint8Array, context: MySqlContext) => MySqlReading | Promise<MySqlReading>;

export type Understood =
  | {
      readonly kind: 'understood';
      readonly statements: readonly MySqlStatement[];
      readonly context: MySqlContext;
      /** As the reading has it. */
      readonly alike: object;
    }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

export class Understanding {
  readonly #read: Read;
  readonly #onFault: (error: unknown) => void;
  readonly #naming: Naming;

  constructor(read: Read, onFault: (error: unknown) => void, naming: Naming) {
    this.#read = read;
    this.#onFault = onFault;
    this.#naming = naming;
  }

  /** Reads a text with the session as it is now. A name that is unknown is looked up once more in a schema loaded after this call. */
  text(text: Uint8Array): Understood | Promise<Understood> {
    return this.#understood(text, () => this.#naming.context, false);
  }

  /** Reads one statement alone, as COM_STMT_PREPARE takes it. */
  single(text: Uint8Array): Understood | Promise<Understood> {
    return this.#understood(text, () => this.#naming.single, false);
  }

  /** Reads a text again that was prepared with `context`: the schema is today's, all else is as it was. */
  again(text: Uint8Array, context: MySqlContext): Understood | Promise<Understood> {
    return this.#understood(text, () => ({ ...context, catalog: this.#naming.context.catalog }), false);
  }

  #understood(text: Uint8Array, contextOf: () => MySqlContext, again: boolean): Understood | Promise<Understood> {
    let context: MySqlContext;
    try {
      context = contextOf();
    } catch (error) {
      if (error instanceof RefusedError) return { kind: 'refused', refusal: error.refusal };
      throw error;
    }
    return after(this.#readSafely(text, context), (reading): Understood | Promise<Understood> => {
      if (reading.kind === 'refused') {
        if (reading.refusal.code !== 'WW_NAME_UNKNOWN' || again) return reading;
        return this.#naming.refresh().then(
          () => this.#understood(text, contextOf, true),
          () => reading,
        );
      }
      const refusal = batchRefusal(reading.statements);
      if (refusal !== undefined) return { kind: 'refused', refusal };
      const { statements, alike = statements } = reading;
      return { kind: 'understood', statements, context, alike };
    });
  }

  /** A fault of ours in reading refuses the statement and nothing else: the session's state is not touched by it. */
  #readSafely(text: Uint8Array, context: MySqlContext): MySqlReading | Promise<MySqlReading> {
    const refused = (error: unknown): MySqlReading => {
      if (error instanceof RefusedError) return { kind: 'refused', refusal: error.refusal };
      this.#onFault(error);
      return { kind: 'refused', refusal: notRead };
    };
    try {
      const reading = this.#read(text, context);
      return reading instanceof Promise ? reading.catch(refused) : reading;
    } catch (error) {
      return refused(error);
    }
  }
}

/** A text is judged whole, with the state of its beginning: nothing may follow a statement that changes what the next one means. */
function batchRefusal(statements: readonly MySqlStatement[]): Refusal | undefined {
  if (statements.length < 2) return undefined;
  const byUs = statements.find(({ printed, effect, hazards }) =>
    effect.kind === 'own' || hazards.length > 0 ? false : printed === '' || OURS.has(effect.kind),
  );
  if (byUs !== undefined) return alone(byUs.command, byUs.start);
  const changing = statements.findIndex((statement) => changesReading(statement));
  if (changing === -1 || changing === statements.length - 1) {
    // Which result is whose is told by counting them.
    const call = statements.find(({ kind }) => kind === 'call');
    return call === undefined ? undefined : alone(call.command, call.start);
  }
  const behind = statements[changing + 1];
  return {
    code: 'WW_NOT_SUPPORTED',
    message: `${behind?.command ?? 'a statement'} stands in one text behind ${statements[changing]?.command ?? 'another'}, which may change what it means`,
    hint: 'Send the statements one at a time.',
    ...(behind === undefined ? {} : { offset: behind.start }),
  };
}

/** What is answered by us: the server would answer one statement less, and its warnings are not always the agent's to see. */
const OURS: ReadonlySet<string> = new Set(['kill', 'diagnostics']);

function changesReading({ effect, accesses }: MySqlStatement): boolean {
  switch (effect.kind) {
    case 'set':
      return effect.tracked;
    case 'ddl':
    case 'own':
    case 'kill':
    case 'diagnostics':
      return true;
    default:
      return accesses.some(({ privilege }) => privilege === 'EXECUTE');
  }
}

function alone(command: string, offset: number): Refusal {
  return {
    code: 'WW_NOT_SUPPORTED',
    message: `${command} stands in one text with other statements`,
    hint: 'Send the statements one at a time.',
    offset,
  };
}

const notRead: Refusal = {
  code: 'WW_INTERNAL',
  message: 'wirewall could not read the statement, and refused it',
  hint: 'Write it in another way; if it stays so, ask the operator, whose log has the reason.',
};
