import { readFileSync } from 'node:fs';
import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, test } from 'vitest';
import { endpoints } from '../../../shared/catalogue/catalogue.ts';
import { documents } from '../../../shared/catalogue/documents.ts';
import type { Endpoint } from '../../../shared/catalogue/endpoint.ts';
import { fieldMeanings } from '../../../shared/catalogue/field-meanings.ts';
import { openApiDocument } from '../../../shared/catalogue/openapi-document.ts';
import { document, operations, type ReadSchema, validatorOf } from './json-schemas.ts';

const rows: readonly Endpoint[] = endpoints;
const { schemas, parameters } = document.components;

test('it is a valid document of OpenAPI 3.1', async () => {
  const told = await new Validator().validate(JSON.parse(JSON.stringify(openApiDocument())));
  expect(told).toEqual({ valid: true });
  expect(document.openapi).toBe('3.1.1');
});

test('the validator would find a fault', async () => {
  const { paths: _, ...rest } = JSON.parse(JSON.stringify(openApiDocument()));
  expect(await new Validator().validate({ ...rest, paths: [] })).toMatchObject({ valid: false });
  expect(await new Validator().validate({ ...rest, result: {} })).toMatchObject({ valid: false });
});

test('it has the version of the package', () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
  expect(document.info.version).toBe(version);
});

test('every endpoint is a POST, every document a GET, at its path', () => {
  const found = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method} ${path}`),
  );
  expect(found.sort()).toEqual(
    [
      ...endpoints.map(({ path }) => `post ${path}`),
      ...documents.map(({ path }) => `get ${path}`),
    ].sort(),
  );
});

test('every schema is one, and every reference leads to one', () => {
  const names = Object.keys(schemas);
  expect(names).toHaveLength(35);
  for (const name of names) expect(() => validatorOf(name)).not.toThrow();
});

describe('every member', () => {
  const memberNames = new Set(Object.values(schemas).flatMap(membersOf));

  test('has a meaning, and no meaning is without a member', () => {
    expect([...memberNames].sort()).toEqual(Object.keys(fieldMeanings).sort());
  });

  test('tells it', () => {
    for (const [name, { properties = {} }] of Object.entries(schemas)) {
      for (const [member, { description = '' }] of Object.entries(properties)) {
        expect(description, `${name}.${member}`).toContain(fieldMeanings[member]);
      }
    }
  });
});

describe.each(rows)('$name', (row) => {
  const operation = operations.get(row.name) ?? expect.fail('no operation');

  test('tells each code that it may give, once, with its truth', () => {
    const codes = operation['x-result-codes'].map(
      ({ resultCode, resultStatus }) => `${resultStatus} ${resultCode}`,
    );
    const common = ['PARAM_ILLEGAL', 'INVALID_API', 'INVALID_CLIENT', 'INVALID_SIGNATURE'];
    const refusals = [...common, 'METHOD_NOT_SUPPORTED', ...row.refusals];
    const unknown = ['U UNKNOWN_EXCEPTION', 'U REQUEST_TRAFFIC_EXCEED_LIMIT'];
    expect(codes).toEqual(['S SUCCESS', ...refusals.map((code) => `F ${code}`), ...unknown]);
    expect(operation['x-result-codes'].every(({ meaning }) => meaning.length > 5)).toBe(true);
  });

  test('tells what it says to whom it does not let in', () => {
    expect(operation['x-access-refusals']).toEqual(row.accessRefusals);
  });

  test('answers with its own codes alone', () => {
    const title = `${row.name.charAt(0).toUpperCase()}${row.name.slice(1)}`;
    const enumOf = (name: string) =>
      schemas[name]?.properties?.['result']?.properties?.['resultCode']?.enum;
    expect(enumOf(`${title}Refused`)).toEqual(expect.arrayContaining([...row.refusals]));
    expect(enumOf(`${title}Success`)).toEqual(['SUCCESS']);
    expect(enumOf(`${title}Unknown`)).toEqual([
      'UNKNOWN_EXCEPTION',
      'REQUEST_TRAFFIC_EXCEED_LIMIT',
    ]);
  });

  test('leads by its links to operations that there are', () => {
    const links = Object.values(operation.responses[200].links ?? {});
    expect(links.filter(({ operationId }) => !operations.has(operationId))).toEqual([]);
  });
});

test('links lead from a file to an application, and from there to the inquiry', () => {
  const linked = [...operations].flatMap(([name, { responses }]) =>
    Object.values(responses[200].links ?? {}).map(({ operationId }) => [name, operationId]),
  );
  expect(linked).toEqual([
    ['applyCreditGrant', 'inquiryCreditGrant'],
    ['submitAttachment', 'applyCreditGrant'],
  ]);
});

test('the headers are those of the contract', () => {
  const told = Object.values(parameters).map(({ name, required }) => [name, required]);
  expect(told).toEqual([
    ['Client-Id', true],
    ['Request-Time', true],
    ['Signature', true],
    ['Connected-CustomerId', false],
    ['Connected-AccountId', false],
    ['Access-Token', false],
  ]);
  for (const { responses } of operations.values()) {
    expect(Object.keys(responses[200].headers)).toEqual([
      'client-id',
      'response-time',
      'signature',
    ]);
  }
});

test('money and countries are those of the domain', () => {
  expect(schemas['Currency']?.enum).toHaveLength(155);
  expect(schemas['Country']?.enum).toHaveLength(249);
});

function membersOf({ properties = {}, items }: ReadSchema): string[] {
  const own = Object.entries(properties).flatMap(([name, schema]) => [name, ...membersOf(schema)]);
  return items === undefined ? own : [...own, ...membersOf(items)];
}
