import { stripVTControlCharacters } from 'node:util';
import * as z from 'zod/mini';
import type { Powers } from '../explorer/powers-document.ts';
import { diagnose } from './doctor-diagnosis.ts';
import { keyBookAt } from './doctor-home.ts';
import { doctorReport } from './doctor-report.ts';
import { requestFile } from './doctor-request.ts';
import { toHar } from './exchange-har.ts';
import type { KeptExchange } from './kept-exchange.ts';
import { isApiCall, isOf, replay, signedAnew } from './replay.ts';
import type { Sandbox } from './sandbox.ts';
import { durationWords, parseDuration } from './sandbox-duration.ts';
import { magicGrammar } from './sandbox-grammar.ts';
import { listPowers } from './sandbox-powers.ts';
import { parseSeed } from './seed-file.ts';

/** There is nothing at that address, or under that number. */
export class NotFound extends Error {
  override readonly name = 'NotFound';
}

/** One thing that the sandbox can be asked or told. */
export interface ControlRoute {
  readonly purpose: string;
  readonly input: z.ZodMiniType;
  /** @param argument what is in the place of `<n>` */
  answer(input: unknown, argument: string): Promise<unknown>;
}

/** All of them, by method and path. */
export type ControlRoutes = Readonly<Record<string, ControlRoute>>;

const clientId = z.optional(z.string().check(z.regex(/^[A-Za-z0-9_-]{1,64}$/)));
const ofClient = z.strictObject({ client: clientId });
const advance = z.strictObject({
  client: clientId,
  advance: z
    .string({ error: durationWords })
    .check(z.refine((text) => parseDuration(text) !== undefined, { error: durationWords })),
});
const newClient = z.strictObject({ client: clientId });
const anySeed = z.strictObject({ seed: z.unknown() });
const question = z.strictObject({
  client: clientId,
  last: z.optional(z.string().check(z.regex(/^\d{1,6}$/))),
});
const replayed = z.strictObject({ fresh: z.optional(z.boolean()) });

function route<Schema extends z.ZodMiniType>(
  purpose: string,
  input: Schema,
  answer: (input: z.output<Schema>, argument: string) => unknown,
): ControlRoute {
  return {
    purpose,
    input,
    // Parsed here once more, so that the types of input and answer hold together.
    answer: async (given, argument) => answer(input.parse(given), argument),
  };
}

/** Binds the routes to a sandbox. */
export function routesOf(sandbox: Sandbox): ControlRoutes {
  const { stages, log } = sandbox;
  const find = (n: string): KeptExchange => {
    const found = log.find(Number(n));
    if (found === undefined) throw new NotFound(`request ${n} is not kept any more, or not yet`);
    return found;
  };
  const list = ({ client, last }: z.output<typeof question>) =>
    log.list({ clientId: client, ...(last !== undefined && { last: Number(last) }) });
  return {
    'POST /_sandbox/doctor': route(
      '{method, target, headers, bodyBase64, receivedAtMs?}: why its signature is not accepted.',
      requestFile,
      async (request) => {
        const book = keyBookAt(sandbox.home, []);
        const diagnosis = await diagnose(request, book);
        const report = stripVTControlCharacters(doctorReport(request, diagnosis, book));
        return { verdict: diagnosis.verdict, report };
      },
    ),
    'GET /_sandbox/powers': route(
      'Every magic value of every API.',
      z.looseObject({}),
      (): Powers => ({ grammar: magicGrammar, powers: [...listPowers()] }),
    ),
    'GET /_sandbox/clients': route('The clients that have a stage.', z.looseObject({}), () => ({
      demo: stages.demoClientId,
      clients: stages.clients(),
    })),
    'POST /_sandbox/clients': route(
      '{client?}: a new client with a key pair and a stage of its own, and how to call as it.',
      newClient,
      ({ client }) => sandbox.seed(stages.stageFor(client)),
    ),
    'GET /_sandbox/clock': route('?client=: its time of business.', ofClient, ({ client }) =>
      sandbox.clockOf(client),
    ),
    'POST /_sandbox/clock': route(
      "{advance: '90d', client?}: moves a client's time on, never back, and does what is due by it.",
      advance,
      ({ client, advance: by }) => sandbox.advance(client, parseDuration(by) ?? 0),
    ),
    'POST /_sandbox/reset': route(
      '{client?}: a client begins anew: its rows, files and clock; its keys stay.',
      ofClient,
      ({ client }) => sandbox.reset(client),
    ),
    'POST /_sandbox/seed': route(
      '{seed}: sets the stage that a seed file tells; what is there stays.',
      anySeed,
      ({ seed }) => sandbox.seed(parseSeed(seed)),
    ),
    'GET /_sandbox/requests': route('?client=&last=: the last requests.', question, (asked) => ({
      requests: list(asked),
    })),
    'GET /_sandbox/requests.har': route('?client=&last=: as a HAR.', question, (asked) =>
      toHar(list(asked), stages.baseUrl),
    ),
    'GET /_sandbox/requests/<n>': route('One request.', z.looseObject({}), (_, n) => find(n)),
    'POST /_sandbox/requests/<n>/replay': route(
      '{fresh?}: sends the same bytes again; fresh: signed anew with the key that is kept here.',
      replayed,
      async ({ fresh = false }, n) => {
        const exchange = find(n);
        const isFresh = fresh && isApiCall(exchange);
        const again = isFresh
          ? signedAnew(exchange, stages.accessOf(exchange.clientId), Date.now())
          : exchange;
        const after = log.lastN;
        const answer = await replay(stages.baseUrl, again);
        const kept = log.list().find((one) => one.n > after && isOf(one, again, answer));
        return { n: kept?.n, answer: answer ?? null };
      },
    ),
  };
}
