/** Logging in through a provider, and the mail of a worker, in a real browser over the real stack. */
import assert from 'node:assert/strict';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { findChromium, launchChromium, LOOKS, openContext } from '../../scripts/screenshots/chromium.ts';
import { assertAccessible } from '../support/browser.ts';
import { CLIENT, TestProvider } from '../support/oidc-login.ts';
import { type RunningApp, startRunningApp } from '../support/running-app.ts';
import { SmtpInbox } from '../support/smtp-inbox.ts';
import { until } from '../support/until.ts';

const chromium = findChromium();
const [LOOK] = LOOKS;

if (chromium !== undefined || process.env['CI'] === 'true') {
  describe('Logging in through a provider in Chromium', function () {
    this.timeout(120_000);
    let app: RunningApp;
    let browser: Browser;
    let provider: TestProvider;
    let inbox: SmtpInbox;
    let context: BrowserContext;

    before(async () => {
      assert.ok(chromium, 'CI must have Chromium');
      [provider, inbox] = await Promise.all([TestProvider.start(), SmtpInbox.start()]);
      [app, browser] = await Promise.all([
        startRunningApp({
          SMTP_URL: inbox.url,
          OIDC_ISSUER: provider.issuer,
          OIDC_CLIENT_ID: CLIENT.clientId,
          OIDC_CLIENT_SECRET: CLIENT.clientSecret,
          OIDC_NAME: 'Example Login',
        }),
        launchChromium(chromium),
      ]);
      provider.open(`${app.url}/v1/login/oidc/callback`);
      provider.accounts.set('otto', { email: 'otto@school.test', email_verified: true, name: 'Otto' });
      provider.accounts.set('ines', { email: 'ines@school.test', email_verified: false, name: 'Ines' });
    });
    after(async () => {
      await browser.close();
      await app.stop();
      await Promise.all([provider.stop(), inbox.stop()]);
    });
    afterEach(() => context.close());

    async function signInPage(): Promise<Page> {
      assert.ok(LOOK);
      context = await openContext(browser, LOOK);
      const page = await context.newPage();
      page.setDefaultTimeout(15_000);
      await page.goto(`${app.url}/sign-in`);
      return page;
    }

    async function throughProvider(page: Page, login: string): Promise<void> {
      await page.getByRole('link', { name: 'Continue with Example Login' }).click();
      await page.locator('input[name=login]').fill(login);
      await page.locator('input[name=password]').fill('any');
      await page.locator('button[type=submit]').click();
      await page.locator('input[name=prompt][value=consent]').waitFor({ state: 'attached' });
      await page.locator('button[type=submit]').click();
    }

    it('leads somebody new to an organization of their own', async () => {
      const page = await signInPage();
      await page.getByRole('link', { name: 'Continue with Example Login' }).waitFor();
      await assertAccessible(page, 'the log-in page with a provider');
      await throughProvider(page, 'otto');
      await page.getByText('otto@school.test').waitFor();
      await assertAccessible(page, 'the page to found an organization');
      await page.getByLabel('Name of your organization').fill('Otto Sails');
      await page.getByRole('button', { name: 'Found the organization' }).click();
      await page.getByRole('heading', { name: 'Agents', level: 1 }).waitFor();
      await page.reload();
      await page.getByRole('banner').getByText('Otto Sails').waitFor();
    });

    it('says on the log-in page why somebody was not let in', async () => {
      const page = await signInPage();
      await throughProvider(page, 'ines');
      await page.getByRole('alert').getByText('has not verified your e-mail address').waitFor();
      await assertAccessible(page, 'the log-in page with a refusal');
    });

    it('is not the only way: a worker mails the link for a new password', async () => {
      const page = await signInPage();
      await page.getByRole('link', { name: 'Forgotten password' }).click();
      await page.getByRole('heading', { name: 'New password' }).waitFor();
      await page.getByLabel('E-mail address').fill('otto@school.test');
      await page.getByRole('button', { name: 'Send the link' }).click();
      await until(() => inbox.to('otto@school.test').length > 0, { what: 'the mail', timeoutMs: 15_000 });
      const link = /^http\S+$/m.exec(inbox.mails[0]?.text ?? '')?.[0] ?? '';
      assert.ok(link.startsWith(`${app.url}/reset-password?token=`), link);
      await page.goto(link);
      await page.getByLabel(/new password/i).fill('a quite new password');
      await page
        .getByRole('button', { name: /password/i })
        .last()
        .click();
      await page.goto(`${app.url}/sign-in`);
      await page.getByLabel('E-mail address').fill('otto@school.test');
      await page.getByLabel('Password').fill('a quite new password');
      await page.getByRole('button', { name: 'Log in' }).click();
      await page.getByRole('banner').getByText('Otto Sails').waitFor();
    });
  });
}
