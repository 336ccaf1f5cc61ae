import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Draft, sendDraft, soundDraft } from './order-draft.ts';
import { type Fault, faultsOf } from './order-faults.ts';
import { AnswersAlone } from './order-run.ts';
import { soundBodyOf, startOrderStage } from './order-stage.ts';
import { refusals } from './refusals.ts';
import type { WatchedProvider } from './watched-provider.ts';

let provider: WatchedProvider;
let sent = 0;

beforeAll(async () => {
  provider = await startOrderStage();
}, 60_000);
afterAll(() => provider.stop());

/** Parts that no signature covers: the replay alone is spoilt in them. */
const uncovered = [
  'type',
  'encoding',
  'query',
  'client',
  'signature',
  'customer',
  'account',
  'token',
];

/** Whether a fault is of such parts, and not of the client that is named. */
function isUncovered({ step, spoils, name }: Fault): boolean {
  const isOfClient = step === 4 || name === 'no customer where one is required';
  return !isOfClient && spoils.every((part) => uncovered.includes(part));
}

describe.each(['applyCreditGrant', 'submitAttachment'] as const)('%s', (api) => {
  const faults = faultsOf(api);

  /** Requests of one signature: what is wrong with both, and then with the second alone. */
  async function sendTwice(both: readonly Fault[], replayed: readonly Fault[]) {
    sent += 1;
    const time = `${new Date().toISOString().slice(0, 19)}.${String(sent).padStart(9, '9')}Z`;
    const send = (token: Draft['token'], wrong: readonly Fault[]) => {
      const draft = soundDraft(api, soundBodyOf(api));
      Object.assign(draft, { time, token });
      for (const fault of wrong) fault.spoil(draft);
      return sendDraft(provider, draft, false);
    };
    const original = await send('GOOD', both);
    return { original, replay: await send('SECOND', [...both, ...replayed]) };
  }

  test('5 a replay with another token does not verify', async () => {
    const { original, replay } = await sendTwice([], []);
    expect(original.outcome).toBe('S SUCCESS');
    expect(replay.text).toBe(refusals.invalidSignature);
  });

  test.each(faults.filter((fault) => fault.step < 5 && isUncovered(fault)))(
    'before it comes $step $name',
    async (fault) => {
      const expected = await new AnswersAlone(provider, api).of(fault);
      const { original, replay } = await sendTwice([], [fault]);
      expect(original.outcome).toBe('S SUCCESS');
      expect(replay.result).toEqual(expected);
    },
  );

  test.each(faults.filter((fault) => fault.step >= 8 && fault.step < 9 && isUncovered(fault)))(
    'it comes before $step $name',
    async (fault) => {
      const { original, replay } = await sendTwice([], [fault]);
      expect(original.outcome).toBe('S SUCCESS');
      expect(replay.text).toBe(refusals.invalidSignature);
    },
  );

  test.each(faults.filter(({ step, spoils }) => step >= 9 && !spoils.includes('customer')))(
    'it comes before $step $name, which the first one was refused for',
    async (fault) => {
      const { original, replay } = await sendTwice([fault], []);
      expect(original.outcome).toBe(fault.outcome(api));
      expect(replay.text).toBe(refusals.invalidSignature);
    },
  );
});
