import { afterAll, beforeAll, expect, test } from 'vitest';
import { clientSecretFor, startTestProvider, type TestProvider } from '../http/provider.ts';
import { isoTime } from '../http/signed-text.ts';
import { hostileFiles } from './hostile-files.ts';
import { type HostileBody, hostileTexts } from './hostile-texts.ts';
import { report, scaled } from './scale.ts';
import { writeNowhere } from './written-nowhere.ts';

const atOnce = 4;
/** What a gateway hands to no function: it answers itself, and unsigned. */
const gatewayBytes = 6_291_456;

let provider: TestProvider;
const figures = { 'hostile requests': 0, 'served meanwhile': 0, 'asked again': 0 };
let serial = 0;

beforeAll(async () => {
  provider = await startTestProvider({ BUSY: clientSecretFor(), CALM: clientSecretFor() });
});
afterAll(async () => {
  await provider.stop();
  report('hostile content over HTTP', figures);
});
writeNowhere();

/** Each request is one of its own, though many come in one second. */
function anotherTime(): string {
  return isoTime().replace('+', `.${String(++serial).padStart(9, '0')}+`);
}

async function attack({ what, api, body: make, message }: HostileBody): Promise<void> {
  const body = make();
  if (Buffer.byteLength(body) > gatewayBytes) return;
  const as = provider.partnerOf('BUSY');
  const answer = await provider.call(api, body, { as, time: anotherTime() });
  figures['hostile requests'] += 1;
  const expected = typeof message === 'string' ? message : expect.stringMatching(message);
  expect(answer.result.resultMessage, what).toEqual(expected);
}

test('while one partner keeps us busy, another is served', async () => {
  const as = provider.partnerOf('CALM');
  const all = [...hostileTexts, ...hostileFiles];
  const attacks = Array.from({ length: scaled(5) }, () => all).flat();
  let isOver = false;
  const attackers = Array.from({ length: atOnce }, async () => {
    for (let next = attacks.shift(); next !== undefined; next = attacks.shift()) await attack(next);
  });
  const attacked = Promise.all(attackers).finally(() => {
    isOver = true;
  });
  const outcomes = new Set<string>();
  while (!isOver) {
    const answer = await provider.call('queryBudgetAccountInfo', {}, { as, time: anotherTime() });
    outcomes.add(answer.outcome);
    // Where the machine is slow a deadline may pass; then it is asked again, as any partner does.
    figures[answer.outcome === 'S SUCCESS' ? 'served meanwhile' : 'asked again'] += 1;
  }
  await attacked;
  expect([...outcomes].filter((outcome) => !/^(S SUCCESS|U )/.test(outcome))).toEqual([]);
  expect(figures['served meanwhile']).toBeGreaterThan(figures['hostile requests'] / (2 * atOnce));
  const after = await provider.call('queryBudgetAccountInfo', {}, { as, time: anotherTime() });
  expect(after.outcome).toBe('S SUCCESS');
});
