import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import {
  type BackOfficeFunction,
  checkQuotas,
  postLedgerEvent,
  retryCreditGrant,
} from '../shared/catalogue/back-office-functions.ts';
import type { AttachmentBucket } from './attachment-bucket.ts';
import { BackOfficeBus } from './back-office-bus.ts';
import { CheckSchedules } from './check-schedules.ts';
import { DeadLetterQueue } from './dead-letter-queue.ts';
import type { DecisionService } from './decision-service.ts';
import type { EncryptionKeys } from './encryption-keys.ts';
import { EndpointFunction } from './endpoint-function.ts';
import type { LedgerTable } from './ledger-table.ts';
import { OperatorAudit } from './operator-audit.ts';
import type { RetryQueue } from './retry-queue.ts';
import type { StageTerms } from './stage.ts';

/** What the functions that no partner reaches stand on, and share with those that partners reach. */
export interface BackOfficeProps {
  readonly busName: string;
  readonly ledger: LedgerTable;
  readonly attachments: AttachmentBucket;
  readonly retryQueue: RetryQueue;
  readonly decisionService: DecisionService;
  readonly environment: Readonly<Record<string, string>>;
  readonly terms: StageTerms;
  readonly keys: EncryptionKeys;
}

/**
 * The functions that no partner reaches, and what feeds each: queue, schedules, bus. Whatever feeds
 * one without waiting for it has dead letters, twice: for what could not be handed over, and for
 * what the function failed on when it was.
 */
export class BackOffice extends Construct {
  readonly bus: BackOfficeBus;
  readonly postFunctionName: string;
  readonly #functions = new Map<string, IFunction>();
  readonly lostEventsQueueUrl: string;
  readonly #props: BackOfficeProps;

  constructor(scope: Construct, id: string, props: BackOfficeProps) {
    super(scope, id);
    this.#props = props;
    const { retryQueue, terms, keys } = props;
    const lostEvents = new DeadLetterQueue(this, 'LostEvents', keys.messages, terms);
    this.bus = new BackOfficeBus(this, 'Bus', { ...props, deadLetterQueue: lostEvents });

    retryQueue.feed(this.#add(retryCreditGrant));

    const lostChecks = new DeadLetterQueue(this, 'LostChecks', keys.messages, terms);
    const check = this.#add(checkQuotas, lostChecks);
    new CheckSchedules(this, 'Schedules').feed(check, lostChecks);

    const post = this.#add(postLedgerEvent, lostEvents);
    this.bus.feed(post);
    this.lostEventsQueueUrl = lostEvents.queueUrl;
    const audit = new OperatorAudit(this, 'Audit', props.busName, keys.messages, terms);
    this.bus.keepAudit(audit);
    this.postFunctionName = post.functionName;
  }

  /** By their names in the catalogue. */
  get functions(): ReadonlyMap<string, IFunction> {
    return this.#functions;
  }

  #add(row: BackOfficeFunction, deadLetterQueue?: DeadLetterQueue): IFunction {
    const { environment, terms, keys, ledger, attachments, retryQueue, decisionService } =
      this.#props;
    const { functionName, time, memoryMb } = row;
    const { lambda, live } = new EndpointFunction(this, functionName, {
      functionName,
      time,
      memoryMb,
      environment,
      terms,
      logsKey: keys.logs,
      deadLetterQueue,
      // An application that waits is sent for from one attempt to the next, some eighty times.
      sendsToItself: row === retryCreditGrant,
    });
    deadLetterQueue?.grantSend(lambda);
    ledger.grant(lambda, row.table);
    attachments.grant(lambda, 'none');
    retryQueue.grant(lambda, row.retryQueue);
    decisionService.grant(lambda, row.decisionService);
    this.bus.grant(lambda, row.eventBus);
    this.#functions.set(functionName, live);
    return live;
  }
}
