import { environmentNames } from '../../shared/catalogue/environment.ts';
import { eventQueueNameOf, queueUrlOf } from './queue-names.ts';

const busName = 'quotaline-local';

/** The names of the local stage. */
export const localStage = {
  stage: 'local',
  tableName: 'quotaline-local',
  bucketName: 'quotaline-local-attachments',
  eventBusName: busName,
  retryQueueName: 'quotaline-local-retry',
  /** Where the bus keeps what it has accepted until it is delivered. */
  eventQueueName: eventQueueNameOf(busName),
} as const;

/** The variables that tell the functions of the local stage, beside those of the engines. */
export function stageEnvironment(
  sqsEndpoint: string,
  decisionUrl: string | undefined,
  explorerOrigin: string | undefined,
): Readonly<Record<string, string>> {
  return {
    [environmentNames.stage]: localStage.stage,
    [environmentNames.tableName]: localStage.tableName,
    [environmentNames.bucketName]: localStage.bucketName,
    [environmentNames.contractName]: 'Budget Account Agreement',
    [environmentNames.contractUrl]: 'https://contracts.example/budget-account-agreement',
    [environmentNames.retryQueueUrl]: queueUrlOf(sqsEndpoint, localStage.retryQueueName),
    [environmentNames.eventBusName]: localStage.eventBusName,
    // Set even when there is none: what the user's shell says must not come in its place.
    [environmentNames.decisionUrl]: decisionUrl ?? '',
    // The laptop's own page is of the same origin as what it calls, and needs none.
    [environmentNames.explorerOrigin]: explorerOrigin ?? '',
  };
}
