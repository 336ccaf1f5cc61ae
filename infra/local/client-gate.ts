/**
 * Lets the work of a client go on side by side, and waits for all of it, holding new work back,
 * while something is done to the client that nothing else may see half done. Clients do not know
 * of each other.
 */
export class ClientGate {
  readonly #working = new Map<string, Set<Promise<unknown>>>();
  readonly #closed = new Map<string, Promise<unknown>>();

  /** Does something as soon as nobody has the client alone. */
  async enter<Value>(clientId: string, work: () => Promise<Value>): Promise<Value> {
    for (let closed = this.#closed.get(clientId); closed; closed = this.#closed.get(clientId)) {
      await closed;
    }
    const done = work();
    const working = this.#working.get(clientId) ?? new Set();
    this.#working.set(clientId, working);
    working.add(done);
    try {
      return await done;
    } finally {
      working.delete(done);
      if (working.size === 0) this.#working.delete(clientId);
    }
  }

  /** Does something when all that was begun for the client has ended, and before anything else. */
  async alone<Value>(clientId: string, work: () => Promise<Value>): Promise<Value> {
    for (let closed = this.#closed.get(clientId); closed; closed = this.#closed.get(clientId)) {
      await closed;
    }
    const before = [...(this.#working.get(clientId) ?? [])];
    const done = Promise.allSettled(before).then(work);
    const closed = done.then(ignored, ignored);
    this.#closed.set(clientId, closed);
    try {
      return await done;
    } finally {
      if (this.#closed.get(clientId) === closed) this.#closed.delete(clientId);
    }
  }
}

function ignored(): void {}
