import * as z from 'zod/mini';
import { httpPost } from '../client/http-post.ts';
import type { PartnerSetup } from '../client/partner-setup.ts';
import { setUpPartner } from '../client/partner-setup.ts';
import { signRequest } from '../client/signed-request.ts';
import { verifyAnswer } from '../client/verify-answer.ts';
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

const answerBody = z.strictObject({
  creditGrantNo: z.string(),
  opinion: z.enum(['APPROVE', 'REJECT', 'PENDING']),
  failCode: z.optional(z.enum(['INVOICE_NOT_ELIGIBLE', 'ATTACHMENT_INVALID', 'REVIEW_REJECTED'])),
});

/** A decision is not waited for longer than this: the application is deferred instead. */
const timeoutMs = 2_000;

/**
 * Reads the address of a decision service.
 *
 * @throws {Error} when it is neither https nor on this machine
 */
export function parseDecisionUrl(text: string): DecisionServiceAddress {
  const url = new URL(text);
  const local = url.protocol === 'http:' && url.hostname === '127.0.0.1';
  if (url.protocol !== 'https:' && !local) {
    throw new Error('the decision service must be called over https');
  }
  return { origin: url.origin, path: url.pathname };
}

/**
 * Asks a decision service over HTTPS, signed and verified as the partner APIs are. No redirect is
 * followed, the answer is bounded in size and time, must be about this application, and says one
 * of three words.
 *
 * @param readSecret gives the text of the service's secret, held by the caller
 */
export function httpsDecisionService(
  address: DecisionServiceAddress,
  readSecret: () => Promise<string>,
): DecisionService {
  return {
    async ask(question) {
      const setup = setUp(address, await readSecret());
      const body = Buffer.from(JSON.stringify(questionBody(question)));
      const request = signRequest(setup, address.path, body, {});
      const answer = await httpPost({
        url: request.url,
        headers: request.headers,
        body,
        timeoutMs,
      });
      if ('noAnswerBecause' in answer) throw new Error(answer.noAnswerBecause);
      const { failedBecause } = verifyAnswer(answer, request.signed, setup.serverKey);
      if (failedBecause !== undefined)
        throw new Error(`the answer is not its own: ${failedBecause}`);
      if (answer.status !== 200) throw new Error(`it answers with status ${answer.status}`);
      return readOpinion(answer.body, question.creditGrantNo);
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

function readOpinion(body: Buffer, creditGrantNo: string): Opinion {
  const answer = answerBody.parse(JSON.parse(body.toString('utf8')));
  if (answer.creditGrantNo !== creditGrantNo) throw new Error('it speaks of another application');
  switch (answer.opinion) {
    case 'APPROVE':
      return { opinion: 'approve' };
    case 'REJECT':
      return { opinion: 'reject', failCode: answer.failCode ?? 'REVIEW_REJECTED' };
    case 'PENDING':
      return { opinion: 'pending' };
  }
}
