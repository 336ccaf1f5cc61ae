import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { vectorPem } from '../signed-event.ts';
import { explorerForTests, outcomeIn } from './browser.ts';

const { visit, provider, taken } = explorerForTests();
const other = generateKeyPairSync('rsa', { modulusLength: 3_072 });
const pkcs1 = (pem: string): string =>
  createPrivateKey(pem).export({ type: 'pkcs1', format: 'pem' }).toString();
const bare = (pem: string): string => pem.replaceAll(/-----[A-Z ]+-----|\s/g, '');
const fingerprint = (pem: string): string => {
  const spki = createPublicKey(pem).export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(spki).digest('hex');
};

async function openLoader(page: Page): Promise<void> {
  await page.getByText(fingerprint(provider().partner.privateKeyPem)).waitFor();
  await page.getByText('Use another key').click();
}
async function paste(page: Page, text: string): Promise<void> {
  await page.getByLabel('Or its text').fill(text);
  await page.getByRole('button', { name: 'Load the pasted key' }).click();
}
async function chooseFile(page: Page, name: string, buffer: Buffer): Promise<void> {
  await page.getByLabel('Private key file').setInputFiles({ name, mimeType: 'text/plain', buffer });
}
async function send(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Send signed request' }).click();
  return outcomeIn(page);
}

describe('the partner’s own key signs, in whatever form it comes', () => {
  const forms: readonly [written: (pem: string) => string, form: string][] = [
    [pkcs1, 'PKCS#1, PEM'],
    [bare, 'PKCS#8, bare base64'],
    [(pem) => bare(pkcs1(pem)), 'PKCS#1, bare base64'],
    [(pem) => pem.replaceAll('\n', '\\n'), 'PKCS#8, PEM'],
  ];

  test('pasted', async () => {
    const page = await visit();
    for (const [written, form] of forms) {
      await openLoader(page);
      await paste(page, written(provider().partner.privateKeyPem));
      await page.getByText(`RSA 2048 bits, ${form}`).waitFor();
      expect(await page.getByLabel('Or its text').inputValue()).toBe('');
      expect(await send(page)).toBe('S SUCCESS, verified');
    }
  });

  test('a file of DER', async () => {
    const page = await visit();
    await openLoader(page);
    const key = createPrivateKey(provider().partner.privateKeyPem);
    await chooseFile(page, 'key.der', key.export({ type: 'pkcs8', format: 'der' }));
    await page.getByText('RSA 2048 bits, PKCS#8, DER').waitFor();
    expect(await send(page)).toBe('S SUCCESS, verified');
  });

  test('a file that is dropped', async () => {
    const page = await visit();
    await openLoader(page);
    const dropped = await page.evaluateHandle((text) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([text], 'key.pem'));
      return transfer;
    }, pkcs1(provider().partner.privateKeyPem));
    await page.dispatchEvent('.drop', 'drop', { dataTransfer: dropped });
    await page.getByText('RSA 2048 bits, PKCS#1, PEM').waitFor();
    expect(await send(page)).toBe('S SUCCESS, verified');
  });
});

test('somebody else’s key is loaded, and refused by the provider', async () => {
  const page = await visit();
  await openLoader(page);
  const pem = other.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  await chooseFile(page, 'key.pem', Buffer.from(pem));
  await page.getByText('RSA 3072 bits, PKCS#8, PEM').waitFor();
  await page.getByText(fingerprint(pem)).waitFor();
  expect(await send(page)).toBe('F INVALID_SIGNATURE, verified');
});

test('what is no private key is said, and the one before stays', async () => {
  const publicPem = other.publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const encrypted = {
    cipher: 'aes-256-cbc',
    passphrase: 'x',
    type: 'pkcs8',
    format: 'pem',
  } as const;
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  const der = other.privateKey.export({ type: 'pkcs8', format: 'der' });
  der.writeUInt8(der.readUInt8(900) ^ 1, 900);
  const page = await visit();
  await openLoader(page);
  for (const [text, words] of [
    [publicPem, 'This is a public key.'],
    [vectorPem('test_partner_cert'), 'This is a certificate, and holds'],
    [other.privateKey.export(encrypted).toString(), 'This is an encrypted key.'],
    [ec.export({ type: 'sec1', format: 'pem' }).toString(), 'This is an EC key.'],
    [bare(publicPem), 'This is a public key.'],
    [der.toString('base64'), 'The browser refuses this key'],
    ['hunter2', 'This is no key that can be read.'],
  ] as const) {
    await paste(page, text);
    await expect.poll(() => page.getByRole('alert').innerText()).toContain(words);
    expect(await page.getByLabel('Or its text').inputValue()).toBe('');
  }
  expect(await send(page)).toBe('S SUCCESS, verified');
});

test('the key is in nothing that is sent, shown or kept', async () => {
  const page = await visit();
  const sent: string[] = [];
  page.on('request', (request) => {
    sent.push(`${request.url()} ${JSON.stringify(request.headers())} ${request.postData() ?? ''}`);
  });
  await openLoader(page);
  const pem = other.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  await paste(page, pem);
  await page.getByText('RSA 3072 bits').waitFor();
  await send(page);
  await page.getByRole('button', { name: 'Copy the log' }).click();
  const middle = bare(pem).slice(200, 240);
  const kept = await page.evaluate(async () => [
    document.documentElement.outerHTML,
    JSON.stringify({ ...localStorage }),
    JSON.stringify({ ...sessionStorage }),
    document.cookie,
    JSON.stringify(await indexedDB.databases()),
    await navigator.clipboard.readText(),
  ]);
  expect(sent.length).toBeGreaterThan(0);
  expect([...sent, ...kept].filter((text) => text.includes(middle))).toEqual([]);
});

test('without a key the reader is led to where one is loaded', async () => {
  const page = await visit();
  await page.route('**/_sandbox/demo', (route) => route.fulfill({ status: 403, body: 'no' }));
  await page.reload();
  await page.getByText('No private key is loaded.').waitFor();
  await page.getByRole('button', { name: 'Send signed request' }).click();
  await expect
    .poll(() => page.evaluate(() => document.activeElement?.getAttribute('type')))
    .toBe('file');
  expect(await page.locator('#announcements').innerText()).toBe('Load a private key first.');
  taken();
});

test('a program names the demo’s key file for the demo’s key alone', async () => {
  const page = await visit();
  const program = page.getByLabel('The program');
  const { privateKeyFile } = provider().connection;
  await expect.poll(() => program.innerText()).toContain(`key='${privateKeyFile}'`);
  await openLoader(page);
  await paste(page, other.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
  await page.getByText('RSA 3072 bits').waitFor();
  expect(await program.innerText()).toContain("key='private.pem'");
});
