import type { ServerResponse } from 'node:http';
import { onTestFinished } from 'vitest';
import {
  type FollowOptions,
  type RequestBody,
  settleCreditGrant,
} from '../../../shared/client/client.ts';
import { PartnerClient } from '../../../shared/client/partner-client.ts';
import { answerSigned, partner, type SeenRequest, startServer } from './signing-server.ts';

/** What the provider says: a status, a code with its S, F or U, or nothing that can be believed. */
export type Reply =
  | 'ACCEPTED'
  | 'SUCCESS'
  | 'FAILED'
  | 'SUCCESS without its amount'
  | 'FAILED without its code'
  | `F ${string}`
  | `U ${string}`
  | 'unsigned'
  | 'cut off';

/** What was done, in order: a call as it was sent, or the minutes that were waited. */
export type Trace = (number | 'apply' | 'inquire')[];

export const application: RequestBody<'applyCreditGrant'> = {
  referenceNo: 'R-1',
  payeeCode: 'P',
  vcCode: 'V',
  invoiceDate: '20261121',
  timeZone: 'UTC',
  attachmentFile: { fileName: 'invoice.pdf', fileKey: 'K' },
  invoiceInfoList: [{ invoiceNo: 'I-1', invoiceAmount: { currency: 'USD', value: '10000' } }],
};

const granted = {
  creditGrantAmount: '10000',
  creditGrantCurrency: 'USD',
  annualPercentageRate: '0.05',
  dueDate: '20270219',
};
const failed = { failCode: 'LOAN_OVERDUE', failMessage: 'Overdue.' };

/** The body of a reply. */
export function bodyOf(reply: Reply): Readonly<Record<string, unknown>> {
  const [kind = '', code] = reply.split(' ');
  if (kind === 'F' || kind === 'U')
    return { result: { resultStatus: kind, resultCode: code, resultMessage: '-' } };
  const result = { resultStatus: 'S', resultCode: 'SUCCESS', resultMessage: 'Success.' };
  const known = { result, referenceNo: 'R-1', creditGrantNo: 'CG-1', creditGrantStatus: kind };
  switch (reply) {
    case 'SUCCESS':
      return { ...known, ...granted };
    case 'FAILED':
      return { ...known, ...failed };
    case 'SUCCESS without its amount':
      return { ...known, ...granted, creditGrantAmount: undefined };
    default:
      return known;
  }
}

/**
 * A provider that says what it is told to, call by call; the last of each kind again and again. It
 * stops when the test is over.
 */
export async function startGrantServer(toApply: readonly Reply[], toInquire: readonly Reply[]) {
  const trace: Trace = [];
  const counts = { apply: 0, inquire: 0 };
  const server = await startServer((seen, response) => {
    const call = seen.path.endsWith('/applyCreditGrant') ? 'apply' : 'inquire';
    const replies = call === 'apply' ? toApply : toInquire;
    trace.push(call);
    const reply = replies[Math.min(counts[call]++, replies.length - 1)];
    if (reply === undefined) throw new Error(`unexpected: ${call}`);
    give(reply, seen, response);
  });
  onTestFinished(server.stop);
  const { baseUrl, seen } = server;
  const client = new PartnerClient({ ...partner, baseUrl });
  const wait = async (waitMs: number): Promise<void> => void trace.push(waitMs / 60_000);
  return { client, seen, trace, wait };
}

/** Settles an application with such a provider. */
export async function settle(
  toApply: readonly Reply[],
  toInquire: readonly Reply[],
  options: FollowOptions = {},
) {
  const { client, seen, trace, wait } = await startGrantServer(toApply, toInquire);
  const end = await settleCreditGrant(client, application, { wait, ...options });
  return { end, seen, trace };
}

function give(reply: Reply, seen: SeenRequest, response: ServerResponse): void {
  if (reply === 'cut off') response.destroy();
  else if (reply === 'unsigned') response.end(JSON.stringify(bodyOf('F PROCESS_FAIL')));
  else answerSigned(seen, response, JSON.stringify(bodyOf(reply)));
}
