import { endpoints } from '../../shared/catalogue/catalogue.ts';
import { Refusal } from '../../shared/domain/refusal.ts';
import { readEnvelope } from '../../shared/runtime/envelope.ts';
import type { ReceivedRequest } from '../../shared/runtime/gateway-event.ts';
import { parseRequestTime } from '../../shared/signing/request-time.ts';
import { type Finding, quoted } from './doctor-finding.ts';
import { signatureHeaderFaults } from './doctor-signature-header.ts';

const shapes =
  'Send ISO 8601 with offset (2026-11-21T10:30:00+08:00, or Z), or 13 digits of epoch milliseconds.';

/**
 * What is wrong with a request before any signature is looked at. What the server would refuse and
 * none of these names, it says itself.
 */
export function headerFaults(request: ReceivedRequest): readonly Finding[] {
  const found = [
    ...routeFaults(request),
    ...typeFaults(request.headers['content-type']),
    ...timeFaults(request.headers['request-time']),
    ...clientFaults(request.headers['client-id']),
    ...signatureHeaderFaults(request.headers['signature']),
  ];
  return found.length > 0 ? found : serverFaults(request);
}

function routeFaults({ path, method, queryString }: ReceivedRequest): Finding[] {
  const found: Finding[] = [];
  if (!endpoints.some((row) => row.path === path)) found.push(pathFault(path));
  if (method !== 'POST') {
    const says = `The method is ${quoted(method)}; every API is called by POST.`;
    found.push({ id: 'method-not-post', says, change: 'Send, and sign, POST.' });
  }
  if (queryString !== '') {
    const says = 'There is a query string; no API has one, and no signature covers it.';
    found.push({
      id: 'query-string',
      says,
      change: 'Send the path alone; what is asked is in the body.',
    });
  }
  return found;
}

function pathFault(path: string): Finding {
  const plain = (text: string): string =>
    text.toLowerCase().replaceAll(/\/+/g, '/').replace(/\/$/, '');
  const near = endpoints.find((row) => plain(path).endsWith(plain(row.path)));
  const last = endpoints.find((row) => plain(path).endsWith(plain(`/${row.name}`)));
  const meant = near?.path ?? last?.path;
  const change =
    meant === undefined
      ? "The paths are in the README, in openapi.json, and on this server's page."
      : `Send, and sign, ${meant}.`;
  return { id: 'path-unknown', says: `There is no API at ${quoted(path)}.`, change };
}

function typeFaults(type: string | undefined): Finding[] {
  const change = 'Send `Content-Type: application/json; charset=UTF-8`, once.';
  const fault = (id: string, says: string): Finding[] => [{ id, says, change }];
  if (type === undefined) return fault('content-type-missing', 'There is no Content-Type.');
  const repeats = new Set(type.split(',').map((one) => one.trim().toLowerCase()));
  if (repeats.size > 1)
    return fault(
      'content-type-twice',
      `Content-Type came twice, and not the same: ${quoted(type)}.`,
    );
  const isJson = /^\s*application\/json\s*(?:[;,]|$)/i.test(type);
  if (isJson && !/charset=(?!"?utf-8)/i.test(type)) return [];
  return fault('content-type', `The Content-Type is ${quoted(type)}.`);
}

function timeFaults(time: string | undefined): Finding[] {
  const fault = (id: string, says: string): Finding[] => [
    { id, says: `Request-Time ${says}.`, change: shapes },
  ];
  if (time === undefined || time === '') return fault('time-missing', 'is missing');
  if (parseRequestTime(time) !== undefined) return [];
  const given = quoted(time);
  if (time.includes(',')) return fault('time-twice', `came more than once: ${given}`);
  if (/^\d{10}$/.test(time)) return fault('time-in-seconds', `is in epoch seconds: ${given}`);
  if (/^\d{16,19}$/.test(time))
    return fault('time-in-nanoseconds', `is in micro- or nanoseconds: ${given}`);
  if (/^\d{4}-\d\d-\d\d \d/.test(time))
    return fault('time-with-blank', `has a blank for the T: ${given}`);
  if (/^[\dT:.-]+$/.test(time) && time.includes('T'))
    return fault('time-without-offset', `has no offset: ${given}`);
  if (/[tz]/.test(time) && parseRequestTime(time.toUpperCase()) !== undefined) {
    return fault('time-in-lower-case', `has a small t or z: ${given}`);
  }
  if (/^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-][\d:]+)$/.test(time)) {
    return fault('time-not-in-calendar', `names no day or hour that there is: ${given}`);
  }
  return fault('time-shape', `is of no shape that is read: ${given}`);
}

function clientFaults(clientId: string | undefined): Finding[] {
  const change =
    'Send the id that you were given, as it was: 1 to 64 letters, digits, `_` and `-`.';
  const fault = (id: string, says: string): Finding[] => [
    { id, says: `Client-Id ${says}.`, change },
  ];
  if (clientId === undefined || clientId === '') return fault('client-missing', 'is missing');
  if (clientId.includes(','))
    return fault('client-twice', `came more than once: ${quoted(clientId)}`);
  if (clientId.length > 64) return fault('client-too-long', `has ${clientId.length} letters`);
  const odd = /[^A-Za-z0-9_-]/u.exec(clientId)?.[0];
  return odd === undefined ? [] : fault('client-letters', `must not hold ${quoted(odd)}`);
}

function serverFaults(request: ReceivedRequest): Finding[] {
  const row = endpoints.find(({ path }) => path === request.path);
  if (row === undefined) return [];
  try {
    readEnvelope(request, row);
    return [];
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return [
      {
        id: 'refused',
        says: `The server says ${error.code}${error.detail ? `: ${error.detail}` : ''}.`,
      },
    ];
  }
}
