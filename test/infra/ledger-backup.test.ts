import { expect, test } from 'vitest';
import { alarmsOf } from './stack-alarms.ts';
import { StackTemplate, type Statement, stackOf } from './stack-template.ts';
import { textOf } from './template-values.ts';

const dev = new StackTemplate(stackOf('dev'));
const prod = new StackTemplate(stackOf('prod'));
const [[tableId]] = prod.all('AWS::DynamoDB::Table') as [[string, unknown]];

test('prod has a copy of the table a day, for 35 days; dev has none', () => {
  const { BackupPlan } = prod.one('AWS::Backup::BackupPlan').Properties as {
    BackupPlan: { BackupPlanRule: unknown };
  };
  expect(BackupPlan.BackupPlanRule).toMatchObject([
    {
      ScheduleExpression: 'cron(41 3 * * ? *)',
      Lifecycle: { DeleteAfterDays: 35 },
      StartWindowMinutes: 60,
      CompletionWindowMinutes: 360,
    },
  ]);
  const { BackupSelection } = prod.one('AWS::Backup::BackupSelection').Properties as {
    BackupSelection: { Resources: unknown[] };
  };
  expect(BackupSelection.Resources.map(textOf)).toEqual([`${tableId}.Arn`]);
  for (const type of ['BackupVault', 'BackupPlan', 'BackupSelection']) {
    expect(dev.all(`AWS::Backup::${type}`)).toEqual([]);
  }
});

test('a copy cannot be deleted before its time, is encrypted, and outlives the stack', () => {
  const vault = prod.one('AWS::Backup::BackupVault');
  expect(vault.Properties['LockConfiguration']).toEqual({ MinRetentionDays: 35 });
  expect(prod.keyNameOf(vault.Properties['EncryptionKeyArn'])).toBe('data');
  expect(vault.DeletionPolicy).toBe('RetainExceptOnCreate');
  expect(vault.UpdateReplacePolicy).toBe('Retain');
});

test('a copy that failed and one that was not made are told of, by the vault they go to', () => {
  const { BackupVaultName } = prod.one('AWS::Backup::BackupVault').Properties;
  const alarms = alarmsOf(prod, 'quotaline-prod');
  for (const name of ['backup-failed', 'backup-missing']) {
    expect(alarms.get(name)?.properties).toMatchObject({
      Namespace: 'AWS/Backup',
      Dimensions: [{ Name: 'BackupVaultName', Value: BackupVaultName }],
    });
  }
  expect(BackupVaultName).toBe('quotaline-prod');
});

test('whoever makes the copies may touch this table, this vault and this key alone', () => {
  const [roleId] = prod.all('AWS::IAM::Role').find(([, role]) => {
    return JSON.stringify(role).includes('backup.amazonaws.com');
  }) as [string, unknown];
  const statements: Statement[] = prod.statements(roleId);
  const resources = statements.flatMap(({ Resource }) => [Resource].flat().map(textOf));
  const [vaultId] = prod.all('AWS::Backup::BackupVault')[0] as [string, unknown];
  const keyId = resources.find((resource) => /^KeysDataKey/.test(resource));
  expect([...new Set(resources)].sort()).toEqual(
    [`${vaultId}.BackupVaultArn`, `${keyId}`, `${tableId}.Arn`, `${tableId}.Arn/backup/*`].sort(),
  );
  for (const { Action } of statements) expect([Action].flat().join()).not.toContain('*');
});
