import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type CreditGrantEnd, settleCreditGrant } from '../../../shared/client/client.ts';
import { GrantModel, type Luck, type Story } from './grant-model.ts';
import { application } from './grant-server.ts';

const luck = fc.oneof(
  { weight: 2, arbitrary: fc.constant<Luck>('fine') },
  {
    weight: 3,
    arbitrary: fc.constantFrom<Luck>(
      'lost before',
      'lost after',
      'unsigned after',
      'U, nothing done',
      'F, nothing done',
    ),
  },
  { weight: 2, arbitrary: fc.constantFrom<Luck>(1, 6, 14, 16, 20) },
);
// A refused inquiry ends it, so most stories have none.
const heard = luck.filter((one) => one !== 'F, nothing done');
const stories: fc.Arbitrary<Story> = fc.record({
  applying: fc.array(luck, { maxLength: 8 }),
  inquiring: fc.oneof(fc.array(heard, { maxLength: 14 }), fc.array(luck, { maxLength: 8 })),
  verdict: fc.constantFrom('SUCCESS', 'FAILED'),
  decidedAfterMinutes: fc.constantFrom(0, 1, 30, 300, 634, 636),
});

const runs = { numRuns: 6_000, seed: 20_261_121 };
const schedule = ['5', '10', '20', '40', '80', '160', '320'];
const seen = new Map<CreditGrantEnd['kind'], number>();

async function told(story: Story) {
  const model = new GrantModel(story);
  const { client, wait, trace } = model;
  const end = await settleCreditGrant(client, application, { wait });
  seen.set(end.kind, (seen.get(end.kind) ?? 0) + 1);
  return { model, trace, end };
}

/** The waits, begun anew at each 5. */
function roundsOf(trace: readonly string[]): string[][] {
  const rounds: string[][] = [];
  for (const step of trace.filter((one) => /^\d/.test(one))) {
    if (step === '5') rounds.push([]);
    rounds.at(-1)?.push(step);
  }
  return rounds;
}

test('whatever is lost, held up, refused or forged: the end is true, and stays so', async () => {
  await fc.assert(
    fc.asyncProperty(stories, async (story) => {
      const { model, trace, end } = await told(story);
      const now = model.state;
      model.pass(100_000);
      const later = model.state;
      if (end.kind === 'granted') expect([now, later]).toEqual(['SUCCESS', 'SUCCESS']);
      if (end.kind === 'failed') expect([now, later]).toEqual(['FAILED', 'FAILED']);
      if (end.kind === 'refused') expect([now, later]).toEqual(['none', 'none']);
      if (end.kind === 'absent') expect(now).toBe('none');
      if (end.kind === 'undecided') expect(roundsOf(trace).at(-1)).toEqual(schedule);
      if (end.kind === 'inquiry-refused') expect(trace.at(-1)).toBe('inquire OAUTH_FAIL');
    }),
    runs,
  );
  // It would be no proof if some end had never come.
  const often = ['granted', 'failed', 'refused', 'absent', 'undecided', 'inquiry-refused'] as const;
  for (const kind of often) expect(seen.get(kind) ?? 0, kind).toBeGreaterThan(20);
});

test('it keeps to the schedule, sends again only what is not known, and never after an F', async () => {
  await fc.assert(
    fc.asyncProperty(stories, async (story) => {
      const { trace } = await told(story);
      const rounds = roundsOf(trace);
      expect(rounds.length).toBeLessThanOrEqual(2);
      for (const round of rounds) expect(round).toEqual(schedule.slice(0, round.length));
      const calls = trace.filter((step) => !/^\d/.test(step));
      const refusedAt = calls.indexOf('apply OAUTH_FAIL');
      for (const [at, call] of calls.entries()) {
        if (!call.startsWith('apply') || at === 0) continue;
        expect(calls[at - 1]).toBe('inquire ORDER_NOT_EXIST');
        if (refusedAt >= 0) expect(at).toBeLessThanOrEqual(refusedAt);
      }
    }),
    runs,
  );
});

test('with nothing amiss it is decided, at the latest by the seventh inquiry', async () => {
  for (const decidedAfterMinutes of [0, 1, 5, 6, 634, 635, 636]) {
    const fine: Story = { applying: [], inquiring: [], verdict: 'SUCCESS', decidedAfterMinutes };
    const { end } = await told(fine);
    expect(end.kind).toBe(decidedAfterMinutes > 635 ? 'failed' : 'granted');
  }
});
