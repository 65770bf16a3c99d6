/**
 * An upper bound of a tree's depth, from its tokens in order. A tree of n operators over some leaves is at most n deeper
 * than its deepest leaf; brackets are leaves; what separates (commas, AND, OR …) starts a new tree beside the last.
 * Knows nothing of characters.
 */

const ROOT = 0;
const CASE = 1;
const PAREN = 2;

/** A body in BEGIN ATOMIC can't be told from what follows it, so that each counts to the end of the text. */
const ATOMIC_DEPTH = 10;

export interface DepthBounds {
  readonly maxNesting: number;
  readonly maxDepth: number;
  /** Called when a bound is passed; throws. */
  readonly exceeded: (bound: 'nesting' | 'depth') => never;
}

/** One bracket level. */
interface Level {
  readonly kind: number;
  /** Operators since the last separator. */
  operators: number;
  /** The deepest bracket since the last separator. */
  leaf: number;
  /** The deepest of the separated parts before. */
  deepest: number;
  /** Joins and set operations, which go on over separators. */
  chained: number;
  /** BETWEENs whose AND is still to come: that AND separates nothing. */
  betweens: number;
}

export class BracketDepth {
  readonly #bounds: DepthBounds;
  readonly #levels: Level[] = [newLevel(ROOT)];
  #top: Level;
  #finished = 0;
  #atomic = 0;

  constructor(bounds: DepthBounds) {
    this.#bounds = bounds;
    this.#top = this.#levels[0] ?? newLevel(ROOT);
  }

  operator(count: number): void {
    this.#top.operators += count;
    if (this.#top.operators > this.#bounds.maxDepth) this.#bounds.exceeded('depth');
  }

  chain(): void {
    this.#top.chained += 1;
    if (this.#top.chained > this.#bounds.maxDepth) this.#bounds.exceeded('depth');
  }

  between(): void {
    this.#top.betweens += 1;
    this.operator(1);
  }

  and(): void {
    if (this.#top.betweens === 0) this.separator();
    else this.#top.betweens -= 1;
  }

  /** Ends every expression at this level: none reaches over it. */
  separator(): void {
    const top = this.#top;
    top.deepest = Math.max(top.deepest, top.operators + top.leaf);
    top.operators = 0;
    top.leaf = 0;
  }

  /** WHEN, THEN and ELSE belong to the innermost CASE; elsewhere they are no part of an expression. */
  branch(): void {
    if (this.#top.kind === CASE) this.separator();
  }

  open(): void {
    this.#push(PAREN);
  }

  openCase(): void {
    this.#push(CASE);
  }

  closeCase(): void {
    if (this.#top.kind === CASE) this.#pop();
  }

  /** A CASE that is open inside a bracket which closes was a name. */
  close(): void {
    while (this.#top.kind === CASE) this.#pop();
    if (this.#top.kind === PAREN) this.#pop();
  }

  atomic(): void {
    this.#atomic += ATOMIC_DEPTH;
    if (this.#atomic > this.#bounds.maxDepth) this.#bounds.exceeded('depth');
  }

  endStatement(): void {
    while (this.#top.kind === CASE) this.#pop();
    if (this.#top.kind !== ROOT) return this.separator();
    this.#finished = Math.max(this.#finished, levelDepth(this.#top));
    this.#top = newLevel(ROOT);
    this.#levels[0] = this.#top;
  }

  /** The bound over the whole text, brackets that were never closed included. */
  depth(): number {
    while (this.#levels.length > 1) this.#pop();
    const depth = Math.max(this.#finished, levelDepth(this.#top)) + this.#atomic;
    if (depth > this.#bounds.maxDepth) this.#bounds.exceeded('depth');
    return depth;
  }

  #push(kind: number): void {
    if (this.#levels.length > this.#bounds.maxNesting) this.#bounds.exceeded('nesting');
    this.#top = newLevel(kind);
    this.#levels.push(this.#top);
  }

  #pop(): void {
    const depth = levelDepth(this.#top) + 1;
    if (depth > this.#bounds.maxDepth) this.#bounds.exceeded('depth');
    this.#levels.pop();
    this.#top = this.#levels.at(-1) ?? newLevel(ROOT);
    this.#top.leaf = Math.max(this.#top.leaf, depth);
  }
}

function newLevel(kind: number): Level {
  return { kind, operators: 0, leaf: 0, deepest: 0, chained: 0, betweens: 0 };
}

function levelDepth(level: Level): number {
  return level.chained + Math.max(level.deepest, level.operators + level.leaf);
}
