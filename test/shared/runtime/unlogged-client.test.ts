import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import { unlogged } from '../../../shared/runtime/unlogged-client.ts';

test('the client copies nothing for a logger, and does all else that it does', () => {
  const client = new DynamoDBClient({ region: 'us-east-1' });
  const before = client.middlewareStack.identify();
  const after = unlogged(client).middlewareStack.identify();
  expect(before.filter((step) => !after.includes(step))).toEqual(['loggerMiddleware - initialize']);
  client.destroy();
});
