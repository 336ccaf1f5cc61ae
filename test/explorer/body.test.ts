import { describe, expect, test } from 'vitest';
import { fieldsOf, flatFields } from '../../infra/explorer/api-fields.ts';
import { checkBody } from '../../infra/explorer/check-body.ts';
import { compactJson } from '../../infra/explorer/compact-json.ts';
import { exampleBody } from '../../infra/explorer/examples.ts';
import { pathName, pretty, withValue } from '../../infra/explorer/json-edit.ts';
import { endpoints } from '../../shared/catalogue/catalogue.ts';
import { rows } from '../instance.ts';

describe('the fields of a form come from the schema, with its own words as rules', () => {
  const fields = new Map(
    flatFields(fieldsOf(rows.applyCreditGrant.request)).map(({ path, field }) => [path, field]),
  );

  test('every member, lists and groups before what they hold', () => {
    expect([...fields.keys()]).toEqual([
      'referenceNo',
      'payeeCode',
      'vcCode',
      'invoiceDate',
      'timeZone',
      'attachmentFile',
      'attachmentFile.fileName',
      'attachmentFile.fileKey',
      'invoiceInfoList',
      'invoiceInfoList[].invoiceNo',
      'invoiceInfoList[].invoiceAmount',
      'invoiceInfoList[].invoiceAmount.currency',
      'invoiceInfoList[].invoiceAmount.value',
      'invoiceInfoList[].invoiceDueDate',
      'invoiceInfoList[].poNo',
      'vendorName',
      'marketRegion',
      'businessMode',
    ]);
  });

  test.each([
    ['referenceNo', true, 'expected 1 to 64 printable ASCII characters without blanks or #'],
    ['invoiceDate', true, 'expected a real date as YYYYMMDD'],
    [
      'invoiceInfoList',
      true,
      'expected a list of invoices; expected at least one invoice; expected 90 at most',
    ],
    [
      'invoiceInfoList[].invoiceAmount.value',
      true,
      "expected digits of at least 1, at most 16, in the currency's minor unit",
    ],
    ['vendorName', false, 'expected 1 to 128 characters'],
  ])('%s', (path, required, rule) => {
    expect(fields.get(path)).toMatchObject({ required, rule });
  });

  test('a closed list of words is a choice', () => {
    expect(fields.get('businessMode')?.kind).toEqual({
      kind: 'choice',
      choices: ['PO', 'DF', 'DI'],
    });
  });

  test('every field of every request says its rule', () => {
    const silent = endpoints.flatMap(({ name, request }) =>
      flatFields(fieldsOf(request))
        .filter(({ field }) => field.rule === '')
        .map(({ path }) => `${name} ${path}`),
    );
    expect(silent).toEqual([]);
  });
});

describe('a body is judged as the provider judges it', () => {
  const row = rows.applyCreditGrant;
  const example = exampleBody('applyCreditGrant', undefined);
  const problemsOf = (text: string) => Object.fromEntries(checkBody(row, text).problems);
  const changed = (path: readonly (string | number)[], value: unknown): string =>
    pretty(withValue(JSON.parse(example), path, value));

  test.each(endpoints)('the example of $name fits', (api) => {
    expect([...checkBody(api, exampleBody(api.name, undefined)).problems]).toEqual([]);
  });

  test('every problem is told at its field', () => {
    const text = pretty({
      ...JSON.parse(example),
      referenceNo: '',
      timeZone: 'CST',
      colour: 'blue',
    });
    expect(problemsOf(text)).toEqual({
      referenceNo: 'expected 1 to 64 printable ASCII characters without blanks or #',
      timeZone: 'expected an IANA time zone, UTC±hh:mm, GMT±h or ±hh:mm',
      colour: 'unknown member',
    });
  });

  test.each([
    ['a member that is missing', changed(['payeeCode'], undefined), { payeeCode: 'required' }],
    [
      'an amount in a list',
      changed(['invoiceInfoList', 0, 'invoiceAmount', 'value'], '1.50'),
      {
        'invoiceInfoList[0].invoiceAmount.value':
          "expected digits of at least 1, at most 16, in the currency's minor unit",
      },
    ],
    [
      'an empty list',
      changed(['invoiceInfoList'], []),
      { invoiceInfoList: 'expected at least one invoice' },
    ],
    ['nothing', '', { body: 'empty, expected a JSON object' }],
    [
      'a body that is too long',
      ' '.repeat(131_073),
      { body: 'expected at most 131,072 bytes, not 131,073' },
    ],
  ])('%s', (_, text, problems) => {
    expect(problemsOf(text)).toEqual(problems);
  });

  test.each([
    ['a key twice', '{"referenceNo":"R-1","referenceNo":"R-2"}'],
    ['no JSON', '{"referenceNo":'],
    ['a number that a form would change', '{"referenceNo": 12345678901234567890}'],
  ])('%s is left to the text alone', (_, text) => {
    const { value, problems } = checkBody(row, text);
    expect(value).toBeUndefined();
    expect(problems.size).toBeGreaterThan(0);
  });

  test('an empty body is {} where the API says so', () => {
    expect(checkBody(rows.queryBudgetAccountInfo, '')).toEqual({ value: {}, problems: new Map() });
  });
});

describe('an edit changes one place', () => {
  const body = { a: '1', list: [{ n: '1' }, { n: '2' }], z: { deep: 'x' } };

  test.each([
    ['a member', ['a'], '2', { ...body, a: '2' }],
    ['a deep one', ['z', 'deep'], 'y', { ...body, z: { deep: 'y' } }],
    ['one in a list', ['list', 1, 'n'], '3', { ...body, list: [{ n: '1' }, { n: '3' }] }],
    ['a new one', ['b'], '4', { ...body, b: '4' }],
    ['one taken out', ['a'], undefined, { list: body.list, z: body.z }],
    ['an element taken out', ['list', 0], undefined, { ...body, list: [{ n: '2' }] }],
    ['one in a group that is not there', ['g', 'x'], '5', { ...body, g: { x: '5' } }],
  ])('%s', (_, path, value, expected) => {
    expect(withValue(body, path, value)).toEqual(expected);
  });

  test('a member that is there keeps its place', () => {
    expect(Object.keys(withValue(body, ['a'], 'new') as object)).toEqual(['a', 'list', 'z']);
  });

  test('paths are named as the provider names them', () => {
    expect(pathName(['invoiceInfoList', 3, 'invoiceAmount', 'value'])).toBe(
      'invoiceInfoList[3].invoiceAmount.value',
    );
  });
});

test('JSON for reading keeps short objects on a line', () => {
  const value = { result: { a: 'S' }, list: [], amount: { currency: 'USD', value: '1' }, n: {} };
  expect(compactJson(value)).toBe(
    '{\n  "result": { "a": "S" },\n  "list": [],\n  "amount": { "currency": "USD", "value": "1" },\n  "n": {}\n}',
  );
  expect(
    JSON.parse(compactJson({ text: 'x'.repeat(90), deep: { list: [1, 'y'.repeat(80)] } })),
  ).toEqual({ text: 'x'.repeat(90), deep: { list: [1, 'y'.repeat(80)] } });
});
