import * as z from 'zod/mini';
import { httpPost } from '../client/http-post.ts';
import type { PartnerSetup } from '../client/partner-setup.ts';
import { setUpPartner } from '../client/partner-setup.ts';
import { signRequest } from '../client/signed-request.ts';
import { verifyAnswer } from '../client/verify-answer.ts';
import { parseRequestTime } from '../signing/request-time.ts';
import { hashContent } from '../store/content-hash.ts';
import type { DecisionQuestion, DecisionService, Opinion } from './decision-service.ts';
import { parseSecret } from './secret-source.ts';

/** Where the deployment's decision service is asked. */
export interface DecisionServiceAddress {
  /** `https://host`; plain http only to this machine. */
  readonly origin: string;
  readonly path: string;
}

const decisionSecret = z.strictObject({
  /** By which the service knows us. */
  clientId: z.string(),
  keyVersion: z.int(),
  privateKey: z.string(),
  /** The key that the service signs its answers with. */
  servicePublicKey: z.string(),
});

/** The secret of the decision service before it is written. */
export type DecisionServiceSecret = z.input<typeof decisionSecret>;

/** An answer repeats what it was asked about: a grant's number stands for one content alone. */
const answerBody = z.strictObject({
  creditGrantNo: z.string(),
  contentHash: z.string(),
  opinion: z.enum(['APPROVE', 'REJECT', 'PENDING']),
  failCode: z.optional(z.enum(['INVOICE_NOT_ELIGIBLE', 'ATTACHMENT_INVALID', 'REVIEW_REJECTED'])),
});

/** A decision is not waited for longer than this: the application is deferred instead. */
const timeoutMs = 2_000;
/** How old an answer may be, and how far ahead of our clock, as of partners' requests. */
const maxAgeMs = 300_000;
const maxAheadMs = 60_000;

/**
 * Reads the address of a decision service.
 *
 * @throws {Error} when it is neither https nor on this machine, or has more than host and path
 */
export function parseDecisionUrl(text: string): DecisionServiceAddress {
  const url = new URL(text);
  const local = url.protocol === 'http:' && url.hostname === '127.0.0.1';
  if (url.protocol !== 'https:' && !local) {
    throw new Error('the decision service must be called over https');
  }
  // None of these would be sent: whoever wrote them relies on what is not so.
  if (`${url.username}${url.password}${url.search}${url.hash}` !== '') {
    throw new Error('the address of the decision service has only a host and a path');
  }
  return { origin: url.origin, path: url.pathname };
}

/**
 * Asks a decision service over HTTPS, signed and verified as the partner APIs are. No redirect is
 * followed, the answer is bounded in size and time, must be of now and about this application and
 * its content, and says one of three words.
 *
 * @param readSecret gives the text of the service's secret, held by the caller
 */
export function httpsDecisionService(
  address: DecisionServiceAddress,
  readSecret: () => Promise<string>,
  now: () => number,
): DecisionService {
  return {
    async ask(question) {
      const setup = setUp(address, await readSecret());
      const contentHash = hashContent(question.content);
      const body = Buffer.from(JSON.stringify({ ...questionBody(question), contentHash }));
      const request = signRequest(setup, address.path, body, {});
      const answer = await httpPost({
        url: request.url,
        headers: request.headers,
        body,
        timeoutMs,
      });
      if ('noAnswerBecause' in answer) throw new Error(answer.noAnswerBecause);
      const { failedBecause, signed } = verifyAnswer(answer, request.signed, setup.serverKey);
      if (failedBecause !== undefined)
        throw new Error(`the answer is not its own: ${failedBecause}`);
      if (!isOfNow(signed?.time, now())) throw new Error('the answer is not of now');
      if (answer.status !== 200) throw new Error(`it answers with status ${answer.status}`);
      return readOpinion(answer.body, question.creditGrantNo, contentHash);
    },
  };
}

function setUp({ origin }: DecisionServiceAddress, secretText: string): PartnerSetup {
  const secret = parseSecret(decisionSecret, secretText);
  const { clientId, keyVersion, privateKey, servicePublicKey } = secret;
  return setUpPartner({
    baseUrl: origin,
    clientId,
    keyVersion,
    privateKey,
    serverPublicKey: servicePublicKey,
    timeoutMs,
  });
}

function questionBody(question: DecisionQuestion): Record<string, unknown> {
  const { amountMinor, ...rest } = question;
  return { ...rest, amountMinor: amountMinor.toString() };
}

function isOfNow(time: string | undefined, nowMs: number): boolean {
  const at = parseRequestTime(time ?? '');
  return at !== undefined && nowMs - at <= maxAgeMs && at - nowMs <= maxAheadMs;
}

function readOpinion(body: Buffer, creditGrantNo: string, contentHash: string): Opinion {
  const answer = answerBody.parse(JSON.parse(body.toString('utf8')));
  if (answer.creditGrantNo !== creditGrantNo) throw new Error('it speaks of another application');
  if (answer.contentHash !== contentHash) throw new Error('it speaks of another content');
  switch (answer.opinion) {
    case 'APPROVE':
      return { opinion: 'approve' };
    case 'REJECT':
      return { opinion: 'reject', failCode: answer.failCode ?? 'REVIEW_REJECTED' };
    case 'PENDING':
      return { opinion: 'pending' };
  }
}
