import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { combine, type Fault, faultsOf } from '../http/order-faults.ts';
import { AnswersAlone, rowsThatCount, sendSpoilt } from '../http/order-run.ts';
import { startOrderStage } from '../http/order-stage.ts';
import { type Api, paths } from '../http/provider.ts';
import type { WatchedProvider } from '../http/watched-provider.ts';
import { report, scaled, seed } from './scale.ts';

const apis = Object.keys(paths) as Api[];

let provider: WatchedProvider;
let rowsBefore: readonly unknown[];

beforeAll(async () => {
  provider = await startOrderStage('event');
  rowsBefore = rowsThatCount(await provider.items());
});
afterAll(() => provider.stop());

interface Picked {
  readonly api: Api;
  readonly picks: readonly number[];
  readonly most: number;
  readonly isLarge: boolean;
}

const requests: fc.Arbitrary<Picked> = fc.record({
  api: fc.constantFrom(...apis),
  picks: fc.array(fc.nat(100_000), { minLength: 8, maxLength: 8 }),
  most: fc.constantFrom(3, 3, 4, 6),
  isLarge: fc.nat(9).map((n) => n === 0),
});

/** As many of those picked as one request can have, in the order in which they are found. */
function faultsPicked({ api, picks, most, isLarge }: Picked): Fault[] {
  // Six megabytes take as long as thirty other requests, and show no more.
  const offered = faultsOf(api).filter(
    ({ spoils }) => isLarge || api !== 'submitAttachment' || !spoils.includes('size'),
  );
  const chosen: Fault[] = [];
  for (const pick of picks) {
    const fault = offered[pick % offered.length];
    if (chosen.length === most) break;
    if (fault && chosen.every((other) => combine(other, fault))) chosen.push(fault);
  }
  return chosen.sort((one, other) => one.step - other.step);
}

test('of three faults and more the first decides, on every endpoint', async () => {
  const startedAt = performance.now();
  const alone = new Map(apis.map((api) => [api, new AnswersAlone(provider, api)]));
  const figures = { requests: 0, 'of three faults': 0, 'of more': 0, seconds: 0 };
  const property = fc.asyncProperty(requests, async (request) => {
    const faults = faultsPicked(request);
    const [first] = faults;
    if (first === undefined) return;
    const names = faults.map(({ name }) => name).join(', then ');
    const expected = await alone.get(request.api)?.of(first);
    const { result } = await sendSpoilt(provider, request.api, faults);
    expect(result, `${request.api}: ${names}`).toEqual(expected);
    figures.requests += 1;
    if (faults.length === 3) figures['of three faults'] += 1;
    if (faults.length > 3) figures['of more'] += 1;
  });
  await fc.assert(property, { seed, numRuns: scaled(20_000) });
  expect(rowsThatCount(await provider.items())).toEqual(rowsBefore);
  figures.seconds = Math.round((performance.now() - startedAt) / 1_000);
  report('order of checks', { seed, ...figures });
}, 900_000);
