import type { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import cdk from '../../cdk.json' with { type: 'json' };
import { PartnerApiStack } from '../../infra/partner-api-stack.ts';
import type { Stage } from '../../infra/stage.ts';
import { appForTest } from './app-for-test.ts';
import { isCall, textOf } from './template-values.ts';

/** A resource of a template, as far as these tests look into it. */
export interface Resource {
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly Condition?: string;
  readonly DependsOn?: readonly string[];
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

/** The toolkit's settings of a deployment with an address of its own, and CloudFront before it. */
export const ownAddress = {
  gateway: {
    domain: 'gateway.lender.example',
    certificateArn: 'arn:aws:acm:eu-west-1:123456789012:certificate/0a',
    trustStore: 's3://lender-trust/partners/ca.pem',
  },
  edge: {
    edgeDomain: 'api.lender.example',
    edgeCertificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/0b',
    edgeClientCertificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/0c',
  },
} as const;

/** Makes the stack of a stage as `cdk synth -c …` does, but for the bundles, with no domain unless named. */
export function stackOf(
  stage: Stage,
  settings: Readonly<Record<string, string>> = {},
): PartnerApiStack {
  const context = { ...cdk.context, 'aws:cdk:bundling-stacks': [], domain: 'none', ...settings };
  return new PartnerApiStack(appForTest(context), `quotaline-${stage}`, stage);
}

/** The resources of a stack, by type and logical id, and what their references point to. */
export class StackTemplate {
  readonly #template: Template;

  constructor(stack: Stack) {
    this.#template = Template.fromStack(stack);
  }

  all(type: string): [logicalId: string, resource: Resource][] {
    return Object.entries(this.#template.findResources(type) as Record<string, Resource>);
  }

  /** The only resource of a type. */
  one(type: string): Resource {
    const [found, ...others] = this.all(type);
    if (found === undefined || others.length > 0) throw new Error(`expected one ${type}`);
    return found[1];
  }

  byId(type: string, logicalId: string): Resource {
    const found = this.all(type).find(([id]) => id === logicalId);
    if (found === undefined) throw new Error(`there is no ${type} ${logicalId}`);
    return found[1];
  }

  /** The queue that an ARN names. */
  queueOf(arn: unknown): Resource {
    return this.byId('AWS::SQS::Queue', textOf(arn).replace('.Arn', ''));
  }

  /** The stack's encryption keys, by the last part of their aliases. */
  keys(): [name: string, key: Resource][] {
    return this.all('AWS::KMS::Alias').map(([, { Properties }]) => {
      const keyId = textOf(Properties['TargetKeyId']).replace('.Arn', '');
      const name = `${Properties['AliasName']}`.replace(/^.*\//, '');
      return [name, this.byId('AWS::KMS::Key', keyId)];
    });
  }

  /** Which of the keys an ARN or an id names. */
  keyNameOf(reference: unknown): string | undefined {
    const key = this.byId('AWS::KMS::Key', textOf(reference).replace('.Arn', ''));
    return this.keys().find(([, other]) => other === key)?.[0];
  }

  outputs(): Record<string, unknown> {
    return this.#template.findOutputs('*');
  }

  parameters(): Record<string, { readonly Default?: string; readonly AllowedPattern?: string }> {
    return this.#template.findParameters('*');
  }

  conditions(): Record<string, unknown> {
    return this.#template.findConditions('*');
  }

  routeKeys(): string[] {
    return this.all('AWS::ApiGatewayV2::Route').map(
      ([, { Properties }]) => `${Properties['RouteKey']}`,
    );
  }

  /** The function that answers a route, with its logical id. */
  functionBehind(routeKey: string): [logicalId: string, resource: Resource] {
    const route = this.all('AWS::ApiGatewayV2::Route').find(
      ([, { Properties }]) => Properties['RouteKey'] === routeKey,
    );
    const integrationId = textOf(route?.[1].Properties['Target']).replace('integrations/', '');
    const { Properties } = this.byId('AWS::ApiGatewayV2::Integration', integrationId);
    return this.functionLiveAs(Properties['IntegrationUri']);
  }

  /** The function that the queue, the schedules or the bus hand their events to. */
  functionFedBy(feed: keyof typeof targetsOf): [logicalId: string, resource: Resource] {
    const targets = this.all(feed).flatMap(([, { Properties }]) => targetsOf[feed](Properties));
    const found = targets.filter(isCall).map((target) => this.functionLiveAs(target));
    const [first] = found;
    if (first === undefined || found.some(([id]) => id !== first[0])) {
      throw new Error(`expected one by ${feed}`);
    }
    return first;
  }

  /** The function whose alias `live` a target names; a target that names another way is none. */
  functionLiveAs(target: unknown): [logicalId: string, resource: Resource] {
    const [, aliasId = ''] = /"Ref":"([^"]+)"/.exec(JSON.stringify(target)) ?? [];
    const { Properties } = this.byId('AWS::Lambda::Alias', aliasId);
    if (Properties['Name'] !== 'live') throw new Error(`${aliasId} is not the live alias`);
    const functionId = textOf(Properties['FunctionName']);
    return [functionId, this.byId('AWS::Lambda::Function', functionId)];
  }

  /** The rule of the bus that leads to a function or another resource. */
  ruleTo(logicalId: string): string {
    const isIt = (target: unknown) =>
      (isCall(target) ? this.functionLiveAs(target)[0] : JSON.stringify(target)).includes(
        logicalId,
      );
    const [found, ...others] = this.all('AWS::Events::Rule').filter(([, { Properties }]) =>
      (Properties['Targets'] as unknown[]).some(isIt),
    );
    if (found === undefined || others.length > 0) throw new Error(`expected one to ${logicalId}`);
    return found[0];
  }

  /** What a function's role may do: the resources of each action. */
  grantsOf(lambda: Resource): Record<string, string[]> {
    const roleId = textOf(lambda.Properties['Role']).replace('.Arn', '');
    const grants: Record<string, string[]> = {};
    for (const { Action, Resource, Condition } of this.statements(roleId)) {
      const partitions = JSON.stringify(Condition)?.match(/LeadingKeys":\["([^"]+)"\]/)?.[1];
      const part = partitions === undefined ? '' : ` in ${partitions}`;
      const resources = [Resource].flat().map((resource) => `${textOf(resource)}${part}`);
      for (const action of [Action].flat()) {
        grants[action] = [...(grants[action] ?? []), ...resources].sort();
      }
    }
    return grants;
  }

  /** The statements of one role, or of all of them. */
  statements(roleId?: string): Statement[] {
    return this.all('AWS::IAM::Policy')
      .filter(([, { Properties }]) => {
        const roles = Properties['Roles'] as unknown[];
        return roleId === undefined || roles.map(textOf).includes(roleId);
      })
      .flatMap(([, { Properties }]) => {
        return (Properties['PolicyDocument'] as { Statement: Statement[] }).Statement;
      });
  }
}

/** What hands events to a function, and where in its properties it names the function. */
const targetsOf = {
  'AWS::Lambda::EventSourceMapping': (properties: Resource['Properties']) => [
    properties['FunctionName'],
  ],
  'AWS::Scheduler::Schedule': ({ Target }: Resource['Properties']) => [
    (Target as { Arn: unknown }).Arn,
  ],
  'AWS::Events::Rule': ({ Targets }: Resource['Properties']) =>
    (Targets as { Arn: unknown }[]).map(({ Arn }) => Arn),
  'Custom::EmptiedBuckets': ({ ServiceToken }: Resource['Properties']) => [ServiceToken],
  'Custom::ServerKey': ({ ServiceToken }: Resource['Properties']) => [ServiceToken],
} as const;

/** A statement of a role's policy. */
export interface Statement {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}
