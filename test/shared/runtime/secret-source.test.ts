import { ResourceNotFoundException, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { parseSecret, SecretsManagerSource } from '../../../shared/runtime/secret-source.ts';

/** A source whose client answers by itself, and what it was asked for. */
function sourceOf(answer: () => unknown) {
  const client = new SecretsManagerClient({ region: 'us-east-1' });
  const asked: unknown[] = [];
  client.middlewareStack.add(
    () => async (args) => {
      asked.push(args.input);
      return { output: answer() as never, response: undefined };
    },
    { step: 'initialize' },
  );
  return { source: new SecretsManagerSource(client), asked };
}

function thrower(error: Error) {
  return (): never => {
    throw error;
  };
}

describe('a secret', () => {
  test('is asked for by name alone: what is current is for Secrets Manager to say', async () => {
    const { source, asked } = sourceOf(() => ({ SecretString: 'text' }));
    expect(await source.read('quotaline/test/server-key')).toBe('text');
    expect(asked).toEqual([{ SecretId: 'quotaline/test/server-key' }]);
  });

  test('that does not exist is undefined', async () => {
    const error = new ResourceNotFoundException({ message: 'none', $metadata: {} });
    expect(await sourceOf(thrower(error)).source.read('name')).toBeUndefined();
  });

  test('that was made without a value is undefined, where it is not said to be absent', async () => {
    expect(await sourceOf(() => ({ SecretString: '' })).source.read('name')).toBeUndefined();
  });

  test.each(['AccessDeniedException', 'InternalServiceError', 'TimeoutError', 'DecryptionFailure'])(
    'that cannot be read for a %s is a fault',
    async (name) => {
      const error = Object.assign(new Error('no'), { name });
      await expect(sourceOf(thrower(error)).source.read('name')).rejects.toBe(error);
    },
  );
});

describe('the text of a secret', () => {
  const schema = z.strictObject({ keys: z.record(z.string(), z.object({ n: z.number() })) });

  test('is JSON that fits', () => {
    expect(parseSecret(schema, '{"keys":{"1":{"n":1}}}')).toEqual({ keys: { 1: { n: 1 } } });
  });

  test.each([
    ['hush', 'the secret is not JSON'],
    ['{"keys":{"1":{"n":"hush"}}}', 'the secret does not fit at keys.1.n'],
    ['{"keys":{"hush hush":{}}}', 'the secret does not fit at keys.?.n'],
    ['{"keys":{},"hush":1}', 'the secret does not fit at its root'],
    ['"hush"', 'the secret does not fit at its root'],
    ['{"keys":"hush"}', 'the secret does not fit at keys'],
  ])('is told nothing of but where it is wrong: %s', (text, message) => {
    expect(() => parseSecret(schema, text)).toThrow(new Error(message));
  });
});
