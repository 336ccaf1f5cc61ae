import axe, { type AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { explorerForTests, outcomeIn } from './browser.ts';

const { visit } = explorerForTests();

/** Every place of the page, and what is done there before it is looked at. */
const places: readonly [place: string, act?: (page: Page) => Promise<unknown>][] = [
  ['', sendIt],
  ['#/try/applyCreditGrant', breakIt],
  ['#/grant', (page) => page.getByRole('button', { name: 'Submit the file' }).click()],
  ['#/signing', (page) => page.locator('[data-step=headers]').waitFor()],
  ['#/docs'],
  ['#/docs/applyCreditGrant'],
  ['#/docs/codes'],
  ['#/docs/life'],
  ['#/docs/unknown'],
  ['#/sandbox', (page) => page.locator('[aria-busy]').waitFor({ state: 'detached' })],
];

async function sendIt(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Send signed request' }).click();
  await outcomeIn(page);
  for (const summary of await page.locator('summary').all()) await summary.click();
}

async function breakIt(page: Page): Promise<void> {
  await page.getByLabel('referenceNo').fill(' ');
  await page.getByRole('button', { name: 'Send it broken' }).click();
  await outcomeIn(page);
}

async function goThrough(page: Page, look: (place: string) => Promise<void>): Promise<void> {
  for (const [place, act] of places) {
    await page.goto(new URL(place || '#/try', page.url()).href);
    await page.locator('h1').waitFor();
    await act?.(page);
    await look(place);
  }
}

describe.each(['light', 'dark'] as const)('in the %s theme', (colorScheme) => {
  test('axe finds nothing serious anywhere', async () => {
    const page = await visit('', { colorScheme });
    const found: string[] = [];
    await goThrough(page, async (place) => {
      await page.evaluate(axe.source);
      const { violations, passes } = await page.evaluate<AxeResults>('axe.run()');
      // It did look, contrast included.
      expect(passes.map(({ id }) => id)).toContain('color-contrast');
      for (const { id, impact, nodes } of violations) {
        found.push(...nodes.map(({ html }) => `${place} ${impact} ${id} ${html.slice(0, 120)}`));
      }
    });
    expect(found).toEqual([]);
  });
});

test('nothing is wider than a screen of 360 pixels', async () => {
  const page = await visit('', { viewport: { width: 360, height: 740 } });
  const wide: string[] = [];
  await goThrough(page, async (place) => {
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    if (width > 360) wide.push(`${place}: ${width}`);
  });
  expect(wide).toEqual([]);
});

test('the theme goes from the system’s to light to dark, and is kept', async () => {
  const page = await visit('', { colorScheme: 'dark' });
  const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const [dark, light] = ['rgb(20, 23, 28)', 'rgb(251, 250, 247)'];
  expect(await paper()).toBe(dark);
  await page.getByRole('button', { name: 'Theme: auto' }).click();
  expect(await paper()).toBe(light);
  await page.reload();
  await page.getByRole('button', { name: 'Theme: light' }).click();
  expect(await paper()).toBe(dark);
});

test('whoever asked for less motion gets none', async () => {
  const page = await visit('', { reducedMotion: 'reduce' });
  const behaviour = () =>
    page.evaluate(() => getComputedStyle(document.documentElement).scrollBehavior);
  expect(await behaviour()).toBe('auto');
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  expect(await behaviour()).toBe('smooth');
});

test('by keyboard alone: to the content, another API, a field, and a verified S', async () => {
  const page = await visit();
  await page.getByText('RSA 2048 bits').waitFor();
  const focused = () =>
    page.evaluate(() => {
      const { activeElement: at } = document;
      const label = at instanceof HTMLInputElement ? at.labels?.[0]?.textContent : at?.textContent;
      return (label ?? '').trim().slice(0, 40);
    });
  const tabTo = async (name: string): Promise<void> => {
    for (let presses = 0; presses < 60; presses++) {
      await page.keyboard.press('Tab');
      if ((await focused()) === name) return;
    }
    expect.fail(`Tab never came to ${name}`);
  };
  await page.keyboard.press('Tab');
  expect(await focused()).toBe('Skip to the content');
  await page.keyboard.press('Enter');
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('main');
  await tabTo('inquiryAvailableQuota');
  await page.keyboard.press('Enter');
  await expect.poll(() => page.title()).toBe('Try inquiryAvailableQuota · Quotaline');
  // The focus follows to the title of what came.
  expect(await focused()).toBe('inquiryAvailableQuota');
  await tabTo('Send signed request');
  const outline = await page.evaluate(() => {
    const { outlineStyle, outlineWidth } = getComputedStyle(
      document.activeElement ?? document.body,
    );
    return `${outlineStyle} ${outlineWidth}`;
  });
  expect(outline).toBe('solid 3px');
  await tabTo('quotaAccumulationId');
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('2188000000000001');
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Shift+Tab');
  expect(await focused()).toBe('Send signed request');
  await page.keyboard.press('Enter');
  expect(await outcomeIn(page)).toBe('S SUCCESS, verified');
  expect(await focused()).toBe('Answer');
});

describe('the documentation', () => {
  test('every API has its path, fields and codes', async () => {
    const page = await visit('#/docs');
    const links = page.getByRole('navigation', { name: 'Documentation' }).getByRole('link');
    const names = await links.allInnerTexts();
    expect(names.slice(1, 7)).toEqual([
      'queryCreditQuota',
      'applyCreditGrant',
      'inquiryCreditGrant',
      'submitAttachment',
      'inquiryAvailableQuota',
      'queryBudgetAccountInfo',
    ]);
    for (const name of names.slice(1, 7)) {
      await links.getByText(name).click();
      await page.getByRole('heading', { level: 1, name }).waitFor();
      const article = await page.locator('article').innerText();
      expect(article).toMatch(/^POST \/amsin\/[A-Za-z0-9/]+$/m);
      expect(article).toContain('INVALID_SIGNATURE');
    }
  });

  test.each([
    ['codes', ['CONTRACT_NOT_EXIST', 'REQUEST_TRAFFIC_EXCEED_LIMIT', 'QUOTA_NOT_ENOUGH']],
    ['life', ['ACCEPTED', 'SUCCESS', 'FAILED', 'EVALUATION_TIMEOUT', '635 minutes']],
    ['unknown', ['320', '635', 'ORDER_NOT_EXIST']],
    ['applyCreditGrant', ['invoiceInfoList[].invoiceAmount.value', 'REPEAT_REQ_INCONSISTENT']],
  ])('%s says what it must', async (place, words) => {
    const page = await visit(`#/docs/${place}`);
    const article = await page.locator('article').innerText();
    for (const word of words) expect(article).toContain(word);
  });
});
