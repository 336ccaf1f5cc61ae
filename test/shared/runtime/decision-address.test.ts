import { expect, test } from 'vitest';
import { parseDecisionUrl } from '../../../shared/runtime/https-decision-service.ts';

test.each([
  ['https://decide.example/v1/decide', 'https://decide.example', '/v1/decide'],
  ['https://decide.example:8443/', 'https://decide.example:8443', '/'],
  ['http://127.0.0.1:4000/decide', 'http://127.0.0.1:4000', '/decide'],
])('%s is asked at its host and path', (text, origin, path) => {
  expect(parseDecisionUrl(text)).toEqual({ origin, path });
});

test.each([
  ['a query', 'https://decide.example/decide?key=1'],
  ['a user', 'https://user@decide.example/decide'],
  ['a password', 'https://:secret@decide.example/decide'],
  ['a fragment', 'https://decide.example/decide#top'],
])('an address with %s is refused: it would not be sent', (_, text) => {
  const why = 'the address of the decision service has only a host and a path';
  expect(() => parseDecisionUrl(text)).toThrow(why);
});

test.each(['http://decide.example/decide', 'http://127.0.0.2/decide', 'ftp://decide.example/'])(
  '%s is refused: it is not https',
  (text) => {
    expect(() => parseDecisionUrl(text)).toThrow('must be called over https');
  },
);
