import { expect } from 'vitest';
import type { WireAnswer } from './wire-partner.ts';

/** What would tell a partner how the system is built. */
const revealing = new RegExp(
  [
    String.raw`\bat .+:\d+|stack|\barn:|dynamo|\btable\b|quotaline|secretsmanager|aws|sdk`,
    String.raw`node_modules|\.ts\b|zod|CLIENT#`,
    '(?:Type|Range|Syntax|Reference|Validation)(?:Error|Exception)',
  ].join('|'),
  'i',
);

const own = ['client-id', 'content-type', 'response-time', 'signature'];
/** What HTTP itself puts beside them, and what a document does. */
const beside = [
  'cache-control',
  'connection',
  'content-length',
  'date',
  'keep-alive',
  'transfer-encoding',
];

/** Which field, then what is wrong with it: `body: JSON is cut off`. */
const namesTheField = /^[!-~][ -~]{0,200}: [a-zJ]/;

/**
 * Holds a verified answer to what is promised of every one: these headers and no others, a field
 * that is named where one is wrong, and nothing of what the system is made of.
 */
export function expectToTheLetter({ rawHeaders, headers, result, text }: WireAnswer): void {
  const names = rawHeaders.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase());
  expect(names.filter((name) => !beside.includes(name)).sort()).toEqual(own);
  expect(headers['content-type']).toBe('application/json; charset=UTF-8');
  if (result.resultCode === 'PARAM_ILLEGAL') expect(result.resultMessage).toMatch(namesTheField);
  expect(text).not.toMatch(revealing);
}
