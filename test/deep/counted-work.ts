import crypto, { KeyObject } from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import { afterAll, beforeAll } from 'vitest';
import type { Instance } from '../instance.ts';
import type { Arm } from './same-time.ts';

/** How much was done so far, by kind of work. */
export type Work = Readonly<Record<string, number>>;

/** An arm that tells how much was done so far; only what a request adds to it counts. */
export interface CountedArm extends Arm {
  done(): Work;
}

/** Warms what is held from one request to the next. */
const roundsBefore = 2;
/** Whatever is renewed at intervals falls on no arm in half of so many. */
const rounds = 11;

/**
 * Compares what arms do by counting it. Exact on any machine and at any size, so that it sees what
 * no clock tells from noise: one verify is a thirtieth of a request. Of each kind of work the
 * median counts, and each round begins with another arm, since now and then a request renews what
 * is held.
 *
 * @returns where an arm does other work than the first, in words
 */
export async function otherWork(arms: readonly CountedArm[]): Promise<string[]> {
  const spent = arms.map((): Map<string, number>[] => []);
  for (let round = -roundsBefore; round < rounds; round++) {
    for (const turn of arms.keys()) {
      const index = (round + roundsBefore + turn) % arms.length;
      const arm = arms[index];
      if (arm === undefined) throw new Error('no arm');
      const go = await arm.prepare();
      const before = arm.done();
      await go();
      const each = Object.entries(arm.done()).map(
        ([kind, count]) => [kind, count - (before[kind] ?? 0)] as const,
      );
      if (round >= 0) spent[index]?.push(new Map(each));
    }
  }
  const [first = '', ...others] = spent.map(textOf);
  return others.flatMap((text, index) =>
    text === first ? [] : [`${arms[index + 1]?.name} does ${text}; ${arms[0]?.name} ${first}`],
  );
}

function textOf(spent: readonly Map<string, number>[]): string {
  const kinds = [...new Set(spent.flatMap((each) => [...each.keys()]))].sort();
  const medians = kinds.map((kind) => {
    const counts = spent.map((each) => each.get(kind) ?? 0).sort((one, other) => one - other);
    return [kind, counts[counts.length >> 1] ?? 0] as const;
  });
  return medians.flatMap(([kind, count]) => (count === 0 ? [] : `${count} ${kind}`)).join(', ');
}

type Counted = Pick<Instance, 'secrets' | 'table' | 'puts' | 'lines'>;

/** Reads how much was done on an instance so far. */
export function workOn({ secrets, table, puts, lines }: Counted): Work {
  return {
    'secrets read': secrets.reads.length,
    'reads of the table': table.reads.length,
    'rows read': table.reads.flat().length,
    'writes to the table': table.writes.length,
    'rows written': table.writes.flatMap((each) => Object.keys(each)).length,
    'objects put': puts.length,
    'lines logged': lines.length,
  };
}

/**
 * Counts, for a whole file, the RSA work of this process: verifies by the bits of the key, signing,
 * and keys read. A signature that is as long as the modulus and not below it, or of another length,
 * is refused at a glance, which is no work.
 */
export function countRsa(): () => Work {
  const counts: Record<string, number> = {};
  const note = (kind: string): void => {
    counts[kind] = (counts[kind] ?? 0) + 1;
  };
  const { verify, sign, createPublicKey } = crypto;
  beforeAll(() => {
    crypto.verify = ((...given: Parameters<typeof verify>) => {
      const [, , key, signature] = given;
      const kind = key instanceof KeyObject ? verifyOf(key, signature) : 'verifies by a text';
      if (kind !== undefined) note(kind);
      return verify(...given);
    }) as typeof verify;
    crypto.sign = ((...given: Parameters<typeof sign>) => {
      note('signatures');
      return sign(...given);
    }) as typeof sign;
    crypto.createPublicKey = (given) => {
      note('keys read');
      return createPublicKey(given);
    };
    syncBuiltinESMExports();
  });
  afterAll(() => {
    Object.assign(crypto, { verify, sign, createPublicKey });
    syncBuiltinESMExports();
  });
  return () => ({ ...counts });
}

function verifyOf(key: KeyObject, signature: NodeJS.ArrayBufferView): string | undefined {
  const modulus = modulusOf(key);
  const bytes = Buffer.from(signature.buffer, signature.byteOffset, signature.byteLength);
  const takesTime = bytes.length === modulus.length && bytes.compare(modulus) < 0;
  return takesTime ? `verifies of ${modulus.length * 8} bits` : undefined;
}

const moduli = new WeakMap<KeyObject, Buffer>();

function modulusOf(key: KeyObject): Buffer {
  const known = moduli.get(key) ?? Buffer.from(key.export({ format: 'jwk' }).n ?? '', 'base64url');
  moduli.set(key, known);
  return known;
}
