import { CfnOutput, CfnParameter, Stack } from 'aws-cdk-lib';
import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { endpoints, unknownApi } from '../shared/catalogue/catalogue.ts';
import { documents } from '../shared/catalogue/documents.ts';
import { environmentNames } from '../shared/catalogue/environment.ts';
import { AttachmentBucket } from './attachment-bucket.ts';
import { BackOffice } from './back-office.ts';
import { apiMetric } from './counted-metric.ts';
import { DecisionService } from './decision-service.ts';
import { DisposableBuckets } from './disposable-buckets.ts';
import { EncryptionKeys } from './encryption-keys.ts';
import { EndpointFunction } from './endpoint-function.ts';
import { explorerOf } from './explorer-origin.ts';
import { GradualRollout } from './gradual-rollout.ts';
import { KeySecrets } from './key-secrets.ts';
import { LedgerBackup } from './ledger-backup.ts';
import { LedgerTable } from './ledger-table.ts';
import { PartnerHttpApi } from './partner-http-api.ts';
import { publicAddressOf } from './public-address.ts';
import { RetryQueue } from './retry-queue.ts';
import { ServerKey } from './server-key.ts';
import { type Stage, type StageTerms, stageTerms } from './stage.ts';
import { StageWatch } from './stage-watch.ts';

/** As the roll-out of a function wants it. */
const everyMinute = { statistic: Stats.SUM, minutes: 1 };

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
      // CloudFormation puts them on every resource that can have any.
      tags: { application: 'quotaline', stage },
    });
    const keys = new EncryptionKeys(this, 'Keys', stage);
    const ledger = new LedgerTable(this, 'Ledger', keys.data, terms);
    const backupVaultName = terms.keepsState ? id : undefined;
    if (backupVaultName !== undefined) {
      const vaultName = backupVaultName;
      new LedgerBackup(this, 'Backup', { vaultName, ledger, key: keys.data, terms });
    }
    const attachments = new AttachmentBucket(this, 'Attachments', keys.data, terms);
    if (!terms.keepsState) {
      const { buckets } = attachments;
      new DisposableBuckets(this, 'Disposable', { buckets, terms, logsKey: keys.logs });
    }
    const secrets = new KeySecrets(this, 'Secrets', keys.secrets, stage);
    const serverKey = new ServerKey(this, 'ServerKey', secrets, { stage, logsKey: keys.logs });
    const address = publicAddressOf(this.node, stage);
    const api = new PartnerHttpApi(this, 'PartnerApi', {
      apiName: id,
      terms,
      logsKey: keys.logs,
      address,
    });
    const retryQueue = new RetryQueue(this, 'Retry', keys.messages, terms);
    const decisionService = new DecisionService(this, 'Decision', keys.secrets, stage);
    const logsKey = keys.logs;
    const environment = { [environmentNames.stage]: stage, ...budgetContractOf(this, terms) };
    // Whoever answers a browser; nobody else has a use for it.
    const answering = { ...environment, ...explorerOf(this.node) };

    const rollout = terms.servesPartners ? new GradualRollout(this, 'Rollout') : undefined;

    for (const row of endpoints) {
      const { name, functionName, path, time, memoryMb } = row;
      const props = { functionName, time, memoryMb, environment: answering, terms, logsKey };
      const endpoint = new EndpointFunction(this, functionName, props);
      const { lambda, live } = endpoint;
      secrets.grantServerKey(lambda);
      secrets.grantClients(lambda);
      ledger.grant(lambda, row.table);
      ledger.grantRates(lambda);
      attachments.grant(lambda, row.bucket);
      retryQueue.grant(lambda, row.retryQueue);
      decisionService.grant(lambda, row.decisionService);
      api.addEndpoint(functionName, path, live);
      rollout?.add(functionName, endpoint, apiMetric(stage, name, 'Unknown', everyMinute));
    }

    // It signs what it says, and looks at nobody's keys or rows.
    const speaker = ({
      functionName,
      time,
      memoryMb,
    }: typeof unknownApi | (typeof documents)[number]) => {
      const props = { functionName, time, memoryMb, environment: answering, terms, logsKey };
      const made = new EndpointFunction(this, functionName, props);
      secrets.grantServerKey(made.lambda);
      ledger.grant(made.lambda, { reads: false, writes: false });
      attachments.grant(made.lambda, 'none');
      rollout?.add(functionName, made, apiMetric(stage, functionName, 'Unknown', everyMinute));
      return made.live;
    };
    for (const row of documents) api.addDocument(row.functionName, row.path, speaker(row));
    api.addDefault(unknownApi.functionName, speaker(unknownApi));

    const shared = { ledger, attachments, retryQueue, decisionService, environment, terms, keys };
    const backOffice = new BackOffice(this, 'BackOffice', { busName: id, ...shared });

    const { apiId } = api;
    const { queue } = retryQueue;
    const { functions } = backOffice;
    const watched = { endpoints, apiId, retryQueue: queue, functions, key: keys.messages };
    const watch = new StageWatch(this, 'Watch', { stage, backupVaultName, ...watched });

    new CfnOutput(this, 'BaseUrl', { value: api.baseUrl });
    if (api.domainTarget !== undefined && address !== undefined) {
      const description = `Make ${address.domain} an alias of this, in your DNS.`;
      new CfnOutput(this, 'DomainTarget', { value: api.domainTarget, description });
    }
    new CfnOutput(this, 'ServerPublicKey', {
      value: serverKey.publicKey,
      description: 'What partners verify answers with: SPKI in base64, of the first deployment.',
    });
    new CfnOutput(this, 'NextCommand', {
      value: `npm run -s operator -- partner add P-1 --family credit --key p1.pem --why 'signed' --stack ${id}`,
      description: 'Adds a partner P-1, whose public key is in p1.pem.',
    });
    new CfnOutput(this, 'LedgerTableName', { value: ledger.tableName });
    new CfnOutput(this, 'AttachmentBucketName', { value: attachments.bucketName });
    new CfnOutput(this, 'ServerKeySecretName', { value: secrets.serverKeyName });
    new CfnOutput(this, 'RetryQueueUrl', { value: retryQueue.queueUrl });
    new CfnOutput(this, 'RetryDeadLetterQueueUrl', { value: retryQueue.deadLetterQueueUrl });
    new CfnOutput(this, 'EventBusName', { value: backOffice.bus.busName });
    new CfnOutput(this, 'PostLedgerEventFunctionName', { value: backOffice.postFunctionName });
    new CfnOutput(this, 'DashboardUrl', { value: watch.dashboardUrl });
    new CfnOutput(this, 'AlarmTopicArn', { value: watch.topicArn });
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
