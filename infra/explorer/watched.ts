/** A value that tells whoever watches when it is set. */
export class Watched<Value> {
  #value: Value;
  readonly #watchers = new Set<(value: Value) => void>();

  constructor(value: Value) {
    this.#value = value;
  }

  get value(): Value {
    return this.#value;
  }

  set(value: Value): void {
    if (Object.is(value, this.#value)) return;
    this.#value = value;
    for (const tell of [...this.#watchers]) tell(value);
  }

  /**
   * Tells now and on every change, until the signal says that nobody looks any more.
   */
  watch(until: AbortSignal, tell: (value: Value) => void): void {
    this.#watchers.add(tell);
    until.addEventListener('abort', () => this.#watchers.delete(tell), { once: true });
    tell(this.#value);
  }
}
