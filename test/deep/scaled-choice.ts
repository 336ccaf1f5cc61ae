import { scaled, seed } from './scale.ts';
import { randomFrom } from './seeded-random.ts';

/** In full all of them; in CI as many fewer as of the rest, and others each time. */
export function scaledChoice<Value>(values: readonly Value[]): readonly Value[] {
  const random = randomFrom(seed);
  const left = [...values];
  return Array.from({ length: scaled(values.length) }, () =>
    left.splice(random(left.length), 1),
  ).flat();
}
