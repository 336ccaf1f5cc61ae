import { describe, expect, test } from 'vitest';
import { body, host, namedIn, type Plant, path, plantedBook } from './planted-request.ts';

const book = plantedBook();

describe('what was signed for the rest of the text', () => {
  test.each<[string, Plant, string]>([
    [
      'the whole address',
      { signed: ({ text }) => text.replace(path, `https://${host}${path}`) },
      'path-with-address',
    ],
    [
      'host and path',
      { signed: ({ text }) => text.replace(path, `${host}${path}`) },
      'path-with-host',
    ],
    [
      'a stage before the path',
      { signed: ({ text }) => text.replace(path, `/prod${path}`) },
      'path-prefix-more',
    ],
    [
      'a slash behind the path',
      { signed: ({ text }) => text.replace(path, `${path}/`) },
      'path-slash-more',
    ],
    [
      'the path in lower case',
      { signed: ({ text }) => text.replace(path, path.toLowerCase()) },
      'path-lower-case',
    ],
    [
      'another API',
      { signed: ({ text }) => text.replace('queryCreditQuota', 'inquiryCreditGrant') },
      'path-other-api',
    ],
    [
      'the method in lower case',
      { signed: ({ text }) => text.replace('POST', 'post') },
      'method-letter-case',
    ],
    ['GET', { signed: ({ text }) => text.replace('POST', 'GET') }, 'method-other'],
    [
      'another client',
      { signed: ({ text }) => text.replace('PARTNER_1', 'OTHER_1') },
      'client-other',
    ],
    [
      'the time with milliseconds',
      { signed: ({ text }) => text.replace('58+00:00', '58.000Z') },
      'time-z-ms',
    ],
    ['the time in Z', { signed: ({ text }) => text.replace('+00:00', 'Z') }, 'time-z'],
    [
      'the time in seconds',
      { signed: ({ text, time }) => text.replace(time, '1795228198') },
      'time-epoch-seconds',
    ],
    [
      'the time of another zone',
      { signed: ({ text, time }) => text.replace(time, '2026-11-21T10:29:58+08:00') },
      'time-east-8',
    ],
    [
      'the clock read twice',
      { signed: ({ text }) => text.replace(':58', ':57') },
      'time-read-twice',
    ],
    [
      'the clock read twice, in milliseconds',
      { time: '1795228199321', signed: ({ text }) => text.replace('9321', '9288') },
      'time-read-twice',
    ],
    [
      'client and time swapped',
      { signed: (r) => `${r.method} ${r.path}\n${r.time}.${r.clientId}.${r.body}` },
      'form-swapped',
    ],
    ['no line feed', { signed: ({ text }) => text.replace('\n', '') }, 'form-no-newline'],
    ['CRLF', { signed: ({ text }) => text.replace('\n', '\r\n') }, 'form-crlf'],
    [
      'a backslash and an n',
      { signed: ({ text }) => text.replace('\n', '\\n') },
      'form-backslash-n',
    ],
    ['no second dot', { body: '', signed: ({ text }) => text.slice(0, -1) }, 'form-no-last-dot'],
    ['the body alone', { signed: () => body }, 'form-body-alone'],
    [
      'the second line alone',
      { signed: ({ text }) => text.slice(text.indexOf('\n') + 1) },
      'form-second-line',
    ],
  ])('%s', async (_, plant, id) => {
    expect(await namedIn(plant, book)).toEqual([id]);
  });
});
