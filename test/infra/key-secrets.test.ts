import { describe, expect, test } from 'vitest';
import { StackTemplate, stackOf } from './stack-template.ts';

const prod = new StackTemplate(stackOf('prod'));

describe('the secrets', () => {
  test('are made without a value, real or not', () => {
    const secrets = prod.all('AWS::SecretsManager::Secret').map(([, secret]) => secret.Properties);
    expect(secrets.map(({ Name }) => Name)).toEqual([
      'quotaline/prod/server-key',
      'quotaline/prod/client-index',
      'quotaline/prod/decision-service',
    ]);
    for (const secret of secrets) {
      expect(prod.keyNameOf(secret['KmsKeyId'])).toBe('secrets');
      expect(secret).not.toHaveProperty('SecretString');
      expect(secret).not.toHaveProperty('GenerateSecretString');
    }
  });
});
