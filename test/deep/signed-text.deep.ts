import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { readEnvelope } from '../../shared/runtime/envelope.ts';
import { readGatewayEvent } from '../../shared/runtime/gateway-event.ts';
import { stringToSign } from '../../shared/signing/string-to-sign.ts';
import { Choices } from './choices.ts';
import { report, scaled, seed } from './scale.ts';

const tuples = scaled(100_000);

interface Parts {
  readonly method: string;
  readonly path: string;
  readonly clientId: string;
  readonly time: string;
  /** Bytes as Latin-1 letters. */
  readonly body: string;
}

const methods = ['POST', 'GET', 'HEAD', 'OPTIONS', 'P.O', 'POST.', '2026', '1795228200000'];
const clientLetters = 'AZaz09_-TZPOST12';
/** What stands between parts, and what parts are made of. */
const borders = ['.', '..', '\n', '\r\n', ' ', 'POST /p\n', 'Z', '+08:00', '.1', '"', '\0', '\xff'];

/** Distinct parts, each within its grammar, with all that could be taken for a border in them. */
function anyParts(choose: Choices): Parts {
  const many = (most: number, one: () => string): string =>
    Array.from({ length: choose.int(most + 1) }, one).join('');
  const clientId = choose.of(['A', '2', '-']) + many(choose.of([2, 6, 63]), () => letter(choose));
  const time = anyTime(choose);
  const piece = (): string => {
    const fresh = [letter(choose), time, clientId, anyTime(choose)];
    return choose.int(2) === 0 ? choose.of(borders) : choose.of(fresh);
  };
  return {
    method: choose.of(methods),
    path: `/${many(3, () => choose.of(['p', '.', '/', 'A.1795228200000.', clientId, time, '%0A']))}`,
    clientId,
    time,
    body: many(6, piece),
  };
}

function letter(choose: Choices): string {
  return clientLetters.charAt(choose.int(clientLetters.length));
}

function anyTime(choose: Choices): string {
  const ms = 1_000_000_000_000 + choose.int(2 ** 31) * 1_000 + choose.int(1_000);
  const whole = new Date(ms).toISOString().slice(0, 19);
  const digits = `${choose.int(2 ** 31)}`.slice(0, 1 + choose.int(9));
  const zone = choose.of(['Z', '+08:00', '-0530', '+0000', '-23:59']);
  return choose.of([`${ms}`, whole + zone, `${whole}.${digits}${zone}`]);
}

/** Every way to cut a text into parts that all pass our own readers. */
function readings(text: string): Parts[] {
  const found: Parts[] = [];
  for (const blank of places(text, ' ', 0, 40)) {
    const method = text.slice(0, blank);
    if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(method)) continue;
    for (const line of places(text, '\n', blank + 1, text.length)) {
      const path = text.slice(blank + 1, line);
      if (!isPath(path)) continue;
      for (const dot of places(text, '.', line + 1, 70)) {
        const clientId = text.slice(line + 1, dot);
        for (const end of places(text, '.', dot + 1, 50)) {
          const time = text.slice(dot + 1, end);
          const parts = { method, path, clientId, time, body: text.slice(end + 1) };
          if (passes(parts)) found.push(parts);
        }
      }
    }
  }
  return found;
}

function places(text: string, what: string, from: number, within: number): number[] {
  const found: number[] = [];
  const end = Math.min(text.length, from + within);
  for (let at = text.indexOf(what, from); at >= 0 && at < end; at = text.indexOf(what, at + 1)) {
    found.push(at);
  }
  return found;
}

function requestFor(path: string, headers: Readonly<Record<string, string>>) {
  return readGatewayEvent({ rawPath: path, headers, requestContext: { http: { method: 'POST' } } });
}

/** A path that the gateway hands over is signed as it is; what is not one is written otherwise. */
function isPath(path: string): boolean {
  return path.startsWith('/') && requestFor(path, {}).path === path;
}

function passes({ path, clientId, time }: Parts): boolean {
  const request = requestFor(path, {
    'content-type': 'application/json',
    'client-id': clientId,
    'request-time': time,
    signature: 'algorithm=RSA256,signature=AAAA',
  });
  try {
    return readEnvelope(request, { path, bodyLimitBytes: 1_000 }).time === time;
  } catch {
    return false;
  }
}

test('a signed text can be cut into its parts in one way alone', () => {
  const startedAt = performance.now();
  const choose = new Choices(seed);
  const texts = new Map<string, string>();
  const figures = { tuples: 0, borders: 0, 'texts of two tuples': 0, 'not read back': 0 };
  const wrong: string[] = [];
  while (figures.tuples < tuples) {
    const parts = anyParts(choose);
    const tuple = JSON.stringify(parts);
    const { body, ...head } = parts;
    const text = stringToSign({ ...head, body: Buffer.from(body, 'latin1') }).toString('latin1');
    const hash = createHash('sha256').update(text, 'latin1').digest('base64');
    const before = texts.get(hash);
    if (before === tuple) continue;
    texts.set(hash, tuple);
    figures.tuples += 1;
    figures.borders += places(text, '.', 0, text.length).length - 2;
    if (before !== undefined) figures['texts of two tuples'] += 1;
    const read = readings(text).map((one) => JSON.stringify(one));
    if (read.length === 1 && read[0] === tuple) continue;
    figures['not read back'] += 1;
    wrong.push(`${JSON.stringify(text)} reads as ${read.join(' or ')}`);
  }
  const seconds = Math.round((performance.now() - startedAt) / 1_000);
  report('signed texts', { ...figures, seconds });
  expect(wrong.slice(0, 10)).toEqual([]);
  expect(figures['texts of two tuples']).toBe(0);
});
