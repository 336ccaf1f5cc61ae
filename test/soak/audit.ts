import { DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { inquire } from './applying.ts';
import { submit } from './attaching.ts';
import type { Bank } from './bank.ts';
import { eachOf } from './each-of.ts';
import { type Member, productCode } from './enrolment.ts';
import type { Application } from './journal.ts';
import { runOperatorLine } from './operator-line.ts';
import { quotaOf } from './queries.ts';
import type { SoakOptions } from './soak-options.ts';
import type { SoakedServer } from './soaked-server.ts';
import type { Tally } from './tally.ts';
import { answeredWithinMs, until, untilTold } from './until.ts';

const atOnce = 8;
// By then the check of each minute has sent anew for what is two minutes overdue.
const latestMs = 4 * 60_000;
// Each file again would take as long as the run; as many as these show that none was lost.
const filesLookedAt = 200;

/** Holds the provider, by its answers and by its rows, against what a partner knows. */
export async function audit(
  server: SoakedServer,
  member: Member,
  bank: Bank,
  { mayWait }: SoakOptions,
  tally: Tally,
): Promise<void> {
  const { partner, journal } = member;
  await eachOf(journal.applications, atOnce, async (application) => {
    await until(
      `${application.referenceNo} is inquired about`,
      answeredWithinMs,
      tally,
      async () => ((await inquire(member, application, true)) ? 'done' : 'again'),
    );
  });
  for (const { knowledge, referenceNo, failCode } of journal.applications) {
    tally.count(failCode === undefined ? `application ${knowledge}` : `application ${failCode}`);
    if (knowledge === 'unknown') tally.wrong('unsettled', `${referenceNo} is still unknown`);
  }
  const facility = await holdRows(server, member, mayWait, tally);
  await holdAmounts(member, bank, facility, tally);
  const files = member.files.slice(-filesLookedAt);
  await eachOf(files, atOnce, async ({ body, fileKey }) => {
    await until(`file ${fileKey} is still kept`, answeredWithinMs, tally, async () =>
      (await submit(member, { body })) ? 'done' : 'again',
    );
  });
  for (const { body, fileKey } of files) {
    const other = member.files.find((file) => file.body === body && file.fileKey !== fileKey);
    if (other) tally.wrong('doubled', `file ${fileKey} of ${partner.clientId} has two keys`);
  }
}

/** Each grant of the table is one that the partner knows of, and the other way round. */
async function holdRows(
  server: SoakedServer,
  { partner, journal }: Member,
  mayWait: boolean,
  tally: Tally,
): Promise<Readonly<Record<string, unknown>>> {
  const { clientId, acting } = partner;
  const read = (kind: string) => rowsOf(server, clientId, acting.customerId ?? '', kind);
  const stored = new Map<string, Readonly<Record<string, unknown>>>();
  for (const row of await read('GRANT#')) {
    const referenceNo = `${row['referenceNo']}`;
    if (stored.has(referenceNo)) tally.wrong('doubled', `${referenceNo} has two grants`);
    stored.set(referenceNo, row);
  }
  tally.count('grants stored', stored.size);
  const known = new Map(
    journal.applications.map((application) => [application.referenceNo, application]),
  );
  for (const application of known.values()) {
    const { referenceNo, knowledge, creditGrantNo } = application;
    const isKept = ['accepted', 'granted'].includes(knowledge);
    const row = stored.get(referenceNo);
    const number = row?.['creditGrantNo'];
    if (isKept && number !== creditGrantNo) tally.wrong('lost', `${referenceNo}: ${number}`);
    if (knowledge === 'none' && row !== undefined) {
      tally.wrong('doubled', `${referenceNo} was refused and has grant ${number}`);
    }
    if (knowledge === 'accepted') holdWaiting(application, row, mayWait, tally);
  }
  for (const [referenceNo, row] of stored) {
    const number = row['creditGrantNo'];
    if (!known.has(referenceNo)) tally.wrong('doubled', `${number}: nobody applied for it`);
  }
  const [facility = {}] = await read('FACILITY#');
  return facility;
}

/** What waits, waits for a person, or is worked on again soon; else it is stuck. */
function holdWaiting(
  { referenceNo, waitsForReview }: Application,
  row: Readonly<Record<string, unknown>> | undefined,
  mayWait: boolean,
  tally: Tally,
): void {
  const isDue = Number(row?.['nextDueAt']) > Date.now() - latestMs;
  const { waitsFor } = { ...row };
  if (waitsForReview ? waitsFor === 'REVIEW' : mayWait && isDue && waitsFor === 'DECISION') return;
  tally.wrong('unsettled', `${referenceNo} waits: ${waitsFor} ${row?.['nextDueAt']}`);
}

/** The partner's own arithmetic against what it is told, and against the facility as stored. */
async function holdAmounts(
  { partner, journal, creditLimitMinor }: Member,
  bank: Bank,
  facility: Readonly<Record<string, unknown>>,
  tally: Tally,
): Promise<void> {
  const { clientId } = partner;
  const quota = await untilTold(
    `${clientId} is told its quota`,
    answeredWithinMs,
    tally,
    async () => {
      const told = await partner.call('queryCreditQuota', JSON.stringify({ productCode }));
      return told?.kind === 'S' ? quotaOf(told.body) : undefined;
    },
  );
  const fx = await untilTold(`${clientId} is told its FX quota`, answeredWithinMs, tally, () =>
    bank.toldFx(),
  );
  const [cap, granted, unpaid, available] = quota ?? [];
  const { grantedMinor, reservedMinor } = journal.sums();
  const { unpaidMinor } = bank;
  const headroomMinor = creditLimitMinor - grantedMinor - reservedMinor - unpaidMinor;
  const pairs = {
    cap: [cap, creditLimitMinor],
    granted: [granted, grantedMinor],
    unpaid: [unpaid, unpaidMinor],
    available: [available, grantedMinor],
    fx: [fx, bank.fxMinor],
    'stored granted': [facility['grantedMinor'], grantedMinor],
    'stored reserved': [facility['reservedMinor'], reservedMinor],
    'stored outstanding': [facility['outstandingMinor'], unpaidMinor],
    'stored headroom': [facility['headroomMinor'], headroomMinor],
  };
  for (const [name, [is, shouldBe]] of Object.entries(pairs)) {
    tally.count('amounts compared');
    const what = `${clientId} ${name} is ${is}, and by its own sum ${shouldBe}`;
    if (is !== shouldBe) tally.wrong('amounts', what);
  }
}

/** Has everything recounted from ledger and rows. @returns what was said at the end */
export async function verifyLedger({ folder }: SoakedServer, tally: Tally): Promise<string> {
  const { code, output, errors } = await runOperatorLine(folder, ['ledger', 'verify']);
  const said = output.trim().split('\n').at(-1) ?? '';
  if (code !== 0 || !said.endsWith('no difference')) {
    tally.wrong('amounts', `ledger verify: ${code} ${output} ${errors}`);
  }
  return said;
}

async function rowsOf(
  server: SoakedServer,
  clientId: string,
  customerId: string,
  kind: string,
): Promise<Record<string, unknown>[]> {
  const environment = server.environment() ?? {};
  const client = new DynamoDBClient({
    endpoint: `${environment['AWS_ENDPOINT_URL_DYNAMODB']}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const rows: Record<string, unknown>[] = [];
  let from: Record<string, never> | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await client.send(
      new QueryCommand({
        TableName: `${environment['QUOTALINE_TABLE']}`,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :kind)',
        ExpressionAttributeValues: {
          ':pk': { S: `CLIENT#${clientId}#CUSTOMER#${customerId}` },
          ':kind': { S: kind },
        },
        ConsistentRead: true,
        ...(from && { ExclusiveStartKey: from }),
      }),
    );
    rows.push(...Items.map((item) => unmarshall(item, { wrapNumbers: BigInt })));
    from = LastEvaluatedKey as Record<string, never> | undefined;
  } while (from);
  client.destroy();
  return rows;
}
