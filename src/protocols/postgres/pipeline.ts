// The extended protocol: Parse is judged, Bind fixes names, parameters and formats, each Execute spends a permit and is
// where a hold waits (design.md §3). No I/O; knows no rules.

import { createHash } from 'node:crypto';
import { after } from '../../core/after.ts';
import type { Refusal } from '../../core/refusal.ts';
import type { Ruling } from '../../gate/protocol.ts';
import { Writer } from '../../bytes/writer.ts';
import type { Judging } from './judging.ts';
import { deferredRefusal } from './deferred.ts';
import type { ClientFrame } from './framer.ts';
import { newRun, type Awaited, type Run } from './line.ts';
import { contradiction } from './masking.ts';
import {
  decodeBind,
  decodeDescribe,
  decodeExecute,
  decodeParse,
  encodeDescribe,
  encodeParse,
  type FieldDescription,
} from './messages/index.ts';
import type { Statement } from '../../sql/statement.ts';
import { parameterTypeRefusal } from './parameter-types.ts';
import { pickAll, type Portal, type Prepared } from './prepared.ts';
import { ANSWER_TEXT, FAILING_PORTAL } from './refusal.ts';
import type { StandsFor } from './understanding.ts';

type Found = Extract<StandsFor, { kind: 'found' }>;
type Forward = Extract<Ruling, { kind: 'forward' }>;

export class Pipeline {
  readonly #judging: Judging;
  readonly #maxPreparedStatements: number;
  readonly #cut: (run: Run, refusal: Refusal) => void;

  constructor(judging: Judging, maxPreparedStatements: number, cut: (run: Run, refusal: Refusal) => void) {
    this.#judging = judging;
    this.#maxPreparedStatements = maxPreparedStatements;
    this.#cut = cut;
  }

