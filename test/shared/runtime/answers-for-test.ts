import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach } from 'vitest';

/** What was put to a response address. */
export interface PutAnswer {
  readonly method: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

/** The address that CloudFormation waits at, on this machine; it can refuse a number of answers. */
export function answersForTest() {
  const answers: PutAnswer[] = [];
  let refusals = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method, headers } = request;
      answers.push({ method, headers, body: JSON.parse(Buffer.concat(chunks).toString()) });
      response.statusCode = refusals > 0 ? 503 : 200;
      refusals -= 1;
      response.end();
    });
  });
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  beforeEach(() => {
    answers.length = 0;
    refusals = 0;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    answers,
    refuse: (times: number) => {
      refusals = times;
    },
    event: (RequestType: string, more: Readonly<Record<string, unknown>> = {}) => ({
      RequestType,
      ResponseURL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/answer?signed=1`,
      StackId: 'arn:aws:cloudformation:eu-west-1:123456789012:stack/quotaline-dev/1',
      RequestId: 'request-1',
      ResourceType: 'Custom::ServerKey',
      LogicalResourceId: 'ServerKeyMade',
      ResourceProperties: { ServiceToken: 'arn:aws:lambda:eu-west-1:123456789012:function:f:live' },
      ...more,
    }),
  };
}

/** An invocation with this much time left. */
export function lastingMs(leftMs: number) {
  return { getRemainingTimeInMillis: () => leftMs };
}
