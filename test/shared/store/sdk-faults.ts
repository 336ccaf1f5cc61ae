import {
  type DynamoDBClient,
  TransactionCanceledException,
  type TransactWriteItemsCommandInput,
} from '@aws-sdk/client-dynamodb';

/**
 * Runs before each call of the SDK, outside its own retries, with the call's input; what it throws
 * is what the caller of the SDK gets, and nothing was sent.
 */
export function beforeSend(
  client: DynamoDBClient,
  run: (input: TransactWriteItemsCommandInput, sends: number) => void,
): void {
  let sends = 0;
  client.middlewareStack.add(
    (next) => async (args) => {
      sends += 1;
      run(args.input as TransactWriteItemsCommandInput, sends);
      return next(args);
    },
    { step: 'initialize' },
  );
}

/**
 * Runs after each attempt, inside the SDK's own retries, with what the engine has answered: what
 * it throws is a reply that was lost, and the effect is there.
 */
export function afterReply(
  client: DynamoDBClient,
  run: (output: unknown, attempts: number) => void,
): void {
  let attempts = 0;
  client.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      attempts += 1;
      run(result.output, attempts);
      return result;
    },
    { step: 'deserialize', priority: 'high' },
  );
}

/** A reply that never came. */
export function lostReply(): Error {
  return Object.assign(new Error('the reply was lost'), { name: 'TimeoutError' });
}

/** A transaction that was cancelled for these reasons, by the position of its parts. */
export function cancelled(...codes: readonly string[]): TransactionCanceledException {
  return new TransactionCanceledException({
    message: 'cancelled',
    $metadata: {},
    CancellationReasons: codes.map((Code) => ({ Code })),
  });
}

/** What DynamoDB throws by that name. */
export function serviceFault(name: string): Error {
  return Object.assign(new Error('from DynamoDB'), { name });
}
