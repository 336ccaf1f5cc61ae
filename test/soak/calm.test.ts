import { expect, test } from 'vitest';
import { allDecided } from './calm.ts';
import type { Member } from './enrolment.ts';
import { Journal } from './journal.ts';
import { Tally } from './tally.ts';

/** A partner with a hundred accepted applications, of which so many are decided; counts inquiries. */
function hundred(decided: { upTo: number }) {
  const tally = new Tally();
  const journal = new Journal(tally);
  const asked: number[] = [];
  for (let n = 0; n < 100; n++) {
    const referenceNo = `${n}`;
    const given = { referenceNo, invoiceNo: `I${n}`, body: '', amountMinor: 5n };
    const application = journal.open({ ...given, waitsForReview: n === 50 });
    const body = { creditGrantStatus: 'ACCEPTED', creditGrantNo: `G${n}` };
    journal.applied(application, { kind: 'S', sentAtMs: 0, body });
  }
  const call = async (_: string, sent: string) => {
    const n = Number(JSON.parse(sent).referenceNo);
    asked.push(n);
    const creditGrantStatus = n < decided.upTo ? 'SUCCESS' : 'ACCEPTED';
    const body = { creditGrantStatus, creditGrantNo: `G${n}`, creditGrantAmount: '5' };
    return { kind: 'S', sentAtMs: performance.now(), body };
  };
  const partner = { call } as unknown as Member['partner'];
  return { member: { journal, partner }, asked, tally };
}

test('the wait asks no further than to what still waits, and of each no more once it is decided', async () => {
  const decided = { upTo: 10 };
  const { member, asked, tally } = hundred(decided);
  expect(await allDecided([member])).toBe(false);
  expect(asked.length).toBeLessThanOrEqual(10 + 8);
  decided.upTo = 100;
  asked.length = 0;
  expect(await allDecided([member])).toBe(true);
  expect(asked.sort((one, other) => one - other)).toEqual(
    Array.from({ length: 90 }, (_, n) => n + 10).filter((n) => n !== 50),
  );
  expect(await allDecided([member])).toBe(true);
  expect(asked).toHaveLength(89);
  expect(tally.isSound).toBe(true);
});