  parse(frame: ClientFrame): void | Promise<void> {
    const { statement: name, text, parameterTypes } = decodeParse(frame.reader());
    const { understanding, statements: known } = this.#judging;
    if (name !== '' && known.unsettled(name)) return this.#judging.whenAnswered(frame);
    if (known.size >= this.#maxPreparedStatements && known.get(name) === undefined) {
      return this.#refuseParse(
        name,
        text,
        this.#judging.unread('prepare', text, tooManyStatements(this.#maxPreparedStatements)),
      );
    }
    return after(understanding.text(text), (understood) => {
      if (understood.kind === 'refused')
        return this.#refuseParse(name, text, this.#judging.unread('prepare', text, understood.refusal));
      const { statements, context } = understood;
      const untyped = parameterTypeRefusal(parameterTypes, context.catalog);
      if (untyped !== undefined) return this.#refuseParse(name, text, this.#judging.unread('prepare', text, untyped));
      if (statements.length > 1)
        return this.#refuseParse(name, text, this.#judging.unread('prepare', text, severalStatements));
      return after(understanding.standsFor(statements), (stands) => {
        if (stands.kind === 'refused')
          return this.#refuseParse(name, text, this.#judging.unread('prepare', text, stands.refusal));
        const request = {
          phase: 'prepare',
          text,
          statements,
          standsFor: stands.standsFor,
          innerTexts: stands.innerTexts,
          catalog: context.catalog,
          bytes: frame.bytes,
        } as const;
        return after(this.#judging.decide(request), (ruling) => {
          const prepared: Prepared = { text, pick: pickAll, statements, context, masked: false, fields: undefined };
          if (ruling.kind === 'refuse') return this.#refuseParse(name, text, ruling.refusal);
          if (ruling.kind === 'answered') return this.#prepareAnswer(name, prepared);
          prepared.masked = ruling.masks.some((plan) => plan !== undefined);
          this.#judging.outbound.send(ruling.permit, { kind: 'parse', ours: false, ...this.#keep(name, prepared) });
        });
      });
    });
  }

  bind(frame: ClientFrame): void | Promise<void> {
    const { portal: name, statement, parameters } = decodeBind(frame.reader());
    const { understanding, session, outbound } = this.#judging;
    if (name === FAILING_PORTAL) return outbound.refuseExtended(reservedName);
    if (this.#judging.statements.unsettled(statement)) return this.#judging.whenAnswered(frame);
    const prepared = this.#judging.statements.get(statement);
    const unwelcome = session.check();
    if (unwelcome !== undefined)
      return outbound.refuseExtended(this.#judging.unread('prepare', prepared?.text ?? '', unwelcome));
    if (prepared === undefined)
      return outbound.refuseExtended(missing('26000', `prepared statement "${statement}" does not exist`));
    const before = prepared.statements;
    return after(understanding.renewed(prepared), (refusal) => {
      if (refusal !== undefined)
        return outbound.refuseExtended(this.#judging.unread('prepare', prepared.text, refusal));
      return after(understanding.standsFor(prepared.statements), (stands) => {
        if (stands.kind === 'refused') return outbound.refuseExtended(stands.refusal);
        const unseen = deferredRefusal(prepared.statements, parameters);
        if (unseen !== undefined) {
          return outbound.refuseExtended(this.#judging.unread('prepare', prepared.text, unseen), prepared.text);
        }
        const portal = newPortal(prepared, stands, digestOf(name, frame.body));
        // Read anew, it may be another statement than the one that was allowed to be prepared.
        if (prepared.statements !== before) return this.#bindAgain(frame, name, portal);
        outbound.own('protocol', frame.bytes, {
          kind: 'bind',
          ours: false,
          undo: this.#judging.portals.set(name, portal),
        });
      });
    });
  }

  describe(frame: ClientFrame): void | Promise<void> {
    const { target, name } = decodeDescribe(frame.reader());
    const { session, outbound, portals, statements } = this.#judging;
    if ((target === 'portal' ? portals : statements).unsettled(name)) return this.#judging.whenAnswered(frame);
    const portal = target === 'portal' ? portals.get(name) : undefined;
    const prepared = target === 'statement' ? statements.get(name) : portal?.prepared;
    const unwelcome = session.check();
    if (unwelcome !== undefined)
      return outbound.refuseExtended(this.#judging.unread('prepare', prepared?.text ?? '', unwelcome));
    if (prepared === undefined) {
      const [code, what] = target === 'portal' ? ['34000', 'portal'] : ['26000', 'prepared statement'];
      return outbound.refuseExtended(missing(code, `${what} "${name}" does not exist`));
    }
    const { masked } = prepared;
    const described = (fields: readonly FieldDescription[] | undefined): void => {
      prepared.fields = fields;
      if (portal !== undefined) takeFields(portal, fields);
    };
    if (!masked) return outbound.own('protocol', frame.bytes, { kind: 'describe', ours: false });
    const undo = portal === undefined ? undefined : awaitFields(portal);
    outbound.own('protocol', frame.bytes, { kind: 'describe', ours: false, described, undo });
  }

  execute(frame: ClientFrame): void | Promise<void> {
    const { portal: name } = decodeExecute(frame.reader());
    const { outbound, portals } = this.#judging;
    if (portals.unsettled(name)) return this.#judging.whenAnswered(frame);
    const portal = portals.get(name);
    if (portal === undefined) return outbound.refuseExtended(missing('34000', `portal "${name}" does not exist`));
    if (!portal.started && portal.standsFor.length > 0) {
      // The server looks up what EXECUTE and FETCH name when they run, not when they were bound.
      return after(this.#judging.understanding.standsFor(portal.statements), (now) =>
        now.kind === 'found' && isSame(now.standsFor, portal.standsFor)
          ? this.#executePortal(frame, name, portal)
          : outbound.refuseExtended(
              this.#judging.unread('execute', portal.prepared.text, changedSince),
              portal.prepared.text,
            ),
      );
    }
    return this.#executePortal(frame, name, portal);
  }

  #executePortal(frame: ClientFrame, name: string, portal: Portal): void | Promise<void> {
    const { outbound } = this.#judging;
    const { prepared, statements, standsFor, innerTexts, context, parameters } = portal;
    const request = {
      phase: portal.started ? 'resume' : 'execute',
      text: prepared.text,
      statements,
      standsFor,
      innerTexts,
      catalog: context.catalog,
      parameters,
      bytes: frame.bytes,
    } as const;
    return after(this.#judging.decide(request), (ruling) => {
      if (ruling.kind === 'refuse') return outbound.refuseExtended(ruling.refusal, prepared.text);
      // The portal is of the text that stands in its place, so this runs nothing of the client's.
      if (ruling.kind === 'answered') return outbound.own('answer', frame.bytes, { kind: 'execute', ours: false });
      this.#run(name, portal, ruling);
    });
  }

  #run(name: string, portal: Portal, ruling: Forward): void {
    const { outbound } = this.#judging;
    const run = newRun(ruling, portal.statements, portal.fetched);
    const plan = ruling.masks[0];
    const fields = portal.fields ?? portal.prepared.fields;
    if (plan !== undefined && fields !== undefined) {
      run.fields = fields;
      const refusal = contradiction(plan, fields);
      if (refusal !== undefined) return this.#withdraw(run, refusal);
    } else if (plan !== undefined) {
      // Several Executes of one portal may be on their way before its columns are known.
      const earlier = portal.onFields;
      portal.onFields = (columns) => {
        earlier?.(columns);
        run.fields = columns;
        const refusal = columns === undefined ? undefined : contradiction(plan, columns);
        if (refusal !== undefined) this.#cut(run, refusal);
      };
      // The client did not ask what comes; to mask it, we have to.
      if (!portal.describing) {
        const described = (columns: readonly FieldDescription[] | undefined): void => takeFields(portal, columns);
        const undo = awaitFields(portal);
        outbound.own('protocol', describePortal(name), { kind: 'describe', ours: true, described, undo });
      }
    }
    portal.started = true;
    outbound.send(ruling.permit, {
      kind: 'execute',
      ours: false,
      run,
      done: this.#judging.effects(portal.prepared.text, portal.statements, portal.prepared.context),
    });
    this.#judging.sent(portal.statements, portal.standsFor);
  }

  /** It was permitted, and is not sent: what the portal shows is not what it was judged for. */
  #withdraw({ permit, rows, bytes, maskedCells }: Run, refusal: Refusal): void {
    const { session, outbound } = this.#judging;
    session.settle(permit, { result: 'cut', rows, bytes, maskedCells, errorCode: refusal.code, durationMs: 0 });
    outbound.refuseExtended({ ...refusal, decisionId: permit.id });
  }

  #bindAgain(frame: ClientFrame, name: string, portal: Portal): void | Promise<void> {
    const { outbound, portals } = this.#judging;
    const { prepared, statements, standsFor, innerTexts, context } = portal;
    const request = {
      phase: 'prepare',
      text: prepared.text,
      statements,
      standsFor,
      innerTexts,
      catalog: context.catalog,
      bytes: frame.bytes,
    } as const;
    return after(this.#judging.decide(request), (ruling) => {
      if (ruling.kind === 'refuse') return outbound.refuseExtended(ruling.refusal, prepared.text);
      const permit = ruling.kind === 'forward' ? ruling.permit : this.#judging.session.own('answer', frame.bytes);
      outbound.send(permit, { kind: 'bind', ours: false, undo: portals.set(name, portal) });
    });
  }

  /** Remembers what a Parse makes. A name that is taken stays what it is: the server will say so. */
  #keep(name: string, prepared: Prepared): Pick<Awaited, 'undo' | 'failed'> {
    const { statements } = this.#judging;
    if (name !== '' && statements.get(name) !== undefined) return {};
    const undo = statements.set(name, prepared);
    if (name !== '') return { undo };
    // A Parse that failed has dropped the unnamed statement; one that was sent behind it has made it anew.
    return { undo, failed: () => (statements.get('') === prepared ? statements.delete('') : undo()) };
  }

  #prepareAnswer(name: string, prepared: Prepared): void {
    const out = new Writer();
    encodeParse({ kind: 'Parse', statement: name, text: ANSWER_TEXT, parameterTypes: [] }, out);
    this.#judging.outbound.own('answer', out.take(), { kind: 'parse', ours: false, ...this.#keep(name, prepared) });
  }

  #refuseParse(name: string, text: string, refusal: Refusal): void {
    // The server drops its unnamed statement for any Parse that names it.
    const undo = name === '' ? this.#judging.statements.delete('') : undefined;
    this.#judging.outbound.refuseParse(refusal, name, text, undo);
  }
}

