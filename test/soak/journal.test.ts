import { expect, test } from 'vitest';
import { Journal } from './journal.ts';
import { Tally, type WrongKind, wrongKinds } from './tally.ts';

let clock = 1_000_000_000;

function openBooks(bend: { readonly mustFail?: boolean } = {}) {
  const tally = new Tally();
  const journal = new Journal(tally);
  const open = (referenceNo: string) =>
    journal.open({
      referenceNo,
      invoiceNo: `I-${referenceNo}`,
      body: '{}',
      amountMinor: 80n,
      ...bend,
    });
  const told = (kind: 'S' | 'F' | 'U', body: Readonly<Record<string, unknown>> = {}) => ({
    kind,
    body,
    // Later than whatever was learnt before.
    sentAtMs: clock++,
  });
  const accepted = { creditGrantStatus: 'ACCEPTED', creditGrantNo: 'CG-1' };
  const granted = { ...accepted, creditGrantStatus: 'SUCCESS', creditGrantAmount: '80' };
  const failed = { creditGrantStatus: 'FAILED', failCode: 'QUOTA_NOT_ENOUGH' };
  const wrongs = (): WrongKind[] => wrongKinds.filter((kind) => tally.wrongs(kind) > 0);
  return { journal, open, told, accepted, granted, failed, wrongs, first: open('R-1') };
}

test('an application that is accepted, granted, and so told again is as it should be', () => {
  const { journal, first, told, accepted, granted, wrongs } = openBooks();
  journal.applied(first, told('U'));
  journal.applied(first, told('S', accepted));
  journal.inquired(first, told('S', accepted), false);
  expect(journal.sums()).toEqual({ grantedMinor: 0n, reservedMinor: 80n });
  journal.inquired(first, told('S', granted), false);
  journal.applied(first, told('S', accepted));
  expect([first.knowledge, first.creditGrantNo, wrongs()]).toEqual(['granted', 'CG-1', []]);
  expect(journal.sums()).toEqual({ grantedMinor: 80n, reservedMinor: 0n });
});

test('an accepted application that is not there any more is lost', () => {
  const { journal, first, told, accepted, wrongs } = openBooks();
  journal.applied(first, told('S', accepted));
  journal.inquired(first, told('F'), false);
  expect(wrongs()).toEqual(['lost']);
});

test('a grant that goes back, or fails, is untrue', () => {
  for (const back of ['accepted', 'failed'] as const) {
    const { journal, first, told, granted, wrongs, ...more } = openBooks();
    journal.inquired(first, told('S', granted), false);
    journal.inquired(first, told('S', more[back]), false);
    expect(wrongs()).toEqual(['untrue']);
  }
});

test('an answer to a request from before may be older, and is no wrong', () => {
  const { journal, first, told, accepted, granted, wrongs } = openBooks();
  journal.inquired(first, told('S', granted), false);
  journal.inquired(first, { ...told('S', accepted), sentAtMs: first.knownAtMs }, false);
  expect([first.knowledge, wrongs()]).toEqual(['granted', []]);
});

test('an application with two numbers, and a number with two applications, are doubled', () => {
  const one = openBooks();
  one.journal.applied(one.first, one.told('S', one.accepted));
  one.journal.applied(one.first, one.told('S', { ...one.accepted, creditGrantNo: 'CG-2' }));
  expect(one.wrongs()).toEqual(['doubled']);
  const two = openBooks();
  two.journal.applied(two.first, two.told('S', two.accepted));
  two.journal.applied(two.open('R-2'), two.told('S', two.accepted));
  expect(two.wrongs()).toEqual(['doubled']);
});

test('a refused application that is granted all the same is untrue', () => {
  const { journal, first, told, granted, wrongs } = openBooks();
  journal.applied(first, told('F'));
  journal.inquired(first, told('S', granted), true);
  expect(wrongs()).toEqual(['untrue']);
});

test('an invoice that backs two grants is doubled', () => {
  const { journal, first, told, accepted, wrongs } = openBooks({ mustFail: true });
  journal.applied(first, told('S', accepted));
  expect(wrongs()).toEqual(['doubled']);
});

test('another amount than the own sum is wrong', () => {
  const { journal, first, told, granted, wrongs } = openBooks();
  journal.inquired(first, told('S', { ...granted, creditGrantAmount: '81' }), false);
  expect(wrongs()).toEqual(['amounts']);
});

test('what is unknown to the provider says nothing while it may be on its way, and all when quiet', () => {
  const { journal, first, told, wrongs } = openBooks();
  journal.inquired(first, told('F'), false);
  expect(first.knowledge).toBe('unknown');
  journal.inquired(first, told('F'), true);
  expect([first.knowledge, wrongs()]).toEqual(['none', []]);
});
