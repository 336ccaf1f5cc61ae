import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { addCustomer } from '../../shared/store/access-store.ts';
import { attachmentBody, pdf } from '../builders.ts';
import { type Instance, newInstance, startMs } from '../instance.ts';
import { clientSecret } from '../memory-secrets.ts';
import { customer, itemCounts, write } from '../stage-rows.ts';
import { gate } from '../watched-table.ts';

let instance: Instance;
beforeEach(() => {
  instance = newInstance({ clients: { PARTNER_1: clientSecret({ tokensRequired: false }) } });
});

/** Submits a second after the call before: with a signature of its own. */
async function submit(changes: Readonly<Record<string, unknown>> = {}, more = {}) {
  instance.clock.ms += 1_000;
  return instance.call('submitAttachment', attachmentBody(changes), more);
}

const other = pdf('other').toString('base64');

describe('a file', () => {
  test('is stored under its hash, then told of by a row', async () => {
    const { body } = await submit();
    expect(body.attachmentInfo).toEqual({
      fileName: 'invoice.pdf',
      fileKey: expect.stringMatching(/^ATT[0-9A-F]{32}$/),
    });
    const contentHash = createHash('sha256').update(pdf()).digest('hex');
    expect(instance.puts).toMatchObject([{ contentHash, bytes: pdf() }]);
    const row = instance.memory.items().find(({ sk }) => String(sk).startsWith('ATTACHMENT#'));
    expect(row).toEqual({
      pk: 'CLIENT#PARTNER_1#CUSTOMER#',
      sk: `ATTACHMENT#${body.attachmentInfo.fileKey}`,
      attachmentId: 'ATTACHMENT_1',
      fileKey: body.attachmentInfo.fileKey,
      fileName: 'invoice.pdf',
      bizOrderId: 'ORDER_1',
      bizType: 'CREDIT_GRANT_INVOICE',
      contentHash,
      sizeBytes: BigInt(pdf().length),
      status: 'ACTIVE',
      objectKey: contentHash,
      versionId: 'v1',
      createdAt: BigInt(startMs + 1_000),
    });
  });

  test('again gives the same key, and is not stored again', async () => {
    const first = await submit();
    const second = await submit({ bizOrderId: 'ORDER_2' });
    expect(second.body.attachmentInfo).toEqual(first.body.attachmentInfo);
    expect(instance.puts).toHaveLength(1);
  });

  test('with other bytes is refused, and told nothing', async () => {
    await submit();
    const answer = await submit({ attachmentContent: other });
    expect(answer.outcome).toBe('F REPEAT_REQ_INCONSISTENT');
    expect(Object.keys(answer.body)).toEqual(['result']);
    expect(instance.puts).toHaveLength(1);
  });

  test("of a customer has a key of the customer's", async () => {
    await write(instance.memory, { customer: addCustomer(customer, { status: 'ACTIVE' }) });
    const first = await submit();
    const headers = { 'connected-customerid': 'CUSTOMER_1' };
    const second = await submit({ attachmentContent: other }, { headers });
    expect(second.outcome).toBe('S SUCCESS');
    expect(second.body.attachmentInfo.fileKey).not.toBe(first.body.attachmentInfo.fileKey);
  });
});

describe('a file of', () => {
  const pdfOf = (bytes: number): string => {
    const [head, tail] = [Buffer.from('%PDF-1.4\n'), Buffer.from('\n%%EOF\n')];
    const filler = Buffer.alloc(bytes - head.length - tail.length, ' ');
    return Buffer.concat([head, filler, tail]).toString('base64');
  };

  test.each([
    [4_499_999, 'S SUCCESS'],
    [4_500_000, 'S SUCCESS'],
    [4_500_001, 'F FILE_SIZE_TOO_LARGE'],
  ])('%i bytes: %s', async (bytes, outcome) => {
    const answer = await submit({ attachmentContent: pdfOf(bytes) });
    expect(answer.outcome).toBe(outcome);
    expect(instance.puts).toHaveLength(outcome === 'S SUCCESS' ? 1 : 0);
  });
});

describe('no file is', () => {
  test.each([
    ['empty', { attachmentContent: '' }],
    ['without padding', { attachmentContent: 'JVBERi0xLjQ' }],
    ['base64 of URLs', { attachmentContent: '-_==' }],
    ['a data URL', { attachmentContent: 'data:application/pdf;base64,JVBERi0=' }],
    ['with blanks inside', { attachmentContent: 'JVBE Ri0=' }],
    ['of another kind than its name says', { fileName: 'invoice.png' }],
    ['named like a path', { fileName: '../invoice.pdf' }],
    ['of no known kind', { fileName: 'invoice.exe' }],
  ])('%s', async (_what, changes) => {
    expect((await submit(changes)).outcome).toBe('F PARAM_ILLEGAL');
    expect(instance.puts).toEqual([]);
    expect(itemCounts(instance.memory)).toEqual({});
  });
});

describe('cut off', () => {
  test('between file and row, the same submission again stores the same', async () => {
    instance.table.watch.beforeWrite = () => Promise.reject(new Error('lost'));
    expect((await submit()).outcome).toBe('U UNKNOWN_EXCEPTION');
    expect(itemCounts(instance.memory)).toEqual({});
    instance.table.watch = {};
    expect((await submit()).outcome).toBe('S SUCCESS');
    const [first, second] = instance.puts;
    expect(second).toEqual(first);
  });

  test('after the row, the same submission again finds it', async () => {
    instance.table.watch.afterWrite = () => Promise.reject(new Error('lost'));
    expect((await submit()).outcome).toBe('U UNKNOWN_EXCEPTION');
    instance.table.watch = {};
    expect((await submit()).outcome).toBe('S SUCCESS');
    expect(itemCounts(instance.memory)).toMatchObject({ ATTACHMENT: 1 });
  });

  test('before its write by another with the same id: one of them wins', async () => {
    const held = gate();
    instance.table.watch.beforeWrite = held.wait;
    const first = submit();
    await held.reached;
    const { memory, clock } = instance;
    const second = newInstance({ memory, clock });
    const answer = await second.call(
      'submitAttachment',
      attachmentBody({ attachmentContent: other }),
    );
    expect(answer.outcome).toBe('S SUCCESS');
    held.open();
    expect((await first).outcome).toBe('F REPEAT_REQ_INCONSISTENT');
    expect(itemCounts(memory)).toMatchObject({ ATTACHMENT: 1 });
  });
});