function newPortal(prepared: Prepared, { standsFor, innerTexts }: Found, parameters: () => string): Portal {
  const { statements, context } = prepared;
  return {
    prepared,
    statements,
    standsFor,
    innerTexts,
    context,
    parameters,
    fetched: { rows: 0 },
    fields: undefined,
    describing: false,
    onFields: undefined,
    started: false,
  };
}

/** Only holds ask for it, so the one unnamed portal keeps its Bind; named ones, of which there may be many, may not. */
function digestOf(portal: string, bound: Uint8Array): () => string {
  return portal === '' ? () => digest(bound) : always(digest(bound));
}

function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** In a scope of its own: a closure keeps all that any closure of its scope uses, and the Bind is not to be kept. */
function always(text: string): () => string {
  return () => text;
}

/** A Describe of the portal goes upstream. Gives what to do when the server skips it. */
function awaitFields(portal: Portal): () => void {
  portal.describing = true;
  return () => {
    portal.describing = false;
    portal.onFields = undefined;
  };
}

function takeFields(portal: Portal, fields: readonly FieldDescription[] | undefined): void {
  const waiting = portal.onFields;
  portal.describing = false;
  portal.fields = fields;
  portal.onFields = undefined;
  waiting?.(fields);
}

function describePortal(name: string): Buffer {
  const out = new Writer();
  encodeDescribe({ kind: 'Describe', target: 'portal', name }, out);
  return out.take();
}

function missing(sqlState: string, message: string): Refusal {
  return { code: 'WW_NAME_UNKNOWN', sqlState, message };
}

type Named = readonly (readonly Statement[])[];

function isSame(now: Named, then: Named): boolean {
  const [a, b] = [now.flat(), then.flat()];
  return a.length === b.length && a.every((statement, index) => statement === b[index]);
}

const changedSince: Refusal = {
  code: 'WW_NOT_SUPPORTED',
  message: 'what the statement names has changed since it was bound',
  hint: 'Bind it again.',
};

const severalStatements: Refusal = {
  code: 'WW_SYNTAX_ERROR',
  message: 'cannot insert multiple commands into a prepared statement',
  hint: 'Send the statements one at a time.',
};

const reservedName: Refusal = {
  code: 'WW_NOT_SUPPORTED',
  message: `the portal name "${FAILING_PORTAL}" is taken`,
  hint: 'Choose another name.',
};

export function tooManyStatements(most: number): Refusal {
  return {
    code: 'WW_TOO_LARGE',
    message: `the session has ${most} prepared statements, which is as many as it may have`,
    hint: 'Close those that are not needed with DEALLOCATE or Close.',
  };
}
