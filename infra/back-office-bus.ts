import { Duration } from 'aws-cdk-lib';
import { EventBus, type IRuleTarget, Match, Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { backOfficeEventTypes } from '../shared/catalogue/back-office.ts';
import type { BackOfficeFunction } from '../shared/catalogue/back-office-functions.ts';
import { environmentNames, noticeSource, operatorSource } from '../shared/catalogue/environment.ts';

/** A core-banking system sends an event once: it is handed on for as long as EventBridge can. */
const delivery = { retryAttempts: 185, maxEventAge: Duration.hours(24) };

/**
 * The bus between the back office and whoever else is there: a core-banking system puts events on
 * it to be posted, and reads our notices from it. No other account can.
 */
export class BackOfficeBus extends Construct {
  readonly #bus: EventBus;

  constructor(scope: Construct, id: string, eventBusName: string) {
    super(scope, id);
    const description = 'Events to be posted to the ledger, and notices of the back office.';
    this.#bus = new EventBus(this, 'Bus', { eventBusName, description });
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
  feed(lambda: LambdaFunction, deadLetterQueue: IQueue): void {
    new Rule(this, 'EventsToPost', {
      eventBus: this.#bus,
      description: 'Events of the back office, to be posted to the ledger.',
      eventPattern: {
        detailType: [...backOfficeEventTypes],
        source: Match.anythingBut(noticeSource),
      },
      targets: [new LambdaTarget(lambda, { ...delivery, deadLetterQueue })],
    });
  }
}
