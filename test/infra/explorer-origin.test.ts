import { App } from 'aws-cdk-lib';
import { describe, expect, test } from 'vitest';
import { explorerOf } from '../../infra/explorer-origin.ts';
import { type Resource, StackTemplate, stackOf } from './stack-template.ts';

const name = 'QUOTALINE_EXPLORER_ORIGIN';

function variablesOf([, { Properties }]: [string, Resource]): Record<string, unknown> {
  return (Properties['Environment'] as { Variables: Record<string, unknown> }).Variables;
}

test('a stage has no explorer page unless it is given one', () => {
  const template = new StackTemplate(stackOf('dev'));
  const told = template.all('AWS::Lambda::Function').filter(([, { Properties }]) => {
    return JSON.stringify(Properties['Environment'] ?? {}).includes(name);
  });
  expect(told).toEqual([]);
});

test('whoever answers partners or browsers is told whence the page calls', () => {
  const template = new StackTemplate(stackOf('dev', { explorer: 'https://docs.lender.example' }));
  const routes = template.routeKeys();
  expect(routes).toContain('$default');
  expect(routes.length).toBeGreaterThan(7);
  for (const route of routes) {
    const told = variablesOf(template.functionBehind(route))[name];
    expect(told, route).toBe('https://docs.lender.example');
  }
});

test('no route for OPTIONS is needed: the default one answers it', () => {
  const template = new StackTemplate(stackOf('dev', { explorer: 'https://docs.lender.example' }));
  expect(template.routeKeys().filter((key) => key.startsWith('OPTIONS'))).toEqual([]);
  expect(template.one('AWS::ApiGatewayV2::Api').Properties).not.toHaveProperty('CorsConfiguration');
});

describe('what is no origin is told in a sentence', () => {
  test.each([
    'http://docs.lender.example',
    'https://docs.lender.example/',
    'https://docs.lender.example/page',
    '*',
    'docs.lender.example',
    'https://Docs.lender.example',
    'https://docs.lender.example:0',
  ])('%s', (explorer) => {
    const { node } = new App({ context: { explorer } });
    expect(() => explorerOf(node)).toThrow(
      `-c explorer="${explorer}" is not the origin of a page, such as https://docs.lender.example, without a path.`,
    );
  });

  test('an empty one is none', () => {
    expect(explorerOf(new App({ context: { explorer: '' } }).node)).toEqual({});
  });
});
