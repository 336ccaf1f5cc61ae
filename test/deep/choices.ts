import { createCipheriv, createHash } from 'node:crypto';

const poolBytes = 65_536;

/** Random choices that a seed decides: the key stream of a cipher, so cheap and of any length. */
export class Choices {
  readonly #cipher;
  #pool = Buffer.alloc(0);
  #at = 0;

  constructor(seed: number) {
    const key = createHash('sha256').update(`${seed}`).digest().subarray(0, 16);
    this.#cipher = createCipheriv('aes-128-ctr', key, Buffer.alloc(16));
  }

  /** A whole number from 0 to below. */
  int(below: number): number {
    if (this.#at + 4 > this.#pool.length) {
      this.#pool = this.#cipher.update(Buffer.alloc(poolBytes));
      this.#at = 0;
    }
    const drawn = this.#pool.readUInt32LE(this.#at);
    this.#at += 4;
    return drawn % below;
  }

  of<Value>(list: readonly Value[]): Value {
    if (list.length === 0) throw new Error('nothing to choose from');
    return list[this.int(list.length)] as Value;
  }

  /** Of names by weight. */
  weighted<Name extends string>(weights: Readonly<Record<Name, number>>): Name {
    const entries = Object.entries<number>(weights) as [Name, number][];
    let left = this.int(entries.reduce((sum, [, weight]) => sum + weight, 0));
    for (const [name, weight] of entries) {
      left -= weight;
      if (left < 0) return name;
    }
    throw new Error('no weights');
  }
}
