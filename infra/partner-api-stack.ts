import { CfnOutput, CfnParameter, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { endpoints, unknownApi } from '../shared/catalogue/catalogue.ts';
import { environmentNames } from '../shared/catalogue/environment.ts';
import { AttachmentBucket } from './attachment-bucket.ts';
import { BackOffice } from './back-office.ts';
import { DecisionService } from './decision-service.ts';
import { EndpointFunction } from './endpoint-function.ts';
import { KeySecrets } from './key-secrets.ts';
import { LedgerTable } from './ledger-table.ts';
import { PartnerHttpApi } from './partner-http-api.ts';
import { RetryQueue } from './retry-queue.ts';
import { type Stage, type StageTerms, stageTerms } from './stage.ts';

/**
 * One stage of the provider: the partner API, a function per row of the catalogue, the back office,
 * and what they stand on. It names no endpoint: a new row is a new route, function and role.
 */
export class PartnerApiStack extends Stack {
  constructor(scope: Construct, id: string, stage: Stage) {
    const terms = stageTerms[stage];
    super(scope, id, {
      description: `Quotaline, the provider's side of the partner APIs (${stage})`,
      terminationProtection: terms.keepsState,
      analyticsReporting: false,
    });
    const ledger = new LedgerTable(this, 'Ledger', terms);
    const attachments = new AttachmentBucket(this, 'Attachments', terms);
    const secrets = new KeySecrets(this, 'Secrets', stage);
    const api = new PartnerHttpApi(this, 'PartnerApi', id, terms);
    const retryQueue = new RetryQueue(this, 'Retry', terms);
    const decisionService = new DecisionService(this, 'Decision', stage);
    const environment = { [environmentNames.stage]: stage, ...budgetContractOf(this, terms) };

    for (const row of endpoints) {
      const { functionName, path, time, memoryMb } = row;
      const props = { functionName, time, memoryMb, environment, terms };
      const { lambda } = new EndpointFunction(this, functionName, props);
      secrets.grantServerKey(lambda);
      secrets.grantClients(lambda);
      ledger.grant(lambda, row.table);
      ledger.grantRates(lambda);
      attachments.grant(lambda, row.bucket);
      retryQueue.grant(lambda, row.retryQueue);
      decisionService.grant(lambda, row.decisionService);
      api.addEndpoint(functionName, path, lambda);
    }

    const props = { ...unknownApi, environment, terms };
    const { lambda } = new EndpointFunction(this, unknownApi.functionName, props);
    // It signs a refusal and looks at nobody's keys or rows.
    secrets.grantServerKey(lambda);
    ledger.grant(lambda, { reads: false, writes: false });
    attachments.grant(lambda, 'none');
    api.addDefault(unknownApi.functionName, lambda);

    const shared = { ledger, attachments, retryQueue, decisionService, environment, terms };
    const backOffice = new BackOffice(this, 'BackOffice', { busName: id, ...shared });

    new CfnOutput(this, 'BaseUrl', { value: api.baseUrl });
    new CfnOutput(this, 'LedgerTableName', { value: ledger.tableName });
    new CfnOutput(this, 'AttachmentBucketName', { value: attachments.bucketName });
    new CfnOutput(this, 'ServerKeySecretName', { value: secrets.serverKeyName });
    new CfnOutput(this, 'RetryQueueUrl', { value: retryQueue.queueUrl });
    new CfnOutput(this, 'RetryDeadLetterQueueUrl', { value: retryQueue.deadLetterQueueUrl });
    new CfnOutput(this, 'EventBusName', { value: backOffice.bus.busName });
    new CfnOutput(this, 'PostLedgerEventFunctionName', { value: backOffice.postFunctionName });
    new CfnOutput(this, 'LostEventsQueueUrl', { value: backOffice.lostEventsQueueUrl });
  }
}

/**
 * The variables that name the contract which partners are told to sign. Parameters of the stack,
 * so that it synthesises without them; where an example will not do, the deployment must give them.
 */
function budgetContractOf(stack: Stack, { budgetContract }: StageTerms): Record<string, string> {
  const name = new CfnParameter(stack, 'BudgetContractName', {
    description: 'The name of the contract to be signed before budget accounts can be opened.',
    minLength: 1,
    ...(budgetContract && { default: budgetContract.name }),
  });
  const url = new CfnParameter(stack, 'BudgetContractUrl', {
    description: 'Where a partner reads that contract.',
    allowedPattern: 'https://\\S+',
    constraintDescription: 'an address that begins with https://',
    ...(budgetContract && { default: budgetContract.url }),
  });
  return {
    [environmentNames.contractName]: name.valueAsString,
    [environmentNames.contractUrl]: url.valueAsString,
  };
}
