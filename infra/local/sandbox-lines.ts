import { relative } from 'node:path';
import * as z from 'zod/mini';
import { printable } from './call-printable.ts';
import type { ClientAccess } from './client-access.ts';
import { type KeptExchange, keptExchange } from './kept-exchange.ts';

const powers = z.object({
  powers: z.array(
    z.object({ api: z.string(), field: z.string(), example: z.string(), meaning: z.string() }),
  ),
});
const time = z.object({ client: z.string(), now: z.string() });
const wiped = z.object({ client: z.string(), rows: z.int(), objects: z.int() });
const requests = z.object({ requests: z.array(keptExchange) });
const replayed = z.object({ n: z.int(), answer: z.nullable(keptExchange.shape.answer) });

/** The magic values, of one API where one is named. */
export function powerLines(answer: unknown, api: string | undefined): string {
  const shown = powers.parse(answer).powers.filter((one) => api === undefined || one.api === api);
  return shown
    .map(({ api: of, field, example, meaning }) => `${of}  ${field}: ${example}\n    ${meaning}`)
    .join('\n');
}

/** A client's time of business. */
export function timeLine(answer: unknown): string {
  const { client, now } = time.parse(answer);
  return `${client}: ${now}`;
}

/** What a reset has removed. */
export function resetLine(answer: unknown): string {
  const { client, rows, objects } = wiped.parse(answer);
  return `${client} begins anew: ${rows} rows and ${objects} files are gone.`;
}

/** Whom to call as, and with what; `npm run call` takes it. */
export function accessLines({ clientId, keyVersion, privateKeyFile }: ClientAccess): string {
  return `${clientId}, key version ${keyVersion}
npm run call -- queryCreditQuota --client ${clientId} --key ${relative('', privateKeyFile)}`;
}

/** One request a line. */
export function requestLines(answer: unknown): string {
  const all = requests.parse(answer).requests;
  return all.length === 0 ? 'No requests yet.' : all.map(requestLine).join('\n');
}

function requestLine({ n, at, clientId, method, target, why, lost, answer }: KeptExchange): string {
  const { resultCode = `HTTP ${answer.status}`, power, fault } = why;
  const notes = [power, lost ? 'never sent' : undefined, fault].filter((one) => one !== undefined);
  const line = `${n}  ${at}  ${clientId || '-'}  ${method} ${target}  ${resultCode}`;
  return printable([line, ...notes].join('  '));
}

/** What came back to a replayed request. */
export function replayLines(answer: unknown): string {
  const { n, answer: got } = replayed.parse(answer);
  if (got === null) return `${n}: no answer`;
  return printable(`${n}: HTTP ${got.status}\n${Buffer.from(got.bodyBase64, 'base64')}`);
}
