import type { Context } from 'aws-lambda';

/** The context that Lambda would give an invocation that starts now. */
export function lambdaContext(
  functionName: string,
  timeoutSeconds: number,
  requestId: string,
): Context {
  const endsAt = Date.now() + timeoutSeconds * 1_000;
  const ignore = (): void => undefined;
  return {
    functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: `arn:aws:lambda:us-east-1:000000000000:function:${functionName}`,
    memoryLimitInMB: '512',
    awsRequestId: requestId,
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: 'local',
    callbackWaitsForEmptyEventLoop: false,
    getRemainingTimeInMillis: () => endsAt - Date.now(),
    done: ignore,
    fail: ignore,
    succeed: ignore,
  };
}
