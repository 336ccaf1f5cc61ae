import { afterAll, beforeAll, expect, test } from 'vitest';
import { attachmentBody, pdf } from '../builders.ts';
import { bytesOf, zipOf } from '../shared/domain/zip-builder.ts';
import { expectQuietLog } from './quiet-log.ts';
import { paramIllegal } from './refusals.ts';
import { expectRowsSent } from './rows-sent.ts';
import { changesSince, type Sight, see } from './sight.ts';
import { startWatchedProvider, type WatchedProvider } from './watched-provider.ts';

let provider: WatchedProvider;
let before: Sight;

beforeAll(async () => {
  provider = await startWatchedProvider();
  before = await see(provider);
});
afterAll(() => provider.stop());

type Body = Readonly<Record<string, unknown>>;

/** A PNG's header, which says how many pixels it has. */
function png(width: number, height: number): Uint8Array {
  const size = new DataView(new ArrayBuffer(8));
  size.setUint32(0, width);
  size.setUint32(4, height);
  const start = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13];
  return bytesOf(start, 'IHDR', new Uint8Array(size.buffer), [8, 2, 0, 0, 0, 0, 0, 0, 0]);
}

function jpeg(width: number, height: number): Uint8Array {
  const size = [height >> 8, height & 255, width >> 8, width & 255];
  return bytesOf([0xff, 0xd8, 0xff, 0xc0, 0, 17, 8], size, [3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1]);
}

function zip(...entries: Parameters<typeof zipOf>[0]): Uint8Array {
  return zipOf(entries);
}

function fileOf(fileName: string, bytes: Uint8Array | string): Body {
  const attachmentContent = Buffer.from(bytes).toString('base64');
  return { attachmentId: `OF_${fileName}`, fileName, attachmentContent };
}

test.each<[string, Body, string]>([
  ['L18 a PNG called .pdf', fileOf('a.pdf', png(1, 1)), 'content is not a PDF'],
  ['L19 HTML called .png', fileOf('a.png', '<html></html>'), 'content is not a PNG'],
  ['L19 HTML called .jpg', fileOf('a.jpg', '<html></html>'), 'content is not a JPEG'],
  ['L19 text called .zip', fileOf('a.zip', 'PK'), 'content is not a ZIP'],
  [
    'L20 a PDF that is a ZIP',
    fileOf('a.pdf', bytesOf(pdf(), zip({}))),
    'content is a PDF and a ZIP at once',
  ],
  [
    'L20 a PNG that is a ZIP',
    fileOf('a.png', bytesOf(png(1, 1), zip({}))),
    'content is a PNG and a ZIP at once',
  ],
  [
    'L20 a PNG that is a PDF',
    fileOf('a.png', bytesOf(png(1, 1), '%PDF-1.4')),
    'content is a PNG and a PDF at once',
  ],
  [
    'L20 a ZIP that is a PDF',
    fileOf('a.zip', zip({ name: '%PDF-1.4' })),
    'content is a ZIP and a PDF at once',
  ],
  [
    'L21 a ZIP of 101 to 1',
    fileOf('a.zip', zip({ data: new Uint8Array(10_000), inflatedBytes: 1_000_001 })),
    'the archive inflates to more than 100 times its size',
  ],
  [
    'L21 a ZIP of 50 MB and a byte',
    fileOf('a.zip', zip({ data: new Uint8Array(600_000), inflatedBytes: 50_000_001 })),
    'the archive inflates to more than 50 MB',
  ],
  [
    'L22 a ZIP that climbs',
    fileOf('a.zip', zip({ name: '../a.txt' })),
    'the archive has an entry with an unsafe path',
  ],
  [
    'L22 a ZIP that starts at the root',
    fileOf('a.zip', zip({ name: '/a.txt' })),
    'the archive has an entry with an unsafe path',
  ],
  [
    'L23 a ZIP in a ZIP',
    fileOf('a.zip', zip({ name: 'a.ZIP' })),
    'the archive contains an archive',
  ],
  ['L24 an encrypted ZIP', fileOf('a.zip', zip({ flags: 1 })), 'the archive is encrypted'],
  [
    'L25 a PNG of 50,000 by 50,000',
    fileOf('a.png', png(50_000, 50_000)),
    'the image has a side of more than 30000 pixels',
  ],
  [
    'L25 a PNG of 100,000,001 pixels and more',
    fileOf('a.png', png(10_001, 10_000)),
    'the image has more than 100 megapixels',
  ],
  [
    'L25 a JPEG of 65,535 by 1',
    fileOf('a.jpg', jpeg(65_535, 1)),
    'the image has a side of more than 30000 pixels',
  ],
  ['L25 a PNG of no pixels', fileOf('a.png', png(0, 1)), 'content is a damaged PNG'],
])('%s is refused', async (_fact, changes, problem) => {
  const answer = await provider.refuse('submitAttachment', attachmentBody(changes));
  expect(answer.text).toBe(paramIllegal(`attachmentContent: ${problem}`));
});

test('L11 a file of 4,500,001 bytes is FILE_SIZE_TOO_LARGE', async () => {
  const body = attachmentBody(fileOf('a.pdf', filled(4_500_001)));
  const answer = await provider.call('submitAttachment', body);
  expect(answer.text).toBe(
    '{"result":{"resultStatus":"F","resultCode":"FILE_SIZE_TOO_LARGE",' +
      '"resultMessage":"The file is larger than 4,500,000 bytes."}}',
  );
});

test('L11 a file of 4,500,001 bytes is PROCESS_FAIL for a customer that nobody knows', async () => {
  const body = attachmentBody(fileOf('b.pdf', filled(4_500_001)));
  const headers = { 'Connected-CustomerId': 'CUSTOMER_NOBODY' };
  const answer = await provider.call('submitAttachment', body, { headers });
  expect(answer.outcome).toBe('F PROCESS_FAIL');
});

test('L11 a body over its limit is PARAM_ILLEGAL', async () => {
  const body = attachmentBody(fileOf('a.pdf', filled(4_575_000)));
  const answer = await provider.refuse('submitAttachment', body);
  expect(answer.text).toBe(paramIllegal('body: expected at most 6100000 bytes'));
});

/** A PDF of that many bytes. */
function filled(bytes: number): Buffer {
  return Buffer.concat([pdf(), Buffer.alloc(bytes - pdf().length, ' ')]);
}

test('the refused files changed nothing', async () => {
  expect(await changesSince(before, provider)).toEqual([]);
});

test.each<[string, Body]>([
  ['L10 a file of 4,500,000 bytes', fileOf('large.pdf', filled(4_500_000))],
  ['L18 a PNG', fileOf('ok.png', png(10_000, 10_000))],
  ['L18 a JPEG', fileOf('ok.jpeg', jpeg(30_000, 1))],
  [
    'L21 a ZIP of 100 to 1',
    fileOf('ok.zip', zip({ data: new Uint8Array(10_000), inflatedBytes: 1_000_000 })),
  ],
])('%s is accepted', async (_fact, changes) => {
  const body = attachmentBody(changes);
  const answer = await provider.call('submitAttachment', body);
  expect(answer.body).toEqual({
    result: { resultStatus: 'S', resultCode: 'SUCCESS', resultMessage: 'Success.' },
    attachmentInfo: {
      fileName: body.fileName,
      fileKey: expect.stringMatching(/^ATT[0-9A-F]{32}$/),
    },
  });
});

test('the log told nothing that it must not', () => expectQuietLog(provider));

test('the rows of this file are those that the catalogue says', () => expectRowsSent(provider));
