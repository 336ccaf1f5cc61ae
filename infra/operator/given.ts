/** A command line that has been read: what each option and operand is, presets filled in. */
export class Given {
  readonly operands: readonly string[];
  readonly #values: ReadonlyMap<string, readonly string[]>;
  readonly #switches: ReadonlySet<string>;

  constructor(
    operands: readonly string[],
    values: ReadonlyMap<string, readonly string[]>,
    switches: ReadonlySet<string>,
  ) {
    this.operands = operands;
    this.#values = values;
    this.#switches = switches;
  }

  /** What an option was given, or undefined. */
  value(flag: string): string | undefined {
    return this.#values.get(flag)?.[0];
  }

  /** All that an option was given. */
  list(flag: string): readonly string[] {
    return this.#values.get(flag) ?? [];
  }

  has(flag: string): boolean {
    return this.#switches.has(flag);
  }

  /** The options as they would be written to say the same at any other time. */
  words(): string[] {
    const values = [...this.#values].flatMap(([flag, given]) =>
      given.flatMap((value) => [`--${flag}`, value]),
    );
    return [...this.operands, ...values, ...[...this.#switches].map((flag) => `--${flag}`)];
  }
}
