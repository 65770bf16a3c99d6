/**
 * Keeps the policy of a directory current: whole or not at all. A bad file's errors are told and the old rules stay. Knows
 * files and time, not what rules mean.
 */
import { watch, type FSWatcher } from 'node:fs';
import { readRuleTexts } from './load.ts';
import type { RuleText } from './document.ts';
import { compilePolicy, versionOf, type Policy } from './policy.ts';
import { RulesError } from './problem.ts';

/** Editors write a file in several steps: wait until it has been quiet this long. */
const DEBOUNCE_MS = 100;
/** Watching misses changes on network and mounted volumes; so it is looked at regularly as well. */
const POLL_MS = 2000;

export interface KeeperOptions {
  readonly onError: (error: RulesError) => void;
  readonly onChange: (policy: Policy) => void;
  readonly debounceMs?: number;
  readonly pollMs?: number;
}

export type Reload =
  | { readonly kind: 'unchanged' | 'changed'; readonly policy: Policy }
  | { readonly kind: 'refused'; readonly error: RulesError };

export class PolicyKeeper {
  readonly #directory: string;
  readonly #options: KeeperOptions;
  readonly #poll: NodeJS.Timeout;
  #watcher: FSWatcher | undefined;
  #debounce: NodeJS.Timeout | undefined;
  #policy: Policy;
  /** What was refused last, so that polling doesn't tell it again. */
  #refused: { readonly version: string; readonly error: RulesError } | undefined;

  /** Throws RulesError: without rules there is nothing to keep. */
  constructor(directory: string, options: KeeperOptions) {
    this.#directory = directory;
    this.#options = options;
    this.#policy = compilePolicy(readRuleTexts(directory));
    this.#poll = setInterval(() => this.reload(), options.pollMs ?? POLL_MS);
    this.#poll.unref();
    this.#watch();
  }

  current(): Policy {
    return this.#policy;
  }

  /** Reads the directory now. */
  reload(): Reload {
    try {
      const texts = readRuleTexts(this.#directory);
      const version = versionOf(texts);
      // Polling finds the same texts nearly always: those are not compiled again.
      if (version === this.#policy.version) {
        this.#refused = undefined;
        return { kind: 'unchanged', policy: this.#policy };
      }
      if (version === this.#refused?.version) return { kind: 'refused', error: this.#refused.error };
      return this.#take(texts, version);
    } catch (error) {
      if (!(error instanceof RulesError)) throw error;
      return this.#refuse(error, '');
    }
  }

  #take(texts: readonly RuleText[], version: string): Reload {
    try {
      const policy = compilePolicy(texts);
      this.#refused = undefined;
      this.#policy = policy;
      this.#options.onChange(policy);
      return { kind: 'changed', policy };
    } catch (error) {
      if (!(error instanceof RulesError)) throw error;
      return this.#refuse(error, version);
    }
  }

  #refuse(error: RulesError, version: string): Reload {
    const known = this.#refused?.error.message === error.message;
    this.#refused = { version, error };
    if (!known) this.#options.onError(error);
    return { kind: 'refused', error };
  }

  stop(): void {
    clearInterval(this.#poll);
    clearTimeout(this.#debounce);
    this.#watcher?.close();
  }

  #watch(): void {
    try {
      this.#watcher = watch(this.#directory, { persistent: false, recursive: true }, () => {
        clearTimeout(this.#debounce);
        this.#debounce = setTimeout(() => this.reload(), this.#options.debounceMs ?? DEBOUNCE_MS);
        this.#debounce.unref();
      });
      // A watch that breaks leaves the polling.
      this.#watcher.on('error', () => this.#watcher?.close());
    } catch {
      this.#watcher = undefined;
    }
  }
}
