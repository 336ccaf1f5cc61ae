import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sendDraft, soundDraft } from './order-draft.ts';
import { combine, type Fault, faultsOf } from './order-faults.ts';
import { AnswersAlone, rowsThatCount, sendSpoilt } from './order-run.ts';
import { soundBodyOf, startOrderStage } from './order-stage.ts';
import { type Api, paths, wireOfRun } from './provider.ts';
import type { WatchedProvider } from './watched-provider.ts';

const apis = Object.keys(paths) as Api[];
/** As events all pairs run. HTTP decides nothing of its own: there it is one in so many. */
const everyNth = wireOfRun() === 'event' ? 1 : 10;

let provider: WatchedProvider;
let rowsBefore: readonly unknown[];

beforeAll(async () => {
  provider = await startOrderStage();
  rowsBefore = rowsThatCount(await provider.items());
}, 60_000);
afterAll(() => provider.stop());

/** The faults that are found after one, and can be on the same request. */
function laterThan(first: Fault, api: Api): Fault[] {
  const later = faultsOf(api).filter((fault) => fault.step > first.step && combine(first, fault));
  const nth = first.spoils.includes('size') && api === 'submitAttachment' ? 10 : everyNth;
  // Another beginning for each, so that all are sent with something.
  const begin = first.name.length % nth;
  return later.filter((_, index) => index % nth === begin);
}

describe.each(apis)('%s', (api) => {
  const alone = faultsOf(api);
  let answers: AnswersAlone;
  beforeAll(() => {
    answers = new AnswersAlone(provider, api);
  });

  test('with nothing wrong the request is answered', async () => {
    const { outcome } = await sendDraft(provider, soundDraft(api, soundBodyOf(api)), false);
    expect(outcome).toBe('S SUCCESS');
  });

  test.each(alone)('$name, before whatever is found later', async (first) => {
    const expected = await answers.of(first);
    const others: string[] = [];
    for (const second of laterThan(first, api)) {
      const { result } = await sendSpoilt(provider, api, [first, second]);
      if (JSON.stringify(result) !== JSON.stringify(expected)) {
        others.push(`and ${second.name}: ${result.resultCode} ${result.resultMessage}`);
      }
    }
    expect(others).toEqual([]);
  });
});

test('every step of the contract has a fault on every endpoint', () => {
  for (const api of apis) {
    const steps = new Set(faultsOf(api).map(({ step }) => Math.floor(step)));
    expect([...steps], api).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  }
});

test('of all these nothing was stored but what refusals may leave', async () => {
  expect(rowsThatCount(await provider.items())).toEqual(rowsBefore);
});

test('each was logged once', () => {
  // On a busy machine other lines may come between: that a lease was waited for, say.
  const lines = provider.log().filter(({ message }) => message === 'request');
  expect(lines).toHaveLength(provider.calls());
});
