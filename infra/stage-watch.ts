import { Stack } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { documents } from '../shared/catalogue/documents.ts';
import type { Endpoint } from '../shared/catalogue/endpoint.ts';
import { AlarmTopic } from './alarm-topic.ts';
import { BackOfficeAlarms } from './back-office-alarms.ts';
import { BackupAlarms } from './backup-alarms.ts';
import { BooksAlarms } from './books-alarms.ts';
import { DeadLetterQueue } from './dead-letter-queue.ts';
import type { EncryptionKey } from './encryption-key.ts';
import { EndpointAlarms } from './endpoint-alarms.ts';
import { ClientAlarms, RequestAlarms } from './request-alarms.ts';
import { type Stage, stageTerms } from './stage.ts';
import { StageDashboard } from './stage-dashboard.ts';

/** What there is to watch. */
export interface StageWatchProps {
  readonly stage: Stage;
  readonly key: EncryptionKey;
  readonly endpoints: readonly Endpoint[];
  readonly apiId: string;
  readonly retryQueue: IQueue;
  /** Those that no partner waits for, by what they are called. */
  readonly functions: ReadonlyMap<string, IFunction>;
  /** Where copies of the table are kept, if any are made. */
  readonly backupVaultName: string | undefined;
}

/**
 * The alarms of a stage, where they go, and its dashboard. Made last: every queue of dead letters
 * that is in the stack by then has its alarm, whoever made it.
 *
 * A stage that serves partners has those of shares and of single clients too; elsewhere there are
 * too few requests for a share to mean anything, and each costs. What answers every other path has
 * none, nor has a document that no call rests on: they are watched while a new version takes over.
 */
export class StageWatch extends Construct {
  /** Where alarms are told; whoever is on call subscribes. */
  readonly topicArn: string;
  readonly dashboardUrl: string;

  constructor(scope: Construct, id: string, props: StageWatchProps) {
    super(scope, id);
    const { stage, endpoints, apiId, backupVaultName } = props;
    const topic = new AlarmTopic(this, 'Topic', props.key, stageTerms[stage]);
    const watched = { ...props, topic, deadLetters: deadLettersOf(Stack.of(this)) };
    new RequestAlarms(this, 'Requests', stage, apiId, topic);
    new BackOfficeAlarms(this, 'BackOffice', watched);
    new BooksAlarms(this, 'Books', stage, topic);
    if (backupVaultName !== undefined) new BackupAlarms(this, 'Backup', backupVaultName, topic);
    if (stageTerms[stage].servesPartners) {
      new ClientAlarms(this, 'Clients', stage, topic);
      const answering = documents
        .filter(({ isWatched }) => isWatched)
        .map(({ functionName, time }) => ({ name: functionName, time }));
      for (const row of [...endpoints, ...answering]) {
        new EndpointAlarms(this, row.name, stage, row, topic);
      }
    }
    this.topicArn = topic.arn;
    this.dashboardUrl = new StageDashboard(this, 'Dashboard', watched).url;
  }
}

/** By the construct that each belongs to and its own name: `Retry-DeadLetters`. */
function deadLettersOf(stack: Stack): ReadonlyMap<string, IQueue> {
  const queues = stack.node.findAll().filter((one) => one instanceof DeadLetterQueue);
  return new Map(queues.map((queue) => [queue.node.path.split('/').slice(1).join('-'), queue]));
}
