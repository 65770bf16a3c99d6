/**
 * A definition while it is read: takes words, names and literals from the cursor and keeps them as parts, in the order in which they are
 * printed. Names become quoted ones here, since only the grammar knows that they are names; a word that stays a word is one that the
 * grammar asked for. Knows no clause.
 */
import type { Definition, Expression, Name, QualifiedName, Query } from '../../ast/index.ts';
import type { Operator, Token } from '../../tokens.ts';
import type { Cursor } from '../cursor.ts';
import { parseExpression } from '../expression.ts';
import { parseQualifiedName } from '../names.ts';
import { columnsOf } from './columns-of.ts';

type DefinitionPart = Definition['parts'][number];
type Named = Extract<DefinitionPart, { kind: 'Named' }>['as'];

export class Draft {
  readonly cursor: Cursor;
  readonly start: number;
  readonly #parts: DefinitionPart[] = [];
  readonly #targets: QualifiedName[] = [];
  /** Columns that must have been there before. */
  readonly #existing: Name[] = [];
  /** Columns that are there, or that the statement adds: of keys and expressions. */
  readonly #columns: Name[] = [];
  /** Columns that the statement itself adds, in lower case. */
  readonly #added = new Set<string>();

  constructor(cursor: Cursor) {
    this.cursor = cursor;
    this.start = cursor.offset;
  }

  /** Writes words that the grammar has here, whatever the text says. */
  words(text: string): void {
    const last = this.#parts.at(-1);
    if (last?.kind === 'Words') this.#parts[this.#parts.length - 1] = { kind: 'Words', text: `${last.text} ${text}` };
    else this.#parts.push({ kind: 'Words', text });
  }

  /** Takes the words when all of them come next, and keeps them. */
  takes(...words: readonly string[]): boolean {
    if (!this.cursor.takeWords(...words)) return false;
    this.words(words.join(' '));
    return true;
  }

  takesOneOf<Word extends string>(...words: readonly Word[]): Word | undefined {
    const word = this.cursor.takeOneOf(...words);
    if (word !== undefined) this.words(word);
    return word;
  }

  expects(...words: readonly string[]): void {
    this.cursor.expectWords(...words);
    this.words(words.join(' '));
  }

  expectsOneOf<Word extends string>(...words: readonly Word[]): Word {
    const word = this.takesOneOf(...words);
    if (word === undefined) throw this.cursor.unexpected();
    return word;
  }

  takesOperator(operator: '(' | ')' | ',' | '='): boolean {
    if (!this.cursor.takeOperator(operator)) return false;
    this.words(operator);
    return true;
  }

  expectsOperator(operator: '(' | ')' | ',' | '='): void {
    this.cursor.expectOperator(operator);
    this.words(operator);
  }

  list(read: () => void): void {
    do read();
    while (this.takesOperator(','));
  }

  parenthesised(read: () => void): void {
    this.expectsOperator('(');
    read();
    // A word here is a clause that the server may well have.
    if (this.cursor.peek().type === 'word') throw this.cursor.notUnderstood('this clause');
    this.expectsOperator(')');
  }

  /** Takes a name. */
  name(): Name {
    const name = this.cursor.name();
    this.writeName(name);
    return name;
  }

  writeName({ text, start, end }: Name): void {
    this.#token({ type: 'quoted', name: text, start, end });
  }

  existingColumn(): Name {
    const name = this.name();
    this.#existing.push(name);
    return name;
  }

  column(): Name {
    const name = this.name();
    this.#columns.push(name);
    return name;
  }

  newColumn(): Name {
    const name = this.name();
    this.#added.add(name.text.toLowerCase());
    return name;
  }

  /** Takes the next token where it is of one of these types, as a literal. */
  takesLiteral(...types: readonly Token['type'][]): boolean {
    if (!types.includes(this.cursor.peek().type)) return false;
    this.#token(this.cursor.next());
    return true;
  }

  expectsLiteral(...types: readonly Token['type'][]): void {
    if (!this.takesLiteral(...types)) throw this.cursor.unexpected();
  }

  takesSign(...operators: readonly Operator[]): void {
    if (this.cursor.isOperator(...operators)) this.#token(this.cursor.next());
  }

  /** A name or the same as a string. */
  nameOrText(): void {
    if (!this.takesLiteral('string')) this.name();
  }

  named(as: Named): QualifiedName {
    const name = parseQualifiedName(this.cursor);
    this.#parts.push({ kind: 'Named', as, name });
    return name;
  }

  target(name = parseQualifiedName(this.cursor)): void {
    this.#targets.push(name);
    this.#parts.push({ kind: 'Target', index: this.#targets.length - 1 });
  }

  /** Takes one of these words as a name: MariaDB keeps the options of engines as they were written. */
  takesWordAsName(...words: readonly string[]): boolean {
    if (!this.cursor.isWord(...words)) return false;
    this.name();
    return true;
  }

  /** A database: a name that no schema may stand before. */
  databaseTarget(): void {
    const name = this.cursor.name();
    this.target({ kind: 'QualifiedName', schema: undefined, name, start: name.start, end: name.end });
  }

  /** An expression between parentheses. */
  computed(): void {
    this.parenthesised(() => this.computedBare());
  }

  computedBare(expression: Expression = parseExpression(this.cursor)): void {
    this.#columns.push(...columnsOf(expression, this.cursor));
    this.#parts.push({ kind: 'Computed', expression });
  }

  selected(query: Query): void {
    this.#parts.push({ kind: 'Selected', query });
  }

  finish(
    what: Pick<Definition, 'verb' | 'object' | 'command'> & Partial<Pick<Definition, 'temporary' | 'index'>>,
  ): Definition {
    const there = this.#columns.filter(({ text }) => !this.#added.has(text.toLowerCase()));
    const columns = [...this.#existing, ...there];
    const { verb, object, command, temporary = false, index } = what;
    const targets = this.#targets;
    const parts = this.#parts;
    return { kind: 'Definition', verb, object, command, temporary, targets, index, columns, parts, start: this.start, end: this.cursor.endOffset }; // prettier-ignore
  }

  #token(token: Token): void {
    this.#parts.push({ kind: 'Tokens', tokens: [token] });
  }
}
