import fc from 'fast-check';
import type { ApiName } from '../../../shared/catalogue/endpoint.ts';
import { operations } from './json-schemas.ts';

/** Values that stand just inside or just outside of the rule of some field. */
const edges: readonly unknown[] = [
  ...['', ' ', '#', 'a', '!', '~', 'a b', 'a\n', 'ä', '\u007f', 'a\u0000', '__proto__'],
  ...[64, 65, 128, 129].flatMap((length) => ['x', 'é', '😀'].map((unit) => unit.repeat(length))),
  ...[
    '0',
    '00',
    '01',
    '1',
    '-1',
    '+1',
    '1.0',
    '1e2',
    ' 1',
    '9999999999999999',
    '10000000000000000',
  ],
  ...[0, 1, -1, 1.5, 100, Number.MAX_SAFE_INTEGER, true, false, null, [], {}, [[]], [{}]],
  ...['USD', 'usd', 'US', 'XXX', 'XAU', 'EUR', 'BGN', 'DE', 'de', 'UK', 'GB', 'EU', 'USDX'],
  ...['20240229', '20230229', '19000228', '19000229', '20000229', '21000229', '18991231'],
  ...['99991231', '20261301', '20260431', '2026-01-01', '20260100', '２０２６0101', '20240229\n'],
  ...[
    'UTC',
    'utc',
    'Z',
    'GMT',
    'GMT+8',
    'gmt-12',
    'GMT-13',
    'GMT+14',
    'GMT+15',
    'GMT+08',
    'GMT+008',
  ],
  ...['UTC+08:00', '+08:00', '-12:00', '-12:01', '+14:00', '+14:01', '+0800', '+8:00', '+08:60'],
  ...['Europe/Berlin', 'europe/berlin', 'Europe/Berlin ', 'Mars/Olympus', 'CST', 'Etc/GMT+12'],
  ...[
    'US/Pacific',
    'SystemV/EST5',
    'EST5EDT',
    `A${'/A'.repeat(32)}`,
    'UTC+',
    '+13:59',
    'utc-11:59',
  ],
  ...['a.pdf', 'a.PDF', 'a.exe', '.pdf', 'a/b.pdf', 'a\\b.zip', 'con.pdf', 'a\u200b.png', 'a.jpeg'],
  ...['QQ==', 'QQ=', 'QQ', 'QR==', 'QUI=', 'QUJ=', 'QUJD', 'QUJD\n', 'QUJDRA==', '====', 'Q-_='],
  ...[
    'GOODS',
    'SERVICE',
    'goods',
    'BENEFICIARY',
    'USER_ID',
    'VIRTUAL_ACCOUNT',
    'PO',
    'po',
    'INVOICE',
  ],
];

const edge = fc.constantFrom(...edges);
const memberNames = ['x', 'tradeType', 'poNo', 'invoiceDueDate', 'vendorName', 'a\u0001', '', 'Ü'];

type Path = readonly (string | number)[];

/** Where in a value something stands, containers and the value itself included. */
function pathsOf(value: unknown, at: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [at];
  return [at, ...Object.entries(value).flatMap(([name, one]) => pathsOf(one, [...at, name]))];
}

interface Change {
  readonly at: number;
  readonly kind: 'replace' | 'remove' | 'add' | 'repeat';
  readonly value: unknown;
  readonly name: string;
}

const change: fc.Arbitrary<Change> = fc.record({
  at: fc.nat(1_000),
  kind: fc.constantFrom('replace', 'replace', 'replace', 'remove', 'add', 'repeat'),
  value: fc.oneof({ weight: 4, arbitrary: edge }, fc.string(), fc.jsonValue({ maxDepth: 2 })),
  name: fc.oneof(fc.constantFrom(...memberNames), fc.string({ unit: 'grapheme', maxLength: 5 })),
});

/** One change of a value, which is a copy. */
function changed(value: unknown, { at, kind, value: put, name }: Change): unknown {
  const paths = pathsOf(value);
  const path = paths[at % paths.length] ?? [];
  const last = path.at(-1);
  if (last === undefined && kind !== 'add') return kind === 'replace' ? put : value;
  const copy = structuredClone(value);
  const reach = (steps: Path): Record<string | number, unknown> =>
    steps.reduce<Record<string | number, unknown>>(
      (found, step) => found[step] as Record<string, unknown>,
      copy as Record<string, unknown>,
    );
  const holder = reach(path.slice(0, -1));
  if (last !== undefined && kind === 'replace') holder[last] = put;
  else if (last !== undefined && kind === 'remove') {
    if (Array.isArray(holder)) holder.splice(Number(last), 1);
    else delete holder[last];
  } else if (kind === 'repeat' && Array.isArray(holder)) holder.push(structuredClone(put));
  else if (kind === 'add') {
    const target = reach(path);
    // A member that JSON.parse would make is an own one, whatever it is called.
    if (typeof target === 'object' && target !== null && !Array.isArray(target))
      Object.defineProperty(target, name, {
        value: put,
        enumerable: true,
        configurable: true,
        writable: true,
      });
  }
  return copy;
}

/** The examples of an endpoint's requests, in the document. */
function examplesOf(api: ApiName): unknown[] {
  const { requestBody } = operations.get(api) ?? { requestBody: undefined };
  const examples = Object.values(requestBody?.content['application/json'].examples ?? {});
  return examples.map(({ value }) => value as unknown);
}

/** Each example with each edge in the place of each of its values, and once without that value. */
export function edgeRequests(api: ApiName): unknown[] {
  return examplesOf(api).flatMap((example) =>
    pathsOf(example).flatMap((_, at) => [
      changed(example, { at, kind: 'remove', value: undefined, name: '' }),
      ...edges.map((value) => changed(example, { at, kind: 'replace', value, name: '' })),
    ]),
  );
}

/** An endpoint's requests and what is near them: an example of the document with a few changes. */
export function nearRequests(api: ApiName): fc.Arbitrary<unknown> {
  return fc
    .tuple(fc.constantFrom(...examplesOf(api)), fc.array(change, { maxLength: 3 }))
    .map(([value, changes]) => changes.reduce<unknown>(changed, value));
}
