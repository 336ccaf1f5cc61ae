import { createPublicKey } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import * as z from 'zod/mini';
import type { DecisionServiceSecret } from '../../shared/runtime/https-decision-service.ts';
import { formatResponseTime } from '../../shared/signing/request-time.ts';
import {
  answerHeaders,
  type DecisionKeys,
  newDecisionKeys,
  questionProblem,
} from './decision-keys.ts';
import {
  type DecisionMode,
  type DecisionServiceState,
  decisionModePath,
  decisionModeSchema,
} from './decision-mode.ts';
import { LOOPBACK } from './engine-ports.ts';
import { readBody, splitTarget } from './gateway-request.ts';
import type { Running } from './running.ts';

const decidePath = '/decide';
const slowMs = 5_000;
const question = z.object({ creditGrantNo: z.string(), contentHash: z.string() });

/** A decision service on this machine. */
export interface LocalDecisionService extends Running {
  /** Where it is asked. */
  readonly url: string;
  readonly secret: DecisionServiceSecret;
}

/** Starts a decision service that answers signed questions as it was told to: approving at first. */
export async function startDecisionService(): Promise<LocalDecisionService> {
  const keys = await newDecisionKeys();
  const state: DecisionServiceState = { mode: 'approve', asked: 0 };
  const server = createServer((request, response) => {
    serve(request, response, keys, state).catch(() => response.destroy());
  });
  const port = await listen(server);
  return {
    url: `http://${LOOPBACK}:${port}${decidePath}`,
    secret: keys.secret,
    stop: () => close(server),
  };
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly body: Buffer;
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  keys: DecisionKeys,
  state: DecisionServiceState,
): Promise<void> {
  const body = await readBody(request);
  const line = `${request.method} ${splitTarget(request.url ?? '/').path}`;
  if (line === `POST ${decidePath}`) return decide({ request, response, body }, keys, state);
  if (line === `PUT ${decisionModePath}`) {
    const mode = decisionModeSchema.safeParse(body.toString().trim());
    if (!mode.success) return say(response, 400, 'there is no such mode');
    state.mode = mode.data;
  } else if (line !== `GET ${decisionModePath}`) return say(response, 404, 'not here');
  say(response, 200, JSON.stringify(state));
}

async function decide(
  { request, response, body }: Exchange,
  keys: DecisionKeys,
  state: DecisionServiceState,
): Promise<void> {
  const publicKey = createPublicKey(keys.providerKey);
  const problem = questionProblem(request, decidePath, body, publicKey, Date.now());
  if (problem !== undefined) return say(response, 401, problem);
  const { creditGrantNo, contentHash } = question.parse(JSON.parse(body.toString()));
  state.asked += 1;
  const answer = (opinion: string, about = creditGrantNo, key = keys.serviceKey): void => {
    const bytes = Buffer.from(JSON.stringify({ creditGrantNo: about, contentHash, opinion }));
    const time = formatResponseTime(Date.now());
    response.writeHead(200, answerHeaders(decidePath, bytes, time, key)).end(bytes);
  };
  const drop = (): void => {
    response.destroy();
  };
  const approve = (): void => answer('APPROVE');
  const wrongs = [
    () => say(response, 200, JSON.stringify({ creditGrantNo, contentHash, opinion: 'APPROVE' })),
    () => answer('APPROVE', creditGrantNo, keys.providerKey),
    () => answer('APPROVE', 'ANOTHER'),
    () => answer('PERHAPS'),
  ];
  const behaviours: Readonly<Record<DecisionMode, () => void | Promise<void>>> = {
    approve,
    reject: () => answer('REJECT'),
    pending: () => answer('PENDING'),
    slow: () => wait(slowMs, undefined, { ref: false }).then(approve),
    down: drop,
    wrong: () => wrongs[state.asked % wrongs.length]?.(),
    flapping: state.asked % 2 === 1 ? drop : approve,
  };
  await behaviours[state.mode]();
}

function say(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=UTF-8' }).end(text);
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, LOOPBACK, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
