// The ids that clients know their connections by, and what KILL may do with them. The server's own ids stay here.

/** Every server's ids begin at 1 and hardly get so far, so that one of ours is never the id of somebody else's connection. */
const FIRST_ID = 0x8000_0000;
const LAST_ID = 0xffff_fffe;

export interface Process {
  readonly agentName: string;
  /** The upstream's name: servers number their connections alike. */
  readonly upstream: string;
  /** The server's id of the connection behind it. */
  readonly threadId: number;
  /** Ends what it runs, or the whole session. Resolves when that is done. */
  kill(what: 'QUERY' | 'CONNECTION'): Promise<void>;
}

/** The connections of this gateway. */
export class Processes {
  readonly #byId = new Map<number, Process>();
  #last = FIRST_ID - 1;

  /** An id for a new connection; it stands for nothing before `register`. */
  next(): number {
    do this.#last = this.#last >= LAST_ID ? FIRST_ID : this.#last + 1;
    while (this.#byId.has(this.#last));
    return this.#last;
  }

  register(id: number, process: Process): void {
    this.#byId.set(id, process);
  }

  forget(id: number): void {
    this.#byId.delete(id);
  }

  /** Only an agent's own: to everybody else it isn't there. */
  find(id: number, agentName: string): Process | undefined {
    const process = this.#byId.get(id);
    return process?.agentName === agentName ? process : undefined;
  }

  /** For texts that name a connection by the server's id, which CONNECTION_ID() shows. */
  findThread(threadId: number, upstream: string, agentName: string): Process | undefined {
    for (const process of this.#byId.values()) {
      const same = process.threadId === threadId && process.upstream === upstream;
      if (same && process.agentName === agentName) return process;
    }
    return undefined;
  }
}
