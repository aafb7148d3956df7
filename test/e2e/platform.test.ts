/** The platform area in a real browser: what its staff does there, and that nobody else gets in. */
import assert from 'node:assert/strict';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import {
  findChromium,
  launchChromium,
  type Look,
  OPPOSITE_LOOKS,
  openContext,
} from '../../scripts/screenshots/chromium.ts';
import { assertAccessible, collectComplaints } from '../support/browser.ts';
import { type RunningApp, startRunningApp } from '../support/running-app.ts';

const chromium = findChromium();
const WIDE: Look = { scheme: 'light', width: 1280 };
const STAFF = { email: 'staff@platform.test', password: 'correct horse battery' };
/** As configured where the API starts for the first time. */
const BOOTSTRAP = {
  STEWARD_BOOTSTRAP_ADMIN: STAFF.email,
  STEWARD_BOOTSTRAP_PASSWORD: STAFF.password,
};
const TONE_GUIDE = '/platform/skills/skl_01j0000000e008000000000051';

if (chromium !== undefined || process.env['CI'] === 'true') {
  describe('The platform area in Chromium', function () {
    this.timeout(180_000);
    let app: RunningApp;
    let browser: Browser;
    const contexts: BrowserContext[] = [];

    before(async () => {
      assert.ok(chromium, 'CI must have Chromium');
      [app, browser] = await Promise.all([startRunningApp(BOOTSTRAP), launchChromium(chromium)]);
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

    async function asStaff(look: Look = WIDE): Promise<Page> {
      const page = await newPage(look);
      await page.goto(`${app.url}/login`);
      await page.getByLabel('E-mail address').fill(STAFF.email);
      await page.getByLabel('Password').fill(STAFF.password);
      await page.getByRole('button', { name: 'Log in' }).click();
      await page.getByRole('heading', { name: 'System agents', level: 1 }).waitFor();
      return page;
    }

    async function signUp(page: Page, email: string, organization: string): Promise<void> {
      await page.goto(`${app.url}/sign-up`);
      await page.getByLabel('Your name').fill('Alma Berg');
      await page.getByLabel('E-mail address').fill(email);
      await page.getByLabel('Password').fill(STAFF.password);
      await page.getByLabel('Name of your organization').fill(organization);
      await page.getByRole('button', { name: 'Create account' }).click();
      await page.getByRole('heading', { name: 'Agents', level: 1 }).waitFor();
    }

    const main = (page: Page) => page.getByRole('navigation', { name: 'Main' });
    const platform = (page: Page) => page.getByRole('navigation', { name: 'Platform' });
    const choose = async (page: Page, field: string, option: string | RegExp) => {
      await page.getByRole('combobox', { name: field }).click();
      await page.getByRole('option', { name: option }).click();
    };

    it('is where staff of no organization arrive, and all that they are shown', async () => {
      const page = await asStaff();
      assert.deepEqual(await main(page).getByRole('link').allTextContents(), [
        'Steward',
        'Platform',
        'API docs',
      ]);
      await page.getByRole('link', { name: 'Weekly report' }).waitFor();
      await page.goto(`${app.url}/runs`);
      await page.getByRole('heading', { name: 'System agents', level: 1 }).waitFor();
      await page.goto(`${app.url}/platform/nothing`);
      await page.getByRole('heading', { name: 'Not found', level: 1 }).waitFor();
    });

    it('makes a system agent, edits it with the fields of any agent, and archives it', async () => {
      const page = await asStaff();
      const complaints = collectComplaints(page);
      await page.getByRole('link', { name: 'New system agent' }).click();
      await choose(page, 'Kind', 'Custom report');
      await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Lead watch');
      await choose(page, 'Status', /^Active/);
      await page.getByLabel('Tone').fill('brisk');
      await choose(page, 'Skills', /Daily Briefing Structure/);
      await page.getByRole('button', { name: 'Create', exact: true }).click();
      await page.getByRole('heading', { name: 'Lead watch', level: 1 }).waitFor();
      await page.reload();
      assert.equal(await page.getByLabel('Tone').inputValue(), 'brisk');
      await page.getByText('Daily Briefing Structure').first().waitFor();

      await page.getByRole('button', { name: 'Add a rule' }).click();
      await page.getByRole('textbox', { name: 'Rule 1' }).fill('Never names a competitor.');
      await page.getByRole('button', { name: 'Save', exact: true }).click();
      await page.getByText(/Lead watch is now v2/).waitFor();

      await page.getByRole('button', { name: 'Archive' }).click();
      await page.getByText(/founded from now on get no clone of it/).waitFor();
      await page.getByRole('button', { name: 'Yes, archive' }).click();
      await page.getByRole('heading', { name: 'System agents', level: 1 }).waitFor();
      const row = page.getByRole('listitem').filter({ hasText: 'Lead watch' });
      await row.getByText('archived').waitFor();

      await row.getByRole('link').click();
      await page.getByText(/Choose another status and save/).waitFor();
      await choose(page, 'Status', /^Draft/);
      await page.getByRole('button', { name: 'Save', exact: true }).click();
      await page.getByRole('button', { name: 'Archive' }).waitFor();

      await platform(page).getByRole('link', { name: 'Changes' }).click();
      for (const action of ['agent.created', 'agent.archived'])
        await page.getByText(action, { exact: true }).first().waitFor();
      assert.deepEqual(complaints, []);
    });

    it('keeps what was typed when the server says no, beside the field or when somebody else was faster', async () => {
      const page = await asStaff();
      await page.getByRole('link', { name: 'Assistant' }).click();
      await page.getByLabel('Speaks as').fill('Ada');
      const other = await asStaff();
      await other.getByRole('link', { name: 'Assistant' }).click();
      await other.getByLabel('Tone').fill('dry');
      await other.getByRole('button', { name: 'Save', exact: true }).click();
      await other.getByText(/is now v2/).waitFor();

      await page.getByRole('button', { name: 'Save', exact: true }).click();
      const conflict = page.getByText('Somebody else changed this system agent meanwhile');
      await conflict.waitFor();
      await page.getByRole('button', { name: 'Put my changes over the newest version' }).click();
      await conflict.waitFor({ state: 'detached' });
      await page.getByRole('button', { name: 'Save', exact: true }).click();
      await page.getByText(/is now v3/).waitFor();
      assert.deepEqual(
        [await page.getByLabel('Speaks as').inputValue(), await page.getByLabel('Tone').inputValue()],
        ['Ada', 'dry'],
      );

      await page.goto(`${app.url}/platform/skills/new`);
      await page.getByLabel('Title').fill('   ');
      await page.getByLabel('When to use it').fill('Use this when it is windy.');
      await page.getByLabel('Text (Markdown)').fill('Reef early.');
      await page.getByRole('button', { name: 'Save skill' }).click();
      await page.getByText('The skill was not saved').waitFor();
      assert.equal(await page.getByLabel('Title').getAttribute('aria-invalid'), 'true');
      assert.equal(await page.getByLabel('Text (Markdown)').inputValue(), 'Reef early.');
    });

    it('edits a skill of the platform, which organizations then have, and says why one cannot be deleted', async () => {
      const member = await newPage();
      await signUp(member, 'berta@school.test', 'Berta Sails');
      const page = await asStaff();
      await platform(page).getByRole('link', { name: 'Platform skills' }).click();
      await page
        .getByText(/about [\d,]+ tokens · 2 system agents/)
        .first()
        .waitFor();
      await page.goto(app.url + TONE_GUIDE);
      await page.getByText(/cannot be deleted while any has it/).waitFor();
      assert.equal(await page.getByRole('button', { name: 'Delete' }).count(), 0);
      await page.getByLabel('Title').fill('Guide to e-mails');
      await page.getByRole('button', { name: 'Save skill' }).click();
      await page.getByRole('heading', { name: 'Guide to e-mails', level: 1 }).waitFor();
      await member.goto(`${app.url}/skills`);
      await member.getByRole('heading', { name: 'Guide to e-mails' }).waitFor();

      await page.getByRole('switch', { name: 'Enabled' }).click();
      await page.getByRole('button', { name: 'Save skill' }).click();
      await page.getByText('New runs leave it out, and their log says so.').waitFor();
      await member.reload();
      await member.getByText(/switched off/).waitFor();

      await page.goto(`${app.url}/platform/skills/new`);
      await page.getByLabel('Title').fill('Weather warnings');
      await page.getByLabel('When to use it').fill('Use this when it is windy.');
      await page.getByLabel('Text (Markdown)').fill('Reef early.');
      await page.getByText(/about \d+ tokens in each prompt/).waitFor();
      await page.getByRole('button', { name: 'Save skill' }).click();
      await page.getByText('No agent has it, so it can be deleted.').waitFor();
      await page.getByRole('button', { name: 'Delete' }).click();
      await page.getByRole('button', { name: 'Yes, delete' }).click();
      await page.getByRole('heading', { name: 'Platform skills', level: 1 }).waitFor();
      assert.equal(await page.getByRole('link', { name: 'Weather warnings' }).count(), 0);
    });

    it('lists the organizations with how far their onboarding is', async () => {
      const member = await newPage();
      await signUp(member, 'clara@school.test', 'Clara Sails');
      const page = await asStaff();
      await platform(page).getByRole('link', { name: 'Organizations' }).click();
      const row = page.getByRole('listitem').filter({ hasText: 'Clara Sails' });
      await row.waitFor();
      for (let i = 0; i < 20 && (await row.getByText(/^onboarded, \d+ agents$/).count()) === 0; i += 1) {
        await page.waitForTimeout(500);
        await page.reload();
        await row.waitFor();
      }
      assert.equal(await row.getByText(/^onboarded, \d+ agents$/).count(), 1);
    });

    it('is not there for anybody else: no entry, no page, no answer', async () => {
      const page = await newPage();
      await signUp(page, 'dora@school.test', 'Dora Sails');
      await main(page).getByRole('link', { name: 'Members' }).waitFor();
      assert.equal(await main(page).getByRole('link', { name: 'Platform' }).count(), 0);
      for (const path of ['agents', 'agents/new', 'skills', 'organizations', 'changes']) {
        await page.goto(`${app.url}/platform/${path}`);
        await page.getByRole('heading', { name: 'Not found', level: 1 }).waitFor();
        assert.equal(await platform(page).count(), 0);
      }
      const cookies = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`);
      const headers = { cookie: cookies.join('; ') };
      for (const path of ['agents', 'skills', 'organizations', 'audit'])
        assert.equal((await fetch(`${app.url}/v1/platform/${path}`, { headers })).status, 403, path);
    });

    it('is readable while it asks and while it edits, light and dark, on a laptop and on a phone', async () => {
      for (const [index, look] of OPPOSITE_LOOKS.entries()) {
        const page = await asStaff(look);
        await page.goto(`${app.url}/platform/agents`);
        await page.getByRole('link', { name: 'Weekly report' }).click();
        await page.getByRole('button', { name: 'Archive' }).click();
        await page.getByRole('button', { name: 'Keep' }).waitFor();
        await check(page, '/platform/agents/:id', look, index);
        await page.goto(app.url + TONE_GUIDE);
        await page.getByRole('button', { name: 'Save skill' }).waitFor();
        await check(page, '/platform/skills/:id', look, index);
      }
    });

    async function check(page: Page, path: string, look: Look, index: number): Promise<void> {
      await page.locator('[aria-label=Loading]').waitFor({ state: 'detached' });
      await assertAccessible(page, `${path} ${JSON.stringify(look)}`);
      const directory = process.env['STEWARD_TEST_SHOTS'];
      if (directory === undefined) return;
      const file = `${directory}/${path.replaceAll(/[/:]+/g, '-')}-${String(index)}.png`;
      await page.screenshot({ path: file, fullPage: true });
    }
  });
}
