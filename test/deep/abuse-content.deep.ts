import { afterAll, expect, test } from 'vitest';
import type { ApiName } from '../../shared/catalogue/endpoint.ts';
import { attachmentBody, pdf } from '../builders.ts';
import { answerOf, contextOf, newInstance, rows } from '../instance.ts';
import { clientSecret } from '../memory-secrets.ts';
import { signedEvent } from '../signed-event.ts';
import { holdNow } from './heap.ts';
import { hostileFiles } from './hostile-files.ts';
import { type HostileBody, hostileTexts, large } from './hostile-texts.ts';
import { report, scaled } from './scale.ts';

/** An honest file of the largest size takes this many times less than anything may. */
const maxRatio = 5;
/** What all of it may leave behind when it comes for the second time: nothing of its content. */
const maxLeftBytes = 2_000_000;
/** On top of what the process had before any of it came; a function has 1,024 MB for both. */
const maxGrownBytes = 600_000_000;

const clients = { PARTNER_1: clientSecret({ ratePerSecond: 1_000, burst: 100_000 }) };
const instance = newInstance({ clients });
const figures = { bodies: 0, 'worst ratio': 0, 'left in KB': 0, 'grown by MB': 0 };
afterAll(() => report('hostile content', figures));

/** Whoever comes next must be served as if nothing had been. */
const question = { api: 'queryBudgetAccountInfo', body: '{}' } as const;

type Sent = { readonly api: ApiName; readonly body: string };

/** Sends a body, rightly signed; gives the answer, and the processor's time that it took. */
async function send({ api, body }: Sent) {
  const { clock, handlers, table, puts, lines } = instance;
  for (const kept of [table.reads, table.writes, puts, lines]) kept.length = 0;
  clock.ms += 1_000;
  const event = signedEvent(rows[api].path, body, clock.ms);
  const before = process.cpuUsage();
  const result = await handlers[api](event, contextOf(rows[api]));
  const { user, system } = process.cpuUsage(before);
  return { answer: answerOf(result, 'POST', rows[api].path), ms: (user + system) / 1_000 };
}

/** The least that it takes: what else the machine does can only add to it. */
async function leastMs(sent: Sent, times: number): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let at = 0; at < times; at++) least = Math.min(least, (await send(sent)).ms);
  return least;
}

/** Sends one of them, and an honest request after it; gives the least time that it takes. */
async function leastMsOf({ what, api, body: make, message }: HostileBody, times: number) {
  const body = make();
  const { answer } = await send({ api, body });
  expect(answer.result.resultMessage, what).toEqual(
    typeof message === 'string' ? message : expect.stringMatching(message),
  );
  expect(answer.outcome, what).toBe(message === 'Success.' ? 'S SUCCESS' : 'F PARAM_ILLEGAL');
  const least = await leastMs({ api, body }, times);
  expect((await send(question)).answer.outcome, what).toBe('S SUCCESS');
  return least;
}

function honestFile(): string {
  const content = Buffer.concat([pdf(), Buffer.alloc((large / 4) * 3 - 1_000, ' ')]);
  return JSON.stringify(attachmentBody({ attachmentContent: content.toString('base64') }));
}

test('what is rightly signed and meant to keep us busy costs no more than an honest file', async () => {
  const times = Math.max(3, scaled(10));
  const { resident } = await holdNow();
  const floorMs = await leastMs({ api: 'submitAttachment', body: honestFile() }, times);
  const all = [...hostileTexts, ...hostileFiles];
  for (const { api, body } of all) await send({ api, body: body() });
  const before = await holdNow();
  const ratios: [ratio: number, what: string][] = [];
  for (const each of all) ratios.push([(await leastMsOf(each, times)) / floorMs, each.what]);
  const left = (await holdNow()).held - before.held;
  ratios.sort(([a], [b]) => b - a);
  const grown = process.resourceUsage().maxRSS * 1_024 - resident;
  Object.assign(figures, {
    bodies: ratios.length,
    'worst ratio': Number(ratios[0]?.[0].toFixed(2)),
    'left in KB': Math.round(left / 1_000),
    'grown by MB': Math.round(grown / 1_000_000),
  });
  expect(ratios.filter(([ratio]) => ratio > maxRatio)).toEqual([]);
  expect(left).toBeLessThan(maxLeftBytes);
  expect(grown).toBeLessThan(maxGrownBytes);
});
