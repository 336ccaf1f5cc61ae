import {
  AttributeType,
  BillingMode,
  ProjectionType,
  Table,
  TableEncryption,
} from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { TableAccess } from '../shared/catalogue/endpoint.ts';
import { environmentNames, indexNames } from '../shared/catalogue/environment.ts';
import type { StageTerms } from './stage.ts';

/**
 * The one table that money rests on. A single-region table on purpose: replicas settle conflicts
 * by the last writer, and a counter of money must not.
 */
export class LedgerTable extends Construct {
  readonly tableName: string;
  readonly #tableArn: string;

  constructor(scope: Construct, id: string, terms: StageTerms) {
    super(scope, id);
    const table = new Table(this, 'Table', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.AWS_MANAGED,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      timeToLiveAttribute: 'forgetAtSeconds',
      deletionProtection: terms.keepsState,
      removalPolicy: terms.removalPolicy,
    });
    addIndex(table, indexNames.dueGrants, 'dueShard', 'nextDueAt');
    addIndex(table, indexNames.expiringGrants, 'expiryShard', 'expiresAt');
    this.tableName = table.tableName;
    this.#tableArn = table.tableArn;
  }

  /**
   * Tells a function the table's name, which its configuration demands, and grants what its row
   * of the catalogue says: batch reads, and writes inside a transaction. Nothing can be deleted,
   * and nothing written outside `TransactWriteItems`.
   *
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html
   */
  grant(lambda: LambdaFunction, access: TableAccess): void {
    lambda.addEnvironment(environmentNames.tableName, this.tableName);
    const resources = [this.#tableArn];
    if (access.reads) {
      lambda.addToRolePolicy(
        new PolicyStatement({ actions: ['dynamodb:BatchGetItem'], resources }),
      );
    }
    if (access.writes) {
      lambda.addToRolePolicy(
        new PolicyStatement({
          actions: ['dynamodb:ConditionCheckItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
          resources,
          conditions: {
            'ForAnyValue:StringEquals': { 'dynamodb:EnclosingOperation': ['TransactWriteItems'] },
          },
        }),
      );
    }
  }
}

/** A sparse index: only items with its partition attribute are in it, and only by their keys. */
function addIndex(table: Table, indexName: string, partition: string, sort: string): void {
  table.addGlobalSecondaryIndex({
    indexName,
    partitionKey: { name: partition, type: AttributeType.STRING },
    sortKey: { name: sort, type: AttributeType.NUMBER },
    projectionType: ProjectionType.KEYS_ONLY,
  });
}
