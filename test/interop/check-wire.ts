import { setTimeout as wait } from 'node:timers/promises';
import { newPair, paths } from '../http/provider.ts';
import { type BendName, bends, headerOf, laterTime, moreMoney } from './bent-answers.ts';
import { application, bodyOf, vendorName } from './bodies.ts';
import type { Report } from './report.ts';
import type { SdkPartner } from './sdk-partner.ts';
import { unverified, type Verdict } from './sdks.ts';
import type { Bend, TlsFront } from './tls-front.ts';

/** The rows of this file. */
export const wireRows = {
  sends: 'what it sends',
  forged: 'what it makes of forged answers',
  verdicts: 'what it makes of unusual answers',
  addresses: 'base URLs, and what it must be given',
} as const;

const stranger = newPair();
const maxSeconds = 20;

/** What came over the wire with an application, and went back. */
export async function checkWhatItSends(
  report: Report,
  { sdk, call }: SdkPartner,
  front: TlsFront,
  fileKey: string,
): Promise<void> {
  const sent = () => call('applyCreditGrant', application('SENT', fileKey));
  const { request, answer } = await seenOf(front, sent);
  const { target, requestTime, headerNames, contentType } = sdk.traits;
  const value = (name: string) => request.headers.find(([sent]) => sent === name)?.[1];
  const holds = (what: string, actual: unknown, expected: unknown): void =>
    report.holds(wireRows.sends, sdk.name, what, actual, expected);
  const path = paths.applyCreditGrant;
  holds('target', request.target, target === 'absolute form' ? `${front.gateway}${path}` : path);
  holds('header names', request.headers.map(([name]) => name).sort(), headerNames);
  holds('Request-Time', value('Request-Time'), requestTime);
  holds(
    'Signature',
    value('Signature'),
    /^algorithm=RSA256,keyVersion=1,signature=(?:[\w]|%2B|%2F|%3D)+$/,
  );
  holds('Content-Type', value('Content-Type') ?? value('Content-type'), contentType);
  holds('Accept', value('Accept'), 'text/plain,text/xml,text/javascript,text/html');
  holds('text beyond ASCII', request.body.includes(vendorName), true);
  const signed = answer.headers
    .map(([name]) => name)
    .filter((name) => /^(client-id|response-time|signature)$/i.test(name));
  holds('names in the answer', signed.sort(), ['client-id', 'response-time', 'signature']);
}

/** Answers that nobody signed must not reach the partner's program. */
export async function checkForgedAnswers(
  report: Report,
  partner: SdkPartner,
  front: TlsFront,
): Promise<void> {
  const { sdk, call } = partner;
  const comes = async (
    what: string,
    bend: Bend | undefined,
    expected: string | RegExp = unverified,
    changes = {},
  ): Promise<void> => {
    const { outcome } = await bent(front, bend, () => query(partner, changes));
    report.holds(wireRows.forged, sdk.name, what, outcome, expected);
  };
  await comes('nothing is forged', undefined, 'S SUCCESS');
  await comes('another amount', moreMoney);
  await comes('another time', laterTime);
  const otherKey = { serverPublicKey: stranger.publicKeyPem };
  await comes('another key', undefined, unverified, otherKey);
  const toBudget = await seenOf(front, () => call('queryBudgetAccountInfo', {}));
  await comes("another endpoint's", () => toBudget.answer);
  const toNobody = await seenOf(front, () => query(partner, { clientId: 'NOBODY' }));
  await comes("another client's", () => toNobody.answer, sdk.traits.othersAnswer);
}

/** Bends one answer, and the same with another amount: who takes that too verifies nothing. */
export async function checkUnusualAnswers(
  report: Report,
  partner: SdkPartner,
  front: TlsFront,
): Promise<void> {
  const { name, traits } = partner.sdk;
  for (const [how, expected] of Object.entries(traits.verdicts)) {
    const bend = bends[how as BendName];
    const told = await bent(front, bend, () => unambiguous(partner, front));
    const lied = await bent(
      front,
      (answer) => moreMoney(bend(answer)),
      () => unambiguous(partner, front),
    );
    const taken = lied === 'S SUCCESS' ? 'unverified' : 'verified';
    const verdict: Verdict = told === 'S SUCCESS' ? taken : 'refused';
    report.holds(wireRows.verdicts, name, how, verdict, expected);
  }
}

/** Where it connects to, told what; and what it cannot do without. */
export async function checkAddresses(
  report: Report,
  partner: SdkPartner,
  { gateway }: TlsFront,
  givenNothing: SdkPartner,
): Promise<void> {
  const { name, traits } = partner.sdk;
  const comes = async (what: string, expected: unknown, base: string, by = partner) => {
    const { outcome } = await query(by, { gateway: base });
    report.holds(wireRows.addresses, name, what, outcome, expected);
  };
  await comes('another port', traits.otherPort, `${gateway}:1`);
  await comes('http:', traits.plainHttp, gateway.replace('https:', 'http:'));
  // The path that it calls is not the one that it signs and verifies.
  await comes('a path before ours', unverified, `${gateway}/prod`);
  await comes('given nothing', traits.givenNothing, gateway, givenNothing);
}

function query({ call }: SdkPartner, changes: Parameters<SdkPartner['call']>[2] = {}) {
  return call('queryCreditQuota', bodyOf('queryCreditQuota', ''), changes);
}

/** The outcome for an answer whose signature has a `+`: without one, raw base64 is all the same. */
async function unambiguous(partner: SdkPartner, front: TlsFront): Promise<string> {
  for (let i = 0; i < maxSeconds; i += 1) {
    const { outcome } = await query(partner);
    const answer = front.last?.answer;
    if (answer === undefined) return outcome;
    if (decodeURIComponent(headerOf(answer, 'signature')).includes('+')) return outcome;
    // One in two hundred has none; it is another in another second.
    await wait(1_000);
  }
  throw new Error(`no signature with a + in ${maxSeconds} s`);
}

async function bent<Result>(
  front: TlsFront,
  bend: Bend | undefined,
  call: () => Promise<Result>,
): Promise<Result> {
  front.last = undefined;
  front.bend = bend;
  try {
    return await call();
  } finally {
    front.bend = undefined;
  }
}

/** What went over the wire for a call. */
async function seenOf(front: TlsFront, call: () => Promise<{ readonly outcome: string }>) {
  const { outcome } = await bent(front, undefined, call);
  if (front.last === undefined) throw new Error(`nothing came over the wire: ${outcome}`);
  return front.last;
}
