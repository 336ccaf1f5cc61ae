import {
  AttributeType,
  BillingMode,
  ProjectionType,
  Table,
  TableEncryption,
} from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement, type PolicyStatementProps } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { TableAccess } from '../shared/catalogue/endpoint.ts';
import { environmentNames, ratePartitions } from '../shared/catalogue/environment.ts';
import { type LedgerKey, ledgerIndexes, ledgerKey } from '../shared/catalogue/ledger-keys.ts';
import type { EncryptionKey } from './encryption-key.ts';
import type { StageTerms } from './stage.ts';

const attributeTypes = { S: AttributeType.STRING, N: AttributeType.NUMBER };

const insideTransaction = {
  'ForAnyValue:StringEquals': { 'dynamodb:EnclosingOperation': ['TransactWriteItems'] },
};

const inRatePartitions = {
  'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [`${ratePartitions}*`] },
};

/**
 * The one table that money rests on. A single-region table on purpose: replicas settle conflicts
 * by the last writer, and a counter of money must not.
 */
export class LedgerTable extends Construct {
  readonly tableName: string;
  readonly tableArn: string;
  readonly #key: EncryptionKey;

  constructor(scope: Construct, id: string, key: EncryptionKey, terms: StageTerms) {
    super(scope, id);
    this.#key = key;
    const table = new Table(this, 'Table', {
      ...typed(ledgerKey),
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: key.key,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      timeToLiveAttribute: 'forgetAtSeconds',
      deletionProtection: terms.keepsState,
      removalPolicy: terms.removalPolicy,
    });
    for (const { indexName, ...indexKey } of ledgerIndexes) {
      const projectionType = ProjectionType.KEYS_ONLY;
      table.addGlobalSecondaryIndex({ indexName, ...typed(indexKey), projectionType });
    }
    this.tableName = table.tableName;
    this.tableArn = table.tableArn;
  }

  /**
   * Tells a function the table's name, which its configuration demands, and grants what its row
   * of the catalogue says: batch reads, pages of exactly the named indexes or of the table, and
   * writes and deletes, neither of them outside `TransactWriteItems`.
   *
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html
   */
  grant(lambda: LambdaFunction, access: TableAccess): void {
    lambda.addEnvironment(environmentNames.tableName, this.tableName);
    const { reads, writes, deletes = false, queries = [] } = access;
    const table = [this.tableArn];
    // Each identity that reads or writes has DynamoDB unlock the table's own key for it.
    if (reads || writes) this.#key.grant(lambda, 'dynamodb', ['kms:Decrypt']);
    if (reads) allow(lambda, ['dynamodb:BatchGetItem'], table);
    if (queries.length > 0) {
      const pages = queries.map((part) =>
        part === 'table' ? this.tableArn : `${this.tableArn}/index/${part}`,
      );
      allow(lambda, ['dynamodb:Query'], pages);
    }
    const changes = [
      ...(writes ? ['dynamodb:ConditionCheckItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'] : []),
      ...(deletes ? ['dynamodb:DeleteItem'] : []),
    ];
    if (changes.length > 0) allow(lambda, changes, table, insideTransaction);
  }

  /**
   * Lets a function share the clients' rates with the others: in the partitions of those alone,
   * where there is no money, it may update items outside a transaction.
   *
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
   */
  grantRates(lambda: LambdaFunction): void {
    allow(lambda, ['dynamodb:UpdateItem'], [this.tableArn], inRatePartitions);
  }
}

function allow(
  lambda: LambdaFunction,
  actions: string[],
  resources: string[],
  conditions: PolicyStatementProps['conditions'] = {},
): void {
  lambda.addToRolePolicy(new PolicyStatement({ actions, resources, conditions }));
}

function typed({ partitionKey, sortKey }: LedgerKey) {
  return {
    partitionKey: { name: partitionKey.name, type: attributeTypes[partitionKey.type] },
    sortKey: { name: sortKey.name, type: attributeTypes[sortKey.type] },
  };
}
