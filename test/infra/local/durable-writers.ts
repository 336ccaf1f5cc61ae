import { PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { CreateSecretCommand, paginateListSecrets } from '@aws-sdk/client-secrets-manager';
import { CreateQueueCommand, ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import type { LocalClients } from './local-clients.ts';

const GIVE_UP_MS = 2_000;

/** Writes numbers to an engine, and reads back all that are there, in any order. */
export interface NumberWriter {
  write(number: number): Promise<unknown>;
  read(): Promise<readonly number[]>;
}

/** Writes 0, 1, 2, ... one after another until a write fails. Gives how many were answered. */
export async function writeUntilFault({ write }: NumberWriter): Promise<number> {
  const deadlineMs = Date.now() + GIVE_UP_MS;
  for (let count = 0; ; count += 1) {
    try {
      if (Date.now() > deadlineMs) return count;
      await write(count);
    } catch {
      return count;
    }
  }
}

/** Needs the table and the bucket of `writeState`. */
export async function numberWriters(
  clients: LocalClients,
): Promise<Record<'dynamodb' | 's3' | 'secretsManager' | 'sqs', NumberWriter>> {
  const { dynamodb, sqs, s3, secretsManager } = clients;
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'numbers' }));
  return {
    dynamodb: {
      write: (n) =>
        dynamodb.send(new PutItemCommand({ TableName: 'ledger', Item: { pk: { S: `n/${n}` } } })),
      read: async () => {
        const { Items } = await dynamodb.send(new ScanCommand({ TableName: 'ledger' }));
        return numbersIn(Items?.map(({ pk }) => pk?.S));
      },
    },
    s3: {
      write: (n) =>
        s3.send(new PutObjectCommand({ Bucket: 'contracts', Key: `n/${n}`, Body: 'x' })),
      read: async () => {
        const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket: 'contracts' }));
        return numbersIn(Contents?.map((object) => object.Key));
      },
    },
    secretsManager: {
      write: (n) =>
        secretsManager.send(new CreateSecretCommand({ Name: `n/${n}`, SecretString: 'x' })),
      read: async () => {
        const names: (string | undefined)[] = [];
        for await (const page of paginateListSecrets({ client: secretsManager }, {}))
          for (const { Name } of page.SecretList ?? []) names.push(Name);
        return numbersIn(names);
      },
    },
    sqs: {
      write: (n) => sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: `n/${n}` })),
      read: async () => {
        const bodies: (string | undefined)[] = [];
        for (;;) {
          const batch = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 });
          const { Messages } = await sqs.send(batch);
          if (!Messages?.length) return numbersIn(bodies);
          bodies.push(...Messages.map(({ Body }) => Body));
        }
      },
    },
  };
}

function numbersIn(texts: readonly (string | undefined)[] = []): readonly number[] {
  return texts.flatMap((text) => (text?.startsWith('n/') ? [Number(text.slice(2))] : []));
}
