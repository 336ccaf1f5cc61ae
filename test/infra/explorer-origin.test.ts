import { describe, expect, test } from 'vitest';
import { explorerOf } from '../../infra/explorer-origin.ts';
import { appForTest } from './app-for-test.ts';
import { type Resource, StackTemplate, stackOf } from './stack-template.ts';

const name = 'QUOTALINE_EXPLORER_ORIGIN';
const dev = new StackTemplate(stackOf('dev'));
const withPage = new StackTemplate(stackOf('dev', { explorer: 'https://docs.lender.example' }));

function variablesOf([, { Properties }]: [string, Resource]): Record<string, unknown> {
  return (Properties['Environment'] as { Variables: Record<string, unknown> }).Variables;
}

test('a stage has no explorer page unless it is given one', () => {
  const told = dev.all('AWS::Lambda::Function').filter(([, { Properties }]) => {
    return JSON.stringify(Properties['Environment'] ?? {}).includes(name);
  });
  expect(told).toEqual([]);
});

test('whoever answers partners or browsers is told whence the page calls', () => {
  const routes = withPage.routeKeys();
  expect(routes).toContain('$default');
  expect(routes.length).toBeGreaterThan(7);
  const answering = routes.map((route) => withPage.functionBehind(route));
  for (const one of answering) expect(variablesOf(one)[name]).toBe('https://docs.lender.example');
  // And nobody else.
  const told = withPage
    .all('AWS::Lambda::Function')
    .filter(([, { Properties }]) => JSON.stringify(Properties).includes(name));
  expect(told.map(([id]) => id).sort()).toEqual(answering.map(([id]) => id).sort());
});

test('no route for OPTIONS is needed: the default one answers it', () => {
  expect(withPage.routeKeys().filter((key) => key.startsWith('OPTIONS'))).toEqual([]);
  expect(withPage.one('AWS::ApiGatewayV2::Api').Properties).not.toHaveProperty('CorsConfiguration');
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
    const { node } = appForTest({ explorer });
    expect(() => explorerOf(node)).toThrow(
      `-c explorer="${explorer}" is not the origin of a page, such as https://docs.lender.example, without a path.`,
    );
  });

  test('an empty one is none', () => {
    expect(explorerOf(appForTest({ explorer: '' }).node)).toEqual({});
  });
});
