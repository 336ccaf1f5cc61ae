import { indexNames } from '../../shared/catalogue/environment.ts';
import { type Resource, StackTemplate, stackOf } from './stack-template.ts';
import { textOf } from './template-values.ts';

/** The stack whose roles are read. */
export const dev = new StackTemplate(stackOf('dev'));

/** What each resource is called here, by how a policy names it. */
export const plainNames = new Map<string, string>();
for (const [id] of dev.all('AWS::DynamoDB::Table')) {
  plainNames.set(`${id}.Arn`, 'table');
  plainNames.set(`${id}.Arn in RATE#*`, 'rates');
  for (const index of Object.values(indexNames)) {
    plainNames.set(`${id}.Arn/index/${index}`, index);
  }
}
for (const [id] of dev.all('AWS::S3::Bucket')) {
  plainNames.set(`${id}.Arn/attachments/*`, 'attachments');
}
for (const [id, { Properties }] of dev.all('AWS::SecretsManager::Secret')) {
  plainNames.set(id, `${Properties['Name']}`);
}
for (const [id, { Properties }] of dev.all('AWS::SQS::Queue')) {
  const plain = /LostChecks|LostEvents|LostAudits/.exec(id)?.[0] ?? 'RetryDeadLetters';
  plainNames.set(`${id}.Arn`, 'RedrivePolicy' in Properties ? 'retry queue' : plain);
}
for (const [, { Properties }] of dev.all('AWS::KMS::Alias')) {
  const name = `${Properties['AliasName']}`.replace('alias/quotaline/dev/', '');
  plainNames.set(textOf(Properties['TargetKeyId']), `key of the ${name}`);
}
for (const [id] of dev.all('AWS::Events::EventBus')) plainNames.set(`${id}.Arn`, 'bus');

/** What a role may do, with the stack's resources by their plain names. */
export function plainGrantsOf([, lambda]: [string, Resource]): Record<string, string[]> {
  const { LogGroup } = lambda.Properties['LoggingConfig'] as { LogGroup: unknown };
  const plain = (resource: string): string => {
    if (resource === `${textOf(LogGroup)}.Arn`) return 'own log';
    return plainNames.get(resource) ?? resource.replace(/^.*:AWS::AccountId:/, '');
  };
  const grants = Object.entries(dev.grantsOf(lambda));
  return Object.fromEntries(
    grants.map(([action, resources]) => [action, resources.map(plain).sort()]),
  );
}

/** The functions that no partner reaches, by what hands them their events. */
export const fromQueue = dev.functionFedBy('AWS::Lambda::EventSourceMapping');
export const onSchedule = dev.functionFedBy('AWS::Scheduler::Schedule');
export const fromBus = dev.functionFedBy('AWS::Events::Rule');
export const fromDeployment = dev.functionFedBy('Custom::ServerKey');
export const beforeDeletion = dev.functionFedBy('Custom::EmptiedBuckets');
