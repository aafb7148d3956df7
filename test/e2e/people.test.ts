/** Signing up, inviting and logging in, in a real browser over the real stack. */
import assert from 'node:assert/strict';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { findChromium, launchChromium, type Look, openContext } from '../../scripts/screenshots/chromium.ts';
import { collectComplaints } from '../support/browser.ts';
import { type RunningApp, startRunningApp } from '../support/running-app.ts';

const chromium = findChromium();
const WIDE: Look = { scheme: 'light', width: 1280 };
const PASSWORD = 'correct horse battery';

if (chromium !== undefined || process.env['CI'] === 'true') {
  describe('People in Chromium', function () {
    this.timeout(120_000);
    let app: RunningApp;
    let browser: Browser;
    const contexts: BrowserContext[] = [];

    before(async () => {
      assert.ok(chromium, 'CI must have Chromium');
      [app, browser] = await Promise.all([startRunningApp(), launchChromium(chromium)]);
    });
    after(async () => {
      await browser.close();
      await app.stop();
    });
    afterEach(async () => {
      for (const context of contexts.splice(0)) await context.close();
    });

    async function newPage(look: Look = WIDE): Promise<Page> {
      const context = await openContext(browser, look);
      contexts.push(context);
      const page = await context.newPage();
      page.setDefaultTimeout(15_000);
      return page;
    }

    async function signUp(page: Page, email: string, organization?: string): Promise<void> {
      if (organization !== undefined) await page.goto(`${app.url}/sign-up`);
      await page.getByLabel('Your name').fill('Alma Berg');
      await page.getByLabel('E-mail address').fill(email);
      await page.getByLabel('Password').fill(PASSWORD);
      if (organization !== undefined) await page.getByLabel('Name of your organization').fill(organization);
      await page.getByRole('button', { name: 'Create account' }).click();
      await page.getByRole('heading', { name: 'Agents', level: 1 }).waitFor();
    }

    it('sign up, arrive at their agents, and are still there after a reload', async () => {
      const page = await newPage();
      const complaints = collectComplaints(page);
      await signUp(page, 'alma@school.test', 'Alma Sails');
      await page.getByRole('banner').getByText('Alma Sails').waitFor();
      await page.reload();
      await page.getByRole('banner').getByText('Alma Sails').waitFor();
      assert.equal(await page.evaluate('document.cookie'), '', 'no script sees the cookie');
      assert.equal(await page.evaluate('sessionStorage.length'), 0, 'no key lies in the browser');
      const own = complaints.filter((text) => !/status of 401/.test(text));
      assert.deepEqual(own, []);
    });

    it('log out and in again, and are told when the password is wrong', async () => {
      const page = await newPage();
      await signUp(page, 'bea@school.test', 'Bea Sails');
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.getByLabel('E-mail address').fill('bea@school.test');
      await page.getByLabel('Password').fill('not the password');
      await page.getByRole('button', { name: 'Log in' }).click();
      await page.getByRole('alert').getByText('password is wrong').waitFor();
      await page.getByLabel('Password').fill(PASSWORD);
      await page.getByRole('button', { name: 'Log in' }).click();
      await page.getByRole('banner').getByText('Bea Sails').waitFor();
    });

    it('invite somebody, who joins by the link and changes between the organizations', async () => {
      const owner = await newPage();
      await signUp(owner, 'carla@school.test', 'Carla Sails');
      await owner.getByRole('link', { name: 'Members' }).click();
      await owner.getByLabel('E-mail address').fill('dora@school.test');
      await owner.getByRole('button', { name: 'Invite' }).click();
      const link = await owner.getByRole('status').locator('code').textContent();
      const guest = await newPage();
      await guest.goto(link ?? '');
      await guest.getByRole('link', { name: 'Create an account' }).click();
      await signUp(guest, 'dora@school.test');
      await guest.getByRole('banner').getByText('Carla Sails').waitFor();
      await owner.reload();
      await owner.getByText('dora@school.test').waitFor();

      const both = await newPage();
      await signUp(both, 'emma@school.test', 'Emma Sails');
      await owner.getByLabel('E-mail address').fill('emma@school.test');
      await owner.getByRole('button', { name: 'Invite' }).click();
      await owner.getByRole('status').getByText('emma@school.test').waitFor();
      await both.goto((await owner.getByRole('status').locator('code').textContent()) ?? '');
      await both.getByRole('button', { name: 'Accept the invitation' }).click();
      await both.getByRole('banner').getByText('Carla Sails').waitFor();
      await both.getByRole('button', { name: 'Change the organization' }).click();
      await both.getByRole('menuitem', { name: 'Emma Sails' }).click();
      await both.getByRole('banner').getByText('Emma Sails').waitFor();
    });

    it('make a key, see it once, and revoke it', async () => {
      const page = await newPage();
      await signUp(page, 'fina@school.test', 'Fina Sails');
      await page.goto(`${app.url}/settings/keys`);
      await page.getByLabel('Name').fill('website');
      await page.getByLabel('runs:read').check();
      await page.getByRole('button', { name: 'Make the key' }).click();
      const secret = (await page.getByRole('status').locator('code').textContent()) ?? '';
      const ask = () => fetch(`${app.url}/v1/runs`, { headers: { authorization: `Bearer ${secret}` } });
      assert.equal((await ask()).status, 200);
      await page.getByRole('button', { name: 'Revoke' }).click();
      await page.getByRole('button', { name: 'Yes, revoke' }).click();
      await page.getByText('revoked, runs:read').waitFor();
      assert.equal((await ask()).status, 401);
      await page.reload();
      await page.getByText('revoked, runs:read').waitFor();
      assert.equal(await page.getByText(secret).count(), 0);
    });

    it('rename their organization and move its time zone', async () => {
      const page = await newPage();
      await signUp(page, 'gesa@school.test', 'Gesa Sails');
      await page.getByRole('link', { name: 'Organization', exact: true }).click();
      await page.getByRole('textbox', { name: 'Name' }).fill('Gesa Sails Ltd');
      await page.getByRole('combobox', { name: 'Time zone' }).fill('Azores');
      await page.getByRole('option', { name: 'Atlantic/Azores' }).click();
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('Gesa Sails Ltd, Atlantic/Azores').waitFor();
      await page.getByRole('banner').getByText('Gesa Sails Ltd').waitFor();
      await page.reload();
      assert.equal(await page.getByRole('combobox', { name: 'Time zone' }).inputValue(), 'Atlantic/Azores');
    });
  });
}
