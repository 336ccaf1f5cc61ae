import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { startTestProvider, type TestProvider } from '../http/provider.ts';

/** Debian's and Ubuntu's; another one by the variable. */
const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const args = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Not even a name is looked up.
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
];

/** A browser for a test file. Whatever page does what none should fails its test. */
export function browserForTests() {
  let browser: Browser;
  const complaints: string[] = [];
  const pages: Page[] = [];

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath, args });
  });
  afterAll(() => browser.close());
  afterEach(async () => {
    for (const page of pages.splice(0)) await page.context().close();
    expect(complaints.splice(0)).toEqual([]);
  });

  async function open(url: string, options: BrowserContextOptions = {}): Promise<Page> {
    const context = await browser.newContext({
      viewport: { width: 1280, height: 860 },
      permissions: ['clipboard-read', 'clipboard-write'],
      ...options,
    });
    const page = await context.newPage();
    pages.push(page);
    page.on('console', (message) => {
      const kind = message.type();
      if (kind === 'error' || kind === 'warning') complaints.push(`${kind}: ${message.text()}`);
    });
    page.on('pageerror', (error) => complaints.push(`thrown: ${error.message}`));
    page.on('request', (request) => {
      const { hostname } = new URL(request.url());
      if (hostname !== '127.0.0.1') complaints.push(`request to ${request.url()}`);
    });
    await page.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
        console.error(`policy violated: ${violatedDirective} by ${blockedURI}`);
      });
    });
    await page.goto(url);
    return page;
  }
  /** What pages did that none should, for a test in which one is meant to. */
  const taken = (): string[] => complaints.splice(0);
  return { open, taken };
}

/** A running provider for a test file, and its page in a browser. */
export function explorerForTests() {
  let provider: TestProvider;
  const { open, taken } = browserForTests();
  beforeAll(async () => {
    provider = await startTestProvider();
  });
  afterAll(() => provider.stop());
  return {
    taken,
    provider: () => provider,
    /** Opens a place of the page once the demo partner is loaded. */
    async visit(place = '', options: BrowserContextOptions = {}): Promise<Page> {
      const page = await open(`${provider.connection.baseUrl}/${place}`, options);
      await page.locator('h1').waitFor();
      return page;
    },
  };
}

/** The answers that a page shows, newest call last: `S SUCCESS, verified`. */
export async function outcomeIn(page: Page, within = '#answer'): Promise<string> {
  const answer = page.locator(`${within}:not([aria-busy]) .answer`);
  await answer.waitFor();
  const outcome = await answer.getAttribute('data-outcome');
  const verified = await answer.locator('[data-verified]').getAttribute('data-verified');
  return `${outcome}, ${verified === 'true' ? 'verified' : 'not verified'}`;
}
