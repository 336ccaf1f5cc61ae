import { ArnFormat, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { type ILogGroup, LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { CfnLoggingConfiguration, CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';

/**
 * The most requests of one source address in five minutes. One client may make 15,000 at the rate it
 * has unless told otherwise, and several may share the address of their platform: four at full rate.
 */
const maxPerAddress = { requests: 60_000, seconds: 300 } as const;

/**
 * What is only counted, though the rules would block it. Bodies are signed, strict JSON, invoices
 * and whole files among them: what looks like an attack to a rule is some partner's document, and
 * a rule on size would stop at 8 KB what we take up to megabytes of. Nor do all SDKs name an agent.
 */
const countedRules = {
  AWSManagedRulesKnownBadInputsRuleSet: [
    'JavaDeserializationRCE_BODY',
    'Log4JRCE_BODY',
    'ReactJSRCE_BODY',
  ],
  AWSManagedRulesCommonRuleSet: [
    'CrossSiteScripting_BODY',
    'EC2MetaDataSSRF_BODY',
    'GenericLFI_BODY',
    'GenericRFI_BODY',
    'NoUserAgent_HEADER',
    'SizeRestrictions_BODY',
    'UserAgent_BadBots_HEADER',
  ],
  AWSManagedRulesAmazonIpReputationList: [],
} as const;

/** Headers that a log must not have: whoever reads one could use it. */
const secretHeaders = ['signature', 'access-token', 'authorization', 'cookie'] as const;

/**
 * The firewall before CloudFront. It lets through what no rule knows as bad; what a request may do
 * is judged behind it, by its signature. Its own 403 is unsigned, which partners take for `U`.
 */
export class EdgeFirewall extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, retention: RetentionDays) {
    super(scope, id);
    const { stackName } = Stack.of(this);
    const webAcl = new CfnWebACL(this, 'WebAcl', {
      name: stackName,
      scope: 'CLOUDFRONT',
      defaultAction: { allow: {} },
      rules: [rateRule(), ...managedRules()],
      visibilityConfig: visibilityOf(stackName),
    });
    this.arn = webAcl.attrArn;
    // AWS asks for the beginning of the name.
    const logGroup = new LogGroup(this, 'Logs', {
      logGroupName: `aws-waf-logs-${stackName}`,
      retention,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    new CfnLoggingConfiguration(this, 'Logging', {
      resourceArn: this.arn,
      logDestinationConfigs: [plainArnOf(logGroup)],
      redactedFields: secretHeaders.map((name) => ({ singleHeader: { Name: name } })),
      loggingFilter: {
        DefaultBehavior: 'DROP',
        Filters: [
          {
            Behavior: 'KEEP',
            Requirement: 'MEETS_ANY',
            Conditions: ['BLOCK', 'COUNT', 'EXCLUDED_AS_COUNT'].map((Action) => ({
              ActionCondition: { Action },
            })),
          },
        ],
      },
    });
  }
}

/** A log group's ARN without the star for its streams, which the firewall takes for a mistake. */
export function plainArnOf(logGroup: ILogGroup): string {
  return Stack.of(logGroup).formatArn({
    service: 'logs',
    resource: 'log-group',
    resourceName: logGroup.logGroupName,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}

function rateRule(): CfnWebACL.RuleProperty {
  const name = 'one-address-too-often';
  return {
    name,
    priority: 0,
    action: { block: {} },
    statement: {
      rateBasedStatement: {
        aggregateKeyType: 'IP',
        limit: maxPerAddress.requests,
        evaluationWindowSec: maxPerAddress.seconds,
      },
    },
    visibilityConfig: visibilityOf(name),
  };
}

function managedRules(): CfnWebACL.RuleProperty[] {
  return Object.entries(countedRules).map(([name, counted], index) => ({
    name,
    priority: index + 1,
    overrideAction: { none: {} },
    statement: {
      managedRuleGroupStatement: {
        vendorName: 'AWS',
        name,
        ruleActionOverrides: counted.map((rule) => ({ name: rule, actionToUse: { count: {} } })),
      },
    },
    visibilityConfig: visibilityOf(name),
  }));
}

/** Samples would keep the headers of whole requests. */
function visibilityOf(metricName: string): CfnWebACL.VisibilityConfigProperty {
  return { cloudWatchMetricsEnabled: true, metricName, sampledRequestsEnabled: false };
}
