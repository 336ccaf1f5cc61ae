import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { onTestFinished, vi } from 'vitest';
import type { Engines } from '../../../infra/local/engines.ts';
import { queueUrlOf } from '../../../infra/local/queue-names.ts';
import type { Running } from '../../../infra/local/running.ts';
import { localClients } from './local-clients.ts';

/** How long a test waits for what usually takes milliseconds, on a machine that is busy. */
export const soon = { timeout: 5_000 } as const;

/** A queue with dead letters on running engines. */
export async function queueForTest(
  engines: Engines,
  name: string,
  terms: { visibilitySeconds?: number; maxReceiveCount?: number } = {},
) {
  const { sqs } = localClients(engines.endpoints);
  const { visibilitySeconds = 1, maxReceiveCount = 5 } = terms;
  const deadLetters = `${name}-dead-letters`;
  await sqs.send(new CreateQueueCommand({ QueueName: deadLetters }));
  const deadLetterTargetArn = `arn:aws:sqs:us-east-1:000000000000:${deadLetters}`;
  await sqs.send(
    new CreateQueueCommand({
      QueueName: name,
      Attributes: {
        VisibilityTimeout: `${visibilitySeconds}`,
        RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount }),
      },
    }),
  );
  const urlOf = (queueName: string) => queueUrlOf(engines.endpoints.sqs, queueName);
  return {
    url: urlOf(name),
    send: (MessageBody: string) =>
      sqs.send(new SendMessageCommand({ QueueUrl: urlOf(name), MessageBody })),
    /** How many messages there are, in hand ones included. */
    async size(): Promise<number> {
      const { Attributes = {} } = await sqs.send(
        new GetQueueAttributesCommand({ QueueUrl: urlOf(name), AttributeNames: ['All'] }),
      );
      return [
        Attributes['ApproximateNumberOfMessages'],
        Attributes['ApproximateNumberOfMessagesNotVisible'],
      ].reduce((sum, count) => sum + Number(count), 0);
    },
    async deadLetters(): Promise<(string | undefined)[]> {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({
          QueueUrl: urlOf(deadLetters),
          MaxNumberOfMessages: 10,
          VisibilityTimeout: 0,
        }),
      );
      return Messages.map(({ Body }) => Body);
    },
  };
}

/** Clients made by our own code find the engines by the environment. */
export function useEnvironment(engines: Engines): void {
  for (const [name, value] of Object.entries(engines.environment)) vi.stubEnv(name, value);
  onTestFinished(() => void vi.unstubAllEnvs());
}

/** Stops something with the test. */
export function stopAfterTest<Something extends Running>(running: Something): Something {
  onTestFinished(() => running.stop());
  return running;
}

export interface Said {
  readonly lines: string[];
  readonly say: (message: string, cause?: unknown) => void;
}

/** Keeps what is said. */
export function listener(): Said {
  const lines: string[] = [];
  const why = (cause: unknown) => (cause instanceof Error ? cause.message : cause);
  return {
    lines,
    say: (message, cause) =>
      lines.push(cause === undefined ? message : `${message}: ${why(cause)}`),
  };
}
