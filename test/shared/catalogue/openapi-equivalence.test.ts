import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { endpoints } from '../../../shared/catalogue/catalogue.ts';
import type { Endpoint } from '../../../shared/catalogue/endpoint.ts';
import { unsaidRulesOf } from '../../../shared/catalogue/unsaid-rules.ts';
import { describeFileNameProblem } from '../../../shared/domain/file-name.ts';
import { decodeBase64 } from '../../../shared/runtime/base64.ts';
import { describeSchemaIssue } from '../../../shared/runtime/schema-issue.ts';
import { parseStrictJson } from '../../../shared/runtime/strict-json.ts';
import { validatorOf } from './json-schemas.ts';
import { edgeRequests, nearRequests } from './request-values.ts';

const rows: readonly Endpoint[] = endpoints;
const title = ({ name }: Endpoint): string =>
  `${name.charAt(0).toUpperCase()}${name.slice(1)}Request`;

/** Rules that our validator knows the formats of, or that a value cannot break which we wrote. */
const said: ReadonlySet<string> = new Set(['known-time-zone', 'file-name', 'plain-integer']);

/** What we say to a body, or undefined when it is a request of the endpoint. */
function problemOf(row: Endpoint, text: string): string | undefined {
  const json = parseStrictJson(text);
  if ('problem' in json) return json.problem;
  const parsed = row.request.safeParse(json.value);
  if (!parsed.success) return describeSchemaIssue(parsed.error.issues[0], json.value, 'body');
  return row.name === 'submitAttachment' ? fileProblem(parsed.data) : undefined;
}

/** What the operation checks before it looks at the bytes. */
function fileProblem(request: unknown): string | undefined {
  const { fileName, attachmentContent } = request as Record<string, string>;
  const name = describeFileNameProblem(fileName ?? '');
  if (name !== undefined) return `fileName: ${name}`;
  const bytes = decodeBase64(attachmentContent ?? '');
  return bytes === undefined || bytes.length === 0 ? 'attachmentContent: base64' : undefined;
}

describe.each(rows)(
  '$name: the schema takes what we take, and refuses what we refuse but for the unsaid rules',
  (row) => {
    const accepts = validatorOf(title(row));
    const unsaid = unsaidRulesOf(row)
      .filter(({ id }) => !said.has(id))
      .map(({ message }) => new RegExp(message));

    /** Whether both take the value. Only the schema can be the laxer one, where the document says so. */
    function isTaken(value: unknown): boolean {
      const text = JSON.stringify(value);
      const problem = problemOf(row, text);
      const bySchema = accepts(JSON.parse(text));
      const isUnsaid = unsaid.some((message) => message.test(problem ?? ''));
      if (bySchema && isUnsaid) return false;
      const told = { text, errors: accepts.errors, problem };
      expect(bySchema, JSON.stringify(told)).toBe(problem === undefined);
      return bySchema;
    }

    test('whatever single value is put in the place of another', () => {
      const taken = edgeRequests(row.name).map(isTaken);
      expect(taken).toContain(true);
      expect(taken).toContain(false);
    });

    test('with a few changes at once', () => {
      const seen = { taken: 0, refused: 0 };
      fc.assert(
        fc.property(nearRequests(row.name), (value) => {
          seen[isTaken(value) ? 'taken' : 'refused'] += 1;
        }),
        { numRuns: 2_000 },
      );
      expect(Math.min(seen.taken, seen.refused)).toBeGreaterThan(100);
    });
  },
);

function ruleOf(api: string, id: string) {
  const row = rows.find(({ name }) => name === api) ?? expect.fail(api);
  return { row, rule: unsaidRulesOf(row).find((one) => one.id === id) ?? expect.fail(id) };
}

describe('an unsaid rule is one: the schema takes what breaks it, and we refuse it', () => {
  const usd = (value: unknown) => ({ currency: 'USD', value });
  const invoice = { invoiceNo: 'INV-1', invoiceAmount: usd('1') };
  const application = (changes: object) => ({
    referenceNo: 'R-1',
    payeeCode: 'P',
    vcCode: 'V',
    invoiceDate: '20260101',
    timeZone: 'UTC',
    attachmentFile: { fileName: 'a.pdf', fileKey: 'K' },
    invoiceInfoList: [invoice],
    ...changes,
  });
  const second = (changes: object) => application({ invoiceInfoList: [invoice, changes] });
  const deep = JSON.parse(`${'[['.repeat(20)}${']]'.repeat(20)}`);
  const most = usd('9999999999999999');
  const applications: [string, string][] = [
    ['depth', JSON.stringify(application({ invoiceInfoList: [{ ...invoice, x: deep }] }))],
    ['plain-integer', JSON.stringify(application({})).replace('"1"}', '1.0}')],
    ['invoices-once', JSON.stringify(second(invoice))],
    [
      'one-currency',
      JSON.stringify(second({ invoiceNo: '2', invoiceAmount: { currency: 'EUR', value: '1' } })),
    ],
    ['sum', JSON.stringify(second({ invoiceNo: '2', invoiceAmount: most }))],
    [
      'further-members',
      JSON.stringify(application({ invoiceInfoList: [{ ...invoice, x: 'x'.repeat(1_019) }] })),
    ],
    ['members-once', JSON.stringify(application({})).replace('{', '{"referenceNo":"R-0",')],
    [
      'entries',
      JSON.stringify(application({ invoiceInfoList: [{ ...invoice, x: Array(10_000).fill(1) }] })),
    ],
  ];
  const { row } = ruleOf('applyCreditGrant', 'sum');
  const accepts = validatorOf(title(row));

  test.each(applications)('%s', (id, text) => {
    expect(accepts(JSON.parse(text)), JSON.stringify(accepts.errors)).toBe(true);
    const { rule } = ruleOf('applyCreditGrant', id);
    expect(problemOf(row, text)).toMatch(new RegExp(rule.message));
  });

  const misnamed = {
    attachmentId: 'A-1',
    attachmentType: 'INVOICE',
    attachmentContent: 'QUJD',
    fileName: 'con.pdf',
    bizOrderId: 'O-1',
    bizType: 'WF_B2B_ORDER_SYNC',
  };
  test.each([
    ['applyCreditGrant', 'known-time-zone', application({ timeZone: 'Mars/Olympus' })],
    ['submitAttachment', 'file-name', misnamed],
  ] as const)('%s %s, to whom the format means nothing', (api, id, body) => {
    const { row: of, rule } = ruleOf(api, id);
    const lax = validatorOf(title(of), { validateFormats: false });
    expect(lax(body), JSON.stringify(lax.errors)).toBe(true);
    expect(problemOf(of, JSON.stringify(body))).toMatch(new RegExp(rule.message));
  });

  test('a body without any fault is taken by both', () => {
    expect(accepts(application({}))).toBe(true);
    expect(problemOf(row, JSON.stringify(application({})))).toBeUndefined();
  });
});
