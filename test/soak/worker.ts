import { setTimeout as wait } from 'node:timers/promises';
import { apply, type Bend, inquire, newApplication } from './applying.ts';
import { newSubmission, type Submission, submit } from './attaching.ts';
import type { Dice } from './dice.ts';
import type { Member } from './enrolment.ts';
import type { Application } from './journal.ts';
import { misuse } from './misuse.ts';
import { query } from './queries.ts';
import type { Tally } from './tally.ts';

/** What one of a partner's workers does, and how often. */
const weights = {
  apply: 22,
  applyForReview: 1,
  applyTwiceOnOneInvoice: 2,
  applyForUnknownPayee: 2,
  repeat: 6,
  repeatOtherwise: 3,
  inquire: 20,
  quota: 14,
  fx: 10,
  budget: 6,
  submit: 8,
  submitOtherwise: 1,
  misuse: 10,
} as const;

// Who was not answered comes again in a while: at once would only count refused connections.
const pauseMs = [50, 300] as const;

/** What is still to be learnt of a partner's own requests. */
export interface Unresolved {
  readonly applications: Application[];
  readonly submissions: Submission[];
}

/** Works for a partner until told to stop, one request after the other. */
export async function work(
  member: Member,
  unresolved: Unresolved,
  name: string,
  dice: Dice,
  tally: Tally,
  stopping: AbortSignal,
): Promise<void> {
  for (let at = 1; !stopping.aborted; at++) {
    const id = `${name}-${at}`;
    const goesOn = await step(member, unresolved, id, dice, tally);
    if (!goesOn) await wait(dice.between(...pauseMs));
  }
}

/** @returns false when what was sent is without an answer of `S` or `F` */
async function step(
  member: Member,
  unresolved: Unresolved,
  id: string,
  dice: Dice,
  tally: Tally,
): Promise<boolean> {
  const { applications } = member.journal;
  const known = (): Application | undefined => dice.oneOf(applications);
  if (dice.chance(0.3) && unresolved.applications.length + unresolved.submissions.length > 0) {
    return again(member, unresolved, tally);
  }
  const applyAnew = (bend: Bend = {}): Promise<boolean> =>
    applyOrKeep(member, unresolved, newApplication(member, id, dice, bend));
  const doing = dice.byWeight(weights);
  switch (doing) {
    case 'apply':
      return applyAnew();
    case 'applyForReview':
      return applyAnew({ waitsForReview: true });
    case 'applyForUnknownPayee':
      return applyAnew({ isForUnknownPayee: true });
    case 'applyTwiceOnOneInvoice': {
      const other = known();
      if (other?.knowledge !== 'granted') return true;
      return applyAnew({ financedInvoiceNo: other.invoiceNo });
    }
    case 'repeat': {
      const other = known();
      if (other === undefined || ['unknown', 'none'].includes(other.knowledge)) return true;
      return apply(member, other);
    }
    case 'repeatOtherwise':
      return repeatOtherwise(member, known());
    case 'inquire': {
      const other = known();
      return other === undefined || inquire(member, other);
    }
    case 'submit':
      return submitOrKeep(member, unresolved, newSubmission(id, dice));
    case 'submitOtherwise': {
      const { attachmentId } = JSON.parse(dice.oneOf(member.files)?.body ?? '{}');
      const { body } = newSubmission(attachmentId, dice, 'y');
      const expected = 'F REPEAT_REQ_INCONSISTENT';
      return (await member.partner.call('submitAttachment', body, expected)) !== undefined;
    }
    case 'misuse':
      return misuse(member, dice).then(() => true);
    case 'quota':
    case 'fx':
    case 'budget':
      return query(member, doing, tally);
  }
}

async function again(member: Member, unresolved: Unresolved, tally: Tally): Promise<boolean> {
  tally.count('sent again');
  const application = unresolved.applications.shift();
  if (application) return applyOrKeep(member, unresolved, application);
  const submission = unresolved.submissions.shift();
  return submission === undefined || submitOrKeep(member, unresolved, submission);
}

async function applyOrKeep(
  member: Member,
  { applications }: Unresolved,
  application: Application,
): Promise<boolean> {
  const answered = await apply(member, application);
  if (!answered) applications.push(application);
  return answered;
}

async function submitOrKeep(
  member: Member,
  { submissions }: Unresolved,
  submission: Submission,
): Promise<boolean> {
  const answered = await submit(member, submission);
  if (!answered) submissions.push(submission);
  return answered;
}

/** The same reference, worth a little more. */
async function repeatOtherwise(
  { partner }: Member,
  application: Application | undefined,
): Promise<boolean> {
  if (!application || ['unknown', 'none'].includes(application.knowledge)) return true;
  const body = JSON.parse(application.body);
  body.vendorName = 'another vendor';
  const expected = 'F REPEAT_REQ_INCONSISTENT';
  return (await partner.call('applyCreditGrant', JSON.stringify(body), expected)) !== undefined;
}
