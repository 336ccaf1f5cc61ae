/** A function that CloudFormation calls while a stack is deployed, and nobody else ever. */
export interface DeploymentFunction {
  /** The file in `functions/`, without its ending. */
  readonly functionName: string;
  readonly purpose: string;
  readonly time: { readonly lambdaTimeoutSeconds: number };
  readonly memoryMb: number;
}

/** Makes the first server key. RSA is slow to make where memory, and with it the share of a CPU, is small. */
export const makeServerKey = {
  functionName: 'make-server-key',
  purpose: 'Make the first server key and an empty index of clients, once.',
  // Permissions take some seconds to hold everywhere; a deployment waits for no longer than this.
  time: { lambdaTimeoutSeconds: 90 },
  memoryMb: 512,
} as const satisfies DeploymentFunction;

/** Empties the buckets of a stage that may be thrown away: AWS deletes none that holds anything. */
export const emptyBuckets = {
  functionName: 'empty-buckets',
  purpose: 'Empty the buckets before they are deleted, where a stage is thrown away.',
  // A thousand objects a second or so; what is left after this is left for another attempt.
  time: { lambdaTimeoutSeconds: 300 },
  memoryMb: 256,
} as const satisfies DeploymentFunction;

/** Every function of the deployment, one row each. */
export const deploymentFunctions = [
  makeServerKey,
  emptyBuckets,
] as const satisfies readonly DeploymentFunction[];
