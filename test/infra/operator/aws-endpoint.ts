import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { vi } from 'vitest';

/** A request that went to AWS: of CloudFormation's the form, of the others' the JSON. */
export interface Asked {
  readonly path: string;
  readonly body: Record<string, unknown>;
  readonly accessKeyId: string | undefined;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const services = ['CLOUDFORMATION', 'LAMBDA', 'EVENTBRIDGE', 'DYNAMODB', 'SQS', 'SECRETS_MANAGER'];

/** One endpoint for all of AWS: CloudFormation tells outputs, the others give one answer. */
export class AwsEndpoint {
  answer: Answer = { status: 200, headers: {}, body: '{"outcome":"posted"}' };
  stackAnswer: Answer = outputsAnswer({});
  /** Answers the others by what is asked, instead. */
  respond: ((body: Asked['body']) => Answer) | undefined;
  /** What was asked of CloudFormation. */
  described: Asked[] = [];
  /** What was asked of the others. */
  asked: Asked[] = [];
  readonly #server: Server;

  constructor() {
    this.#server = createServer((request, response) => {
      void buffer(request).then((bytes) => {
        const text = bytes.toString();
        const isForm = request.headers['content-type']?.includes('form-urlencoded') === true;
        const body = isForm ? Object.fromEntries(new URLSearchParams(text)) : JSON.parse(text);
        const accessKeyId = /Credential=(\w+)/.exec(request.headers.authorization ?? '')?.[1];
        (isForm ? this.described : this.asked).push({ path: `${request.url}`, body, accessKeyId });
        const answer = isForm ? this.stackAnswer : (this.respond?.(body) ?? this.answer);
        response.writeHead(answer.status, answer.headers).end(answer.body);
      });
    });
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  /** Leads the clients of this process here until `vi.unstubAllEnvs`, and forgets what was. */
  reset(): void {
    const { port } = this.#server.address() as AddressInfo;
    for (const service of services) {
      vi.stubEnv(`AWS_ENDPOINT_URL_${service}`, `http://127.0.0.1:${port}`);
    }
    vi.stubEnv('AWS_REGION', 'eu-west-1');
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
    this.described = [];
    this.asked = [];
    this.respond = undefined;
    this.answer = { status: 200, headers: {}, body: '{"outcome":"posted"}' };
    this.stackAnswer = outputsAnswer({
      BaseUrl: 'https://example.com',
      LedgerTableName: 'the-table',
      PostLedgerEventFunctionName: 'the-function',
      EventBusName: 'the-bus',
      LostEventsQueueUrl: `http://127.0.0.1:${port}/1/lost`,
      ServerKeySecretName: 'quotaline/prod/server-key',
    });
  }

  stop(): void {
    this.#server.close();
  }
}

/** A stack that has these outputs. */
export function outputsAnswer(outputs: Readonly<Record<string, string>>): Answer {
  const members = Object.entries(outputs).map(
    ([key, value]) =>
      `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member>`,
  );
  const stack = `<member><StackName>s</StackName><Outputs>${members.join('')}</Outputs></member>`;
  const result = `<DescribeStacksResult><Stacks>${stack}</Stacks></DescribeStacksResult>`;
  const body = `<DescribeStacksResponse>${result}</DescribeStacksResponse>`;
  return { status: 200, headers: { 'content-type': 'text/xml' }, body };
}

/** CloudFormation's own refusal. */
export function refusedAnswer(status: number, code: string, message: string): Answer {
  const error = `<Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  const body = `<ErrorResponse>${error}<RequestId>1</RequestId></ErrorResponse>`;
  return { status, headers: { 'content-type': 'text/xml' }, body };
}
