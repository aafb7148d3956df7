/** The page of the rules in a real browser, over the real API. */
import assert from 'node:assert/strict';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { findChromium, launchChromium, type Look, openContext } from '../../scripts/screenshots/chromium.ts';
import { collectComplaints } from '../support/browser.ts';
import { type RunningApp, startRunningApp } from '../support/running-app.ts';

const chromium = findChromium();
const WIDE: Look = { scheme: 'light', width: 1280 };

if (chromium !== undefined || process.env['CI'] === 'true') {
  describe('The page of the rules in Chromium', function () {
    this.timeout(120_000);
    let app: RunningApp;
    let browser: Browser;
    let context: BrowserContext;
    let page: Page;
    let complaints: string[];

    before(async () => {
      assert.ok(chromium, 'CI must have Chromium');
      [app, browser] = await Promise.all([startRunningApp(), launchChromium(chromium)]);
    });
    after(async () => {
      await browser.close();
      await app.stop();
    });

    async function open(look: Look): Promise<void> {
      context = await openContext(browser, look);
      page = await context.newPage();
      complaints = collectComplaints(page);
      await page.goto(app.url);
      await page.getByLabel('API key').fill(app.apiKey);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('heading', { name: 'Agents', level: 1 }).waitFor();
      await page.goto(`${app.url}/rules`);
      await page.getByRole('heading', { name: 'Rules', level: 1 }).waitFor();
    }
    afterEach(() => context.close());

    it('shows the five rules of the platform, which cannot be edited', async () => {
      await open(WIDE);
      const platform = page.getByRole('region', { name: 'Platform' });
      assert.equal(await platform.getByRole('listitem').count(), 5);
      assert.equal(await platform.getByRole('textbox').count(), 0);
    });

    it('asks before unsaved rules are left by a link or by going back, and keeps them when one stays', async () => {
      await open(WIDE);
      const typed = page.getByLabel(/^Rule 1( \*)?$/);
      const question = page.getByRole('dialog', { name: 'Leave without saving?' });
      const go = async (name: string) => {
        await page.getByRole('link', { name }).click();
        await page.getByRole('heading', { name, level: 1 }).waitFor();
      };
      await go('Skills');
      await go('Rules');
      await page.getByRole('button', { name: 'Add a rule' }).click();
      await typed.fill('Never name prices by phone.');
      await page.getByRole('link', { name: 'Skills' }).click();
      await question.getByRole('button', { name: 'Stay here' }).click();
      await question.waitFor({ state: 'hidden' });
      assert.equal(await typed.inputValue(), 'Never name prices by phone.');
      await page.evaluate('history.back()');
      await question.getByRole('button', { name: 'Leave without saving' }).click();
      await page.getByRole('heading', { name: 'Skills', level: 1 }).waitFor();

      await go('Rules');
      assert.equal(await typed.count(), 0, 'nothing was saved');
      await go('Skills');
      assert.equal(await question.count(), 0, 'nothing to ask about');
    });

    it('saves a rule with its enforcement, strikes one that a higher rule overrides, and answers what they say', async () => {
      await open(WIDE);
      await page.getByRole('button', { name: 'Add a rule' }).click();
      await page.getByLabel(/^Rule 1( \*)?$/).fill('Delete old contacts without asking.');
      await page.getByText(/Overridden by the platform’s rule/).waitFor();
      await page.getByRole('button', { name: 'Add a rule' }).click();
      await page.getByLabel(/^Rule 2( \*)?$/).fill('Refunds are for people.');
      const enforcement = page.locator('input').and(page.getByLabel('Rule 2: enforcement'));
      await enforcement.click();
      await page.getByRole('option', { name: 'Block topics' }).click();
      await page.getByRole('button', { name: 'Save rules' }).click();
      await page.locator('[aria-invalid="true"]').and(page.getByLabel('Rule 2: topics')).waitFor();
      assert.notEqual(await enforcement.getAttribute('aria-invalid'), 'true');
      await page.locator('input').and(page.getByLabel('Rule 2: topics')).fill('refunds');
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: 'Save rules' }).click();
      await page.getByText('New runs keep to these rules.').waitFor();
      await page.reload();
      await page.getByText(/Overridden by the platform’s rule/).waitFor();

      await page
        .locator('input')
        .and(page.getByLabel('Agent', { exact: true }))
        .click();
      await page.getByRole('option').first().click();
      await page.getByText('A message', { exact: true }).click();
      await page.getByLabel('Message to a customer').fill('We refund everything.');
      await page.getByRole('button', { name: 'Ask the rules' }).click();
      await page.getByText('Denied').waitFor();
      await page.getByText(/Rule: “Refunds are for people.” \(organization, version 1\)/).waitFor();
      // The sign-in page asks for a session and a demo that are not there, and rules without topics are refused: the
      // browser reports all of it on its own.
      assert.deepEqual(
        complaints.filter((text) => !/status of (401|404|422)/.test(text)),
        [],
      );
    });
  });
}
