import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applicationContent } from '../../../shared/domain/application-content.ts';

const content = fc.record({
  referenceNo: fc.string(),
  vendorName: fc.option(fc.string(), { nil: undefined }),
  attachmentFile: fc.record({ fileName: fc.string(), fileKey: fc.string() }),
  invoiceInfoList: fc.array(
    fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 }), { noNullPrototype: true }),
    { maxLength: 4 },
  ),
});

/** The same value, the members of every object in the other order. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(entries.reverse().map(([key, member]) => [key, reversed(member)]));
}

test('neither the order of members nor that of invoices makes a difference', () => {
  fc.assert(
    fc.property(content, fc.nat(), (application, shift) => {
      const { invoiceInfoList: invoices } = application;
      const at = invoices.length === 0 ? 0 : shift % invoices.length;
      const turned = [...invoices.slice(at), ...invoices.slice(0, at)].reverse();
      const other = reversed({ ...application, invoiceInfoList: turned }) as typeof application;
      expect(applicationContent(other)).toBe(applicationContent(application));
    }),
  );
});

type Content = typeof content extends fc.Arbitrary<infer Value> ? Value : never;

describe('any other difference does', () => {
  test.each<[string, (application: Content) => Readonly<Record<string, unknown>>]>([
    ['another reference', ({ referenceNo }) => ({ referenceNo: `${referenceNo} ` })],
    ['another vendor', ({ vendorName = '' }) => ({ vendorName: `${vendorName}x` })],
    ['another file', ({ attachmentFile }) => ({ attachmentFile: { ...attachmentFile, x: 1 } })],
    ['a member more', () => ({ marketRegion: 'US' })],
    ['an invoice more', ({ invoiceInfoList: list }) => ({ invoiceInfoList: [...list, {}] })],
    [
      'an invoice twice',
      ({ invoiceInfoList: [first = {}, ...rest] }) => ({
        invoiceInfoList: [first, first, ...rest],
      }),
    ],
    [
      'an invoice with a member more',
      ({ invoiceInfoList: [first = {}, ...rest] }) => ({
        invoiceInfoList: [{ ...first, 'a member of its own': null }, ...rest],
      }),
    ],
  ])('%s', (_what, change) => {
    fc.assert(
      fc.property(content, (application) => {
        const other = { ...application, ...change(application) };
        expect(applicationContent(other)).not.toBe(applicationContent(application));
      }),
    );
  });

  test('what is a text in one and a number in the other', () => {
    const withAmount = (value: unknown) => applicationContent({ invoiceInfoList: [{ value }] });
    expect(withAmount('100')).not.toBe(withAmount(100));
    expect(withAmount('null')).not.toBe(withAmount(null));
  });

  test('a list in another order, but for that of the invoices', () => {
    const withList = (list: readonly number[]) =>
      applicationContent({ invoiceInfoList: [{ list }] });
    expect(withList([1, 2])).not.toBe(withList([2, 1]));
  });
});

test('the text is what it is: this hash is stored for ever', () => {
  const application = {
    referenceNo: 'REF_1',
    invoiceInfoList: [
      { invoiceNo: 'B', invoiceAmount: { value: '100', currency: 'USD' } },
      { poNo: 'é', invoiceNo: 'A', invoiceAmount: { currency: 'USD', value: '5' } },
    ],
    vendorName: undefined,
    attachmentFile: { fileName: 'f', fileKey: 'k' },
  };
  expect(applicationContent(application)).toBe(
    '{"attachmentFile":{"fileKey":"k","fileName":"f"},"invoiceInfoList":[' +
      '"{\\"invoiceAmount\\":{\\"currency\\":\\"USD\\",\\"value\\":\\"100\\"},\\"invoiceNo\\":\\"B\\"}",' +
      '"{\\"invoiceAmount\\":{\\"currency\\":\\"USD\\",\\"value\\":\\"5\\"},\\"invoiceNo\\":\\"A\\",' +
      '\\"poNo\\":\\"é\\"}"],"referenceNo":"REF_1"}',
  );
});
