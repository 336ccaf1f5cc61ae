import { expect, test } from 'vitest';
import { loadConfig } from '../../../shared/runtime/config.ts';

const variables = {
  QUOTALINE_STAGE: 'test',
  QUOTALINE_TABLE: 'table',
  QUOTALINE_ATTACHMENT_BUCKET: 'bucket',
  QUOTALINE_BUDGET_CONTRACT_NAME: 'Agreement',
  QUOTALINE_BUDGET_CONTRACT_URL: 'https://c.example/a',
};

test('the environment is read by name', () => {
  expect(loadConfig({ ...variables, ANYTHING: 'else' })).toEqual({
    stage: 'test',
    tableName: 'table',
    bucketName: 'bucket',
    budgetContract: { contractName: 'Agreement', contractUrl: 'https://c.example/a' },
  });
});

test('what is missing or empty is named, and nothing of the rest', () => {
  const { QUOTALINE_TABLE: _, ...rest } = variables;
  expect(() => loadConfig({ ...rest, QUOTALINE_STAGE: '' })).toThrow(
    new Error('set these environment variables: QUOTALINE_STAGE, QUOTALINE_TABLE'),
  );
});

test('an explorer page is where the stage is told of one', () => {
  const of = (origin: string) => loadConfig({ ...variables, QUOTALINE_EXPLORER_ORIGIN: origin });
  expect(of('https://docs.lender.example').explorerOrigin).toBe('https://docs.lender.example');
  expect(of('')).not.toHaveProperty('explorerOrigin');
  expect(loadConfig(variables)).not.toHaveProperty('explorerOrigin');
});
