import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import {
  type HandedOutUntilUs,
  lastingUs,
  type RateStep,
  type RateTerms,
  rateStep,
} from '../domain/rate.ts';
import { itemKeys } from './item-key.ts';

/** What an instance was given of a client's allowance. */
export interface RateGrant {
  /** None when the allowance is used up. */
  readonly count: number;
  /** Up to when the rate is handed out, this included. */
  readonly handedOutUntilUs: HandedOutUntilUs;
}

/** What of each client's allowance is handed out, over all instances. */
export interface RateStore {
  /**
   * Takes up to so many requests out of a client's allowance, for the caller alone.
   *
   * @throws when nobody knows: then some may be taken that nobody has, and they come back in time
   */
  lease(terms: RateTerms, wanted: number, nowMs: number, signal: AbortSignal): Promise<RateGrant>;
}

/** Instances that take at once get into each other's way only where little is left. */
const maxTries = 4;
/** An item is forgotten long after its bucket is full again, which is what having none means. */
const memorySeconds = 86_400;

/**
 * The allowances on DynamoDB, one item each, beside the money and no part of it: theirs are the
 * only partitions that may be written outside a transaction. What one loses, to a lost reply or a
 * restored backup, is refilled in the time of a burst.
 */
export class DynamoRateStore implements RateStore {
  readonly #client: DynamoDBClient;
  readonly #tableName: string;
  /** What stood when last seen. It only ever grows, so that what it refuses is refused. */
  readonly #seenUs = new Map<string, number>();

  constructor(client: DynamoDBClient, tableName: string) {
    this.#client = client;
    this.#tableName = tableName;
  }

  async lease(
    terms: RateTerms,
    wanted: number,
    nowMs: number,
    signal: AbortSignal,
  ): Promise<RateGrant> {
    const name = Object.values(itemKeys.rate(terms)).join();
    try {
      for (let tries = 0; tries < maxTries; tries++) {
        const seenUs = this.#seenUs.get(name);
        const step = rateStep(seenUs, wanted, terms, nowMs * 1_000);
        if (step.step === 'empty') break;
        const { taken, standsUs } = await this.#take(step, terms, nowMs, signal);
        if (standsUs === undefined) this.#seenUs.delete(name);
        else this.#seenUs.set(name, standsUs);
        if (taken) return { count: step.count, handedOutUntilUs: standsUs ?? 0 };
      }
      return { count: 0, handedOutUntilUs: this.#seenUs.get(name) ?? 0 };
    } catch (error) {
      // After a fault nothing that was seen is believed.
      this.#seenUs.delete(name);
      throw error;
    }
  }

  async #take(
    step: Exclude<RateStep, { readonly step: 'empty' }>,
    terms: RateTerms,
    nowMs: number,
    signal: AbortSignal,
  ): Promise<{ readonly taken: boolean; readonly standsUs: number | undefined }> {
    const { pk, sk } = itemKeys.rate(terms);
    const fullAfterMs = lastingUs(terms.burst, terms) / 1_000;
    const forgetAtSeconds = Math.ceil((nowMs + fullAfterMs) / 1_000) + memorySeconds;
    const command = new UpdateItemCommand({
      TableName: this.#tableName,
      Key: { pk: { S: pk }, sk: { S: sk } },
      ...updateOf(step, nowMs * 1_000, forgetAtSeconds),
      ReturnValues: 'UPDATED_NEW',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
    try {
      const { Attributes } = await this.#client.send(command, { abortSignal: signal });
      return { taken: true, standsUs: wholeNumber(Attributes?.['handedOutUntilUs']?.N) };
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      return { taken: false, standsUs: wholeNumber(error.Item?.['handedOutUntilUs']?.N) };
    }
  }
}

function updateOf(
  step: Exclude<RateStep, { readonly step: 'empty' }>,
  nowUs: number,
  forgetAtSeconds: number,
): Pick<
  UpdateItemCommandInput,
  'UpdateExpression' | 'ConditionExpression' | 'ExpressionAttributeValues'
> {
  const common = { ':now': { N: `${nowUs}` }, ':forget': { N: `${forgetAtSeconds}` } };
  if (step.step === 'restart') {
    return {
      UpdateExpression: 'SET handedOutUntilUs = :until, forgetAtSeconds = :forget',
      ConditionExpression: 'attribute_not_exists(handedOutUntilUs) OR handedOutUntilUs < :now',
      ExpressionAttributeValues: { ...common, ':until': { N: `${step.untilUs}` } },
    };
  }
  return {
    UpdateExpression: 'SET forgetAtSeconds = :forget ADD handedOutUntilUs :by',
    ConditionExpression: 'handedOutUntilUs BETWEEN :now AND :latest',
    ExpressionAttributeValues: {
      ...common,
      ':by': { N: `${step.byUs}` },
      ':latest': { N: `${step.latestUs}` },
    },
  };
}

function wholeNumber(digits: string | undefined): number | undefined {
  return digits === undefined ? undefined : Number(digits);
}
