import { describe, expect, test } from 'vitest';
import {
  asReceived,
  RequestUnreadable,
  readDoctorRequest,
} from '../../../infra/local/doctor-request.ts';

const read = (text: string | Buffer) => readDoctorRequest(Buffer.from(text));
const bodyOf = (text: string | Buffer) => Buffer.from(read(text).bodyBase64, 'base64').toString();

describe('the bytes of an HTTP request', () => {
  test('the head, and every byte behind the empty line', () => {
    const text = 'POST /a/b?c=d HTTP/1.1\r\nHost: h:1\r\nclient-ID:  A \r\n\r\n{"é":1}\r\n';
    expect(read(text)).toEqual({
      method: 'POST',
      target: '/a/b?c=d',
      headers: [
        ['Host', 'h:1'],
        ['client-ID', 'A'],
      ],
      bodyBase64: Buffer.from('{"é":1}\r\n').toString('base64'),
    });
  });

  test.each([
    ['line feeds alone', 'POST /a HTTP/1.1\nA: b\n\nbody\n', 'body\n'],
    ['no version in the first line', 'POST /a\nA: b\n\nbody', 'body'],
    ['no headers', 'POST /a HTTP/1.1\n\nbody', 'body'],
    ['no body', 'POST /a HTTP/1.1\nA: b\n', ''],
    ['the line feed of an editor', 'POST /a HTTP/1.1\nContent-Length: 4\n\nbody\n', 'body'],
    ['a body that begins with an empty line', 'POST /a HTTP/1.1\nA: b\n\n\nbody', '\nbody'],
  ])('%s', (_, text, body) => {
    expect(bodyOf(text)).toBe(body);
  });

  test('bytes that are no text stay as they are', () => {
    const bytes = Buffer.concat([Buffer.from('POST /a\n\n'), Buffer.from('ff00fe', 'hex')]);
    expect(Buffer.from(read(bytes).bodyBase64, 'base64').toString('hex')).toBe('ff00fe');
  });

  test.each(['', 'POST', 'hello there\n\n', 'POST /a HTTP/1.1\nno colon\n\n', '{"method":'])(
    'none: %j',
    (text) => {
      expect(() => read(text)).toThrow(RequestUnreadable);
    },
  );
});

describe('JSON', () => {
  const request = { method: 'POST', target: '/a', headers: [['A', 'b']], bodyBase64: 'YQ==' };

  test('the request, and when it came', () => {
    expect(read(JSON.stringify({ ...request, receivedAtMs: 5 }))).toEqual({
      ...request,
      receivedAtMs: 5,
    });
  });

  test('a line of the log of the laptop, of which more is told', () => {
    const line = { n: 3, at: '2026-11-21T02:30:00.000Z', clientId: 'C', answer: {}, ...request };
    expect(read(JSON.stringify(line))).toEqual({ ...request, receivedAtMs: 1_795_228_200_000 });
  });

  test('what is missing is named', () => {
    expect(() => read('{"method":"POST","headers":[["a"]]}')).toThrow(
      'the JSON is not as expected at target, headers.0, bodyBase64',
    );
  });
});

test('a server sees headers joined, and the target without its address', () => {
  const { path, queryString, headers } = asReceived({
    method: 'POST',
    target: 'https://api.example.com/a?b=c',
    headers: [
      ['Signature', 'x'],
      ['signature', 'y'],
    ],
    bodyBase64: '',
  });
  expect({ path, queryString, signature: headers['signature'] }).toEqual({
    path: '/a',
    queryString: 'b=c',
    signature: 'x,y',
  });
});
