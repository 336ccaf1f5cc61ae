import { Duration, Stack } from 'aws-cdk-lib';
import {
  CfnArchive,
  EventBus,
  type EventPattern,
  type IRuleTarget,
  Match,
  Rule,
} from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { backOfficeEventTypes } from '../shared/catalogue/back-office.ts';
import type { BackOfficeFunction } from '../shared/catalogue/back-office-functions.ts';
import { environmentNames, noticeSource, operatorSource } from '../shared/catalogue/environment.ts';
import type { DeadLetterQueue } from './dead-letter-queue.ts';
import type { EncryptionKeys } from './encryption-keys.ts';
import type { StageTerms } from './stage.ts';

/** A core-banking system sends an event once: it is handed on for as long as EventBridge can. */
const delivery = { retryAttempts: 185, maxEventAge: Duration.hours(24) };

/**
 * For as long as the table can be taken back to an earlier second: what was posted since is then
 * replayed, and counts once even if the table has it already.
 */
const archiveDays = 35;

/** What comes in to be posted; never our own notices. */
const eventsToPost: EventPattern = {
  detailType: [...backOfficeEventTypes],
  source: Match.anythingBut(noticeSource),
};

/** What a bus is made with. */
export interface BackOfficeBusProps {
  readonly busName: string;
  readonly keys: EncryptionKeys;
  readonly terms: StageTerms;
  /** Where events go that could not be read, or not be handed on. */
  readonly deadLetterQueue: DeadLetterQueue;
}

/**
 * The bus between the back office and whoever else is there: a core-banking system puts events on
 * it to be posted, and reads our notices from it. It has no policy of its own, so that no other
 * account can.
 *
 * Events are encrypted under the key of the data and their dead letters under that of the messages:
 * if the former cannot be used, what came meanwhile is still kept.
 */
export class BackOfficeBus extends Construct {
  readonly #bus: EventBus;
  readonly #deadLetterQueue: DeadLetterQueue;

  constructor(scope: Construct, id: string, props: BackOfficeBusProps) {
    super(scope, id);
    const { busName, keys, terms, deadLetterQueue } = props;
    this.#deadLetterQueue = deadLetterQueue;
    this.#bus = new EventBus(this, 'Bus', {
      eventBusName: busName,
      description: 'Events to be posted to the ledger, and notices of the back office.',
      kmsKey: keys.data.key,
      deadLetterQueue,
    });
    this.#allowDeadLetters(busName, keys);
    if (terms.keepsState) this.#archive(busName, keys);
  }

  get busName(): string {
    return this.#bus.eventBusName;
  }

  /** Lets a function put notices, as ours alone, and tells it where, if its row says so. */
  grant(lambda: LambdaFunction, access: BackOfficeFunction['eventBus']): void {
    if (access === 'none') return;
    lambda.addEnvironment(environmentNames.eventBusName, this.busName);
    lambda.addToRolePolicy(
      new PolicyStatement({
        actions: ['events:PutEvents'],
        resources: [this.#bus.eventBusArn],
        // What comes from us is never posted: a notice cannot become an event.
        conditions: { StringEquals: { 'events:source': noticeSource } },
      }),
    );
  }

  /** Has kept what operators do. */
  keepAudit(target: IRuleTarget): void {
    new Rule(this, 'Audit', {
      eventBus: this.#bus,
      description: 'What operators do to partners and keys, and what they have posted.',
      eventPattern: { source: [operatorSource] },
      targets: [target],
    });
  }

  /** Has a function post the events of the back office. */
  feed(lambda: IFunction): void {
    new Rule(this, 'EventsToPost', {
      eventBus: this.#bus,
      description: 'Events of the back office, to be posted to the ledger.',
      eventPattern: eventsToPost,
      targets: [new LambdaTarget(lambda, { ...delivery, deadLetterQueue: this.#deadLetterQueue })],
    });
  }

  /** The bus, and each of its rules, by names: they are encrypted themselves. */
  #allowDeadLetters(busName: string, keys: EncryptionKeys): void {
    const stack = Stack.of(this);
    const bus = { service: 'events', resource: 'event-bus', resourceName: busName };
    const rules = { service: 'events', resource: 'rule', resourceName: `${busName}/*` };
    const senders = [stack.formatArn(bus), stack.formatArn(rules)];
    const uses = ['kms:Decrypt', 'kms:GenerateDataKey'] as const;
    keys.messages.allowService('events.amazonaws.com', uses, senders);
    this.#deadLetterQueue.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('events.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [this.#deadLetterQueue.queueArn],
        conditions: { ArnEquals: { 'aws:SourceArn': this.#bus.eventBusArn } },
      }),
    );
  }

  #archive(busName: string, keys: EncryptionKeys): void {
    const events = { principals: [new ServicePrincipal('events.amazonaws.com')], resources: ['*'] };
    const context = 'kms:EncryptionContext:aws:events:event-bus:arn';
    const bus = { service: 'events', resource: 'event-bus', resourceName: busName };
    keys.data.key.addToResourcePolicy(
      new PolicyStatement({
        ...events,
        // An archive re-encrypts what the bus has encrypted; it acts as neither bus nor rule.
        actions: ['kms:Decrypt', 'kms:GenerateDataKey', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'],
        conditions: { StringEquals: { [context]: Stack.of(this).formatArn(bus) } },
      }),
    );
    // Reads what kind of key it is before there is a context. It uses nothing.
    keys.data.key.addToResourcePolicy(
      new PolicyStatement({ ...events, actions: ['kms:DescribeKey'] }),
    );
    new CfnArchive(this, 'Archive', {
      sourceArn: this.#bus.eventBusArn,
      description: 'What came in to be posted, to be replayed onto a restored table.',
      eventPattern: { 'detail-type': eventsToPost.detailType, source: eventsToPost.source },
      retentionDays: archiveDays,
      kmsKeyIdentifier: keys.data.key.keyArn,
    });
  }
}
