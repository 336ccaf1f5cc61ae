import { expect, test } from 'vitest';
import { type Resource, StackTemplate, stackOf } from './stack-template.ts';
import { textOf } from './template-values.ts';

const dev = new StackTemplate(stackOf('dev'));
const resource = dev.one('Custom::ServerKey');
const [functionId, lambda] = dev.functionFedBy('Custom::ServerKey');

test('a second deployment does not call it: none of its properties ever changes', () => {
  expect(Object.keys(resource.Properties).sort()).toEqual(['ServiceTimeout', 'ServiceToken']);
  const again = new StackTemplate(stackOf('dev')).one('Custom::ServerKey');
  expect(again.Properties).toEqual(resource.Properties);
});

test('is told the stage, and nothing else', () => {
  expect(lambda.Properties['Environment']).toEqual({ Variables: { QUOTALINE_STAGE: 'dev' } });
});

test('a deployment waits for three of its runs, and no longer', () => {
  // Lambda waits one minute, then two, between three runs.
  const threeRuns = 3 * Number(lambda.Properties['Timeout']) + 180;
  expect(Number(resource.Properties['ServiceTimeout'])).toBeGreaterThanOrEqual(threeRuns);
  expect(resource.Properties['ServiceTimeout']).toBe('600');
});

test('may do what it does before it is called', () => {
  const dependsOn = (dev.byId('AWS::Lambda::Function', functionId).DependsOn ?? []).map(String);
  const policies = dev.all('AWS::IAM::Policy').filter(([, { Properties }]) => {
    return (Properties['Roles'] as unknown[]).map(textOf).includes(roleOf(lambda));
  });
  expect(policies).toHaveLength(1);
  for (const [policyId] of policies) expect(dependsOn).toContain(policyId);
});

test('its public half is what a person pastes', () => {
  expect(dev.outputs()['ServerPublicKey']).toMatchObject({
    Value: { 'Fn::GetAtt': [expect.stringMatching(/^ServerKeyMade/), 'PublicKey'] },
  });
  expect(dev.outputs()['NextCommand']).toMatchObject({
    Value: expect.stringMatching(
      /^npm run -s operator -- partner add P-1 .* --stack quotaline-dev$/,
    ),
  });
});

function roleOf({ Properties }: Resource): string {
  return textOf(Properties['Role']).replace('.Arn', '');
}
