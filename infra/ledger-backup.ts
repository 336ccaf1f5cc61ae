import { Duration, Stack } from 'aws-cdk-lib';
import { BackupPlan, BackupPlanRule, BackupResource, BackupVault } from 'aws-cdk-lib/aws-backup';
import { Schedule } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { EncryptionKey } from './encryption-key.ts';
import type { LedgerTable } from './ledger-table.ts';
import type { StageTerms } from './stage.ts';

/** As long as the table can be taken back to a second. */
const retention = Duration.days(35);

/** Away from everyone's full hour, and from the daily check. */
const daily = Schedule.cron({ minute: '41', hour: '3' });

/** What is backed up, and under which names. */
export interface LedgerBackupProps {
  readonly vaultName: string;
  readonly ledger: LedgerTable;
  readonly key: EncryptionKey;
  readonly terms: StageTerms;
}

/**
 * A copy of the table a day, apart from the table. Taking the table back to an earlier second is the
 * first resort; the copies are for when the table itself is gone or not to be trusted. The vault
 * lets nobody delete one before its time who may not also change the vault.
 */
export class LedgerBackup extends Construct {
  constructor(scope: Construct, id: string, props: LedgerBackupProps) {
    super(scope, id);
    const { vaultName, ledger, key, terms } = props;
    const vault = new BackupVault(this, 'Vault', {
      backupVaultName: vaultName,
      encryptionKey: key.key,
      lockConfiguration: { minRetention: retention },
      removalPolicy: terms.namedRemovalPolicy,
    });
    const plan = new BackupPlan(this, 'Plan', {
      backupPlanName: vaultName,
      backupVault: vault,
      backupPlanRules: [
        new BackupPlanRule({
          ruleName: 'daily',
          scheduleExpression: daily,
          startWindow: Duration.hours(1),
          completionWindow: Duration.hours(6),
          deleteAfter: retention,
        }),
      ],
    });
    plan.addSelection('Ledger', {
      backupSelectionName: 'ledger',
      resources: [BackupResource.fromArn(ledger.tableArn)],
      role: this.#role(vault, ledger, key),
      // The policy that AWS keeps for this may back up everything that the account has.
      disableDefaultBackupPolicy: true,
    });
  }

  /** What AWS's own policy for backups permits for a table, and for this table alone. */
  #role(vault: BackupVault, { tableArn }: LedgerTable, key: EncryptionKey): Role {
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('backup.amazonaws.com'),
    });
    const allow = (resources: string[], ...actions: string[]) =>
      role.addToPolicy(new PolicyStatement({ actions, resources }));
    allow(
      [tableArn],
      'dynamodb:CreateBackup',
      'dynamodb:DescribeTable',
      'dynamodb:ListTagsOfResource',
      'dynamodb:StartAwsBackupJob',
    );
    allow([`${tableArn}/backup/*`], 'dynamodb:DeleteBackup', 'dynamodb:DescribeBackup');
    allow([vault.backupVaultArn], 'backup:CopyIntoBackupVault', 'backup:DescribeBackupVault');
    allow([key.key.keyArn], 'kms:DescribeKey');
    const { region } = Stack.of(this);
    role.addToPolicy(
      new PolicyStatement({
        actions: [
          'kms:CreateGrant',
          'kms:Decrypt',
          'kms:Encrypt',
          'kms:GenerateDataKey',
          'kms:GenerateDataKeyWithoutPlaintext',
          'kms:ReEncryptFrom',
          'kms:ReEncryptTo',
        ],
        resources: [key.key.keyArn],
        conditions: {
          StringEquals: {
            'kms:ViaService': ['dynamodb', 'backup'].map((via) => `${via}.${region}.amazonaws.com`),
          },
        },
      }),
    );
    return role;
  }
}
