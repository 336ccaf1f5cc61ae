import { expect, test } from 'vitest';
import { parseDecisionUrl } from '../../shared/runtime/https-decision-service.ts';
import { type Resource, StackTemplate, stackOf } from './stack-template.ts';

const prod = new StackTemplate(stackOf('prod'));
const [, secret] = prod
  .all('AWS::SecretsManager::Secret')
  .find(([, { Properties }]) => `${Properties['Name']}`.endsWith('decision-service')) as [
  string,
  Resource,
];

test('is none unless a deployment names one', () => {
  expect(prod.parameters()['DecisionServiceUrl']?.Default).toBe('');
});

test('its secret never comes and goes with the address, for its name would be taken', () => {
  expect(secret.Properties['Name']).toBe('quotaline/prod/decision-service');
  expect(secret.DeletionPolicy).toBe('RetainExceptOnCreate');
  expect(secret.Condition).toBeUndefined();
  expect(secret.Properties).not.toHaveProperty('SecretString');
  expect(secret.Properties).not.toHaveProperty('GenerateSecretString');
});

test.each([
  ['', true],
  ['https://decisions.example', true],
  ['https://decisions.example:8443/v1/credit', true],
  ['http://decisions.example', false],
  ['https://', false],
  ['https://user:secret@decisions.example/', false],
  ['https://decisions.example/?key=secret', false],
  ['https://decisions.example/#part', false],
  ['HTTPS://decisions.example', false],
  ['https://decisions.example/ x', false],
])('%j can name it: %s', (url, can) => {
  // CloudFormation anchors the pattern.
  const pattern = new RegExp(`^(?:${prod.parameters()['DecisionServiceUrl']?.AllowedPattern})$`);
  expect(pattern.test(url)).toBe(can);
  if (can && url !== '') expect(parseDecisionUrl(url).origin).toMatch(/^https:/);
});
