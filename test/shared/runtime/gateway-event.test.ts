import { describe, expect, test } from 'vitest';
import { readGatewayEvent } from '../../../shared/runtime/gateway-event.ts';

describe('an event is read as it was received', () => {
  const event = {
    rawPath: '/api',
    requestContext: { http: { method: 'POST' } },
  };

  test('header names in any letter case, repeats joined', () => {
    const headers = { 'CLIENT-ID': 'A', 'client-id': 'B', 'X-Any': '1' };
    expect({ ...readGatewayEvent({ ...event, headers }).headers }).toEqual({
      'client-id': 'A,B',
      'x-any': '1',
    });
  });

  test('a base64 body as its bytes, and only if it is canonical', () => {
    const body = (text: string) =>
      readGatewayEvent({ ...event, body: text, isBase64Encoded: true }).body?.toString('hex');
    expect(body('w4TDhA==')).toBe('c384c384');
    expect(body('')).toBe('');
    for (const junk of ['w4TDhA', 'w4TDhA=', 'w4TDhB==', 'w4TDhA==\n', 'w4-_', '*']) {
      expect(body(junk)).toBeUndefined();
    }
  });

  test.each([
    ['/api', '/api'],
    ['/api\nPARTNER.2026-11-21T02:30:00Z.{}', '/api%0APARTNER.2026-11-21T02:30:00Z.{}'],
    ['/ amsin', '/%20amsin'],
    ['/api/ü\u{1F600}\ud800', '/api/%C3%BC%F0%9F%98%80%EF%BF%BD'],
  ])('a path that came decoded %j as a request line can hold it', (rawPath, path) => {
    expect(readGatewayEvent({ ...event, rawPath }).path).toBe(path);
  });

  test('the path and the query apart, and who asked for what', () => {
    const requestContext = { requestId: 'r-1', http: { method: 'PUT' } };
    const received = readGatewayEvent({ ...event, rawQueryString: 'a=1', requestContext });
    expect(received).toMatchObject({
      requestId: 'r-1',
      method: 'PUT',
      path: '/api',
      queryString: 'a=1',
    });
    expect(readGatewayEvent(event)).toMatchObject({ requestId: '', queryString: '' });
  });

  test('no body is empty', () => {
    expect(readGatewayEvent(event).body).toEqual(Buffer.alloc(0));
    expect(readGatewayEvent({ ...event, body: null }).body).toEqual(Buffer.alloc(0));
  });

  test.each(['POST /x\nPARTNER.2026-11-21T02:30:00Z.{}', 'POST ', 'PÖST', 'P'.repeat(65)])(
    'a method %j that HTTP does not know is no method',
    (method) => {
      const received = readGatewayEvent({ ...event, requestContext: { http: { method } } });
      expect(received).toMatchObject({ path: '', method: '', headers: {} });
    },
  );

  test.each([undefined, null, 'text', 7, [], {}, { rawPath: '/api' }, { ...event, rawPath: 1 }])(
    'what is no gateway event is a request for nothing: %j',
    (garbage) => {
      expect(readGatewayEvent(garbage)).toMatchObject({ path: '', method: '', headers: {} });
    },
  );
});
