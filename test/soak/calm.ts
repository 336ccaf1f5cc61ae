import { setTimeout as wait } from 'node:timers/promises';
import { retryCreditGrant } from '../../shared/catalogue/back-office-functions.ts';
import { apply, inquire } from './applying.ts';
import { submit } from './attaching.ts';
import { tellDecisions } from './chaos.ts';
import { eachOf } from './each-of.ts';
import { type Member, productCode } from './enrolment.ts';
import type { Application } from './journal.ts';
import { runOperatorLine } from './operator-line.ts';
import type { SoakOptions } from './soak-options.ts';
import type { SoakedServer } from './soaked-server.ts';
import type { Tally } from './tally.ts';
import { answeredWithinMs, until } from './until.ts';
import type { Unresolved } from './worker.ts';

const pollMs = 2_000;
// What the worker has in hand is at its end, or given up, by then.
const underWayMs = retryCreditGrant.time.lambdaTimeoutSeconds * 1_000;
const atOnce = 8;

/**
 * Waits until all is well again and whatever was begun has come to its end. What has not by then is
 * wrong, unless it may wait, and then nothing more is decided: else amounts would move while they
 * are compared.
 */
export async function calmDown(
  server: SoakedServer,
  members: readonly Member[],
  unresolved: ReadonlyMap<Member, Unresolved>,
  { decidedWithinMs, mayWait }: SoakOptions,
  tally: Tally,
): Promise<void> {
  const isDone = (done: boolean) => (done ? 'done' : 'again');
  await until('the decision service approves', answeredWithinMs, tally, async () =>
    isDone(await tellDecisions(server, 'approve')),
  );
  for (const { partner } of members) {
    await until(`${partner.clientId} is answered`, answeredWithinMs, tally, async () => {
      const told = await partner.call('queryCreditQuota', JSON.stringify({ productCode }));
      return isDone(told?.kind === 'S');
    });
  }
  for (const [member, left] of unresolved) await resolveAll(member, left, tally);
  await postLostEvents(server, tally);
  tally.count('not known to be decided after the load', members.flatMap(undecidedOf).length);
  const decidingFrom = Date.now();
  const areDecided = () => allDecided(members);
  if (mayWait) {
    const deadline = decidingFrom + decidedWithinMs;
    while (!(await areDecided()) && Date.now() < deadline) await wait(pollMs);
  } else {
    await until('everything is decided', decidedWithinMs, tally, async () =>
      isDone(await areDecided()),
    );
  }
  tally.count('seconds until decided', Math.round((Date.now() - decidingFrom) / 1_000));
  if (members.flatMap(undecidedOf).length === 0) return;
  await until('the decision service holds still', answeredWithinMs, tally, async () =>
    isDone(await tellDecisions(server, 'pending')),
  );
  await wait(underWayMs);
}

/** What waits for a decision, by what its partner knows. */
function undecidedOf({ journal }: Pick<Member, 'journal'>): Application[] {
  return journal.applications.filter(
    ({ knowledge, waitsForReview }) => knowledge === 'accepted' && !waitsForReview,
  );
}

/**
 * Asks about what is not known to be decided, and no further than to what still waits: thousands of
 * inquiries every few seconds would be a load of their own, on the server that is to decide.
 */
export async function allDecided(
  members: readonly Pick<Member, 'journal' | 'partner'>[],
): Promise<boolean> {
  for (const member of members) {
    let isWaiting = false;
    await eachOf(undecidedOf(member), atOnce, async (application) => {
      if (isWaiting) return;
      await inquire(member, application, true);
      isWaiting ||= application.knowledge === 'accepted';
    });
    if (isWaiting) return false;
  }
  return true;
}

/** What was never answered is sent again, or, every other time, inquired about. */
async function resolveAll(member: Member, left: Unresolved, tally: Tally): Promise<void> {
  tally.count('left unknown', left.applications.length);
  await eachOf([...left.applications.entries()], atOnce, async ([at, application]) => {
    await until(`${application.referenceNo} is known`, answeredWithinMs, tally, async () => {
      const answered =
        at % 2 === 0 ? await apply(member, application) : await inquire(member, application, true);
      return answered ? 'done' : 'again';
    });
  });
  await eachOf(left.submissions, atOnce, async (submission) => {
    await until('a file is kept', answeredWithinMs, tally, async () =>
      (await submit(member, submission)) ? 'done' : 'again',
    );
  });
}

/** What the bus gave up is posted by an operator; each event still counts once. */
async function postLostEvents({ folder }: SoakedServer, tally: Tally): Promise<void> {
  const { code, output, errors } = await runOperatorLine(folder, ['lost-events', 'post']);
  const lost = Number(/^(\d+) lost events?$/m.exec(output)?.[1] ?? Number.NaN);
  tally.count('events the bus gave up', lost);
  if (code !== 0) tally.wrong('unsettled', `lost-events post: ${code} ${output} ${errors}`);
}
