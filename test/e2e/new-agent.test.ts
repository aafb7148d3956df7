/** A new agent from a sentence, in a real browser over the real API and database. */
import assert from 'node:assert/strict';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { agentPage, type AgentView } from '../../domain/contracts/agents.ts';
import { schedulePage } from '../../domain/contracts/schedules.ts';
import {
  findChromium,
  launchChromium,
  LOOKS,
  openContext,
  OPPOSITE_LOOKS,
} from '../../scripts/screenshots/chromium.ts';
import { assertAccessible, collectComplaints } from '../support/browser.ts';
import { type RunningApp, startRunningApp } from '../support/running-app.ts';

const chromium = findChromium();
const SENTENCE = 'I need a daily 8am email of new leads';

if (chromium === undefined && process.env['CI'] !== 'true') {
  process.stdout.write('  Creating agents was not tested in a browser: there is no Chromium here.\n');
} else {
  describe('Creating an agent in Chromium', function () {
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
    const open = async (look = LOOKS[0] ?? { scheme: 'light' as const, width: 1280 }): Promise<void> => {
      context = await openContext(browser, look);
      page = await context.newPage();
      complaints = collectComplaints(page);
      await page.addInitScript(`sessionStorage.setItem('steward.api-key', ${JSON.stringify(app.apiKey)})`);
    };
    afterEach(async () => {
      await context.close();
      assert.deepEqual(
        complaints.filter((text) => !/status of (401|422)/.test(text)),
        [],
      );
    });

    const get = async (path: string): Promise<unknown> => {
      const response = await fetch(`${app.url}/v1${path}`, {
        headers: { authorization: `Bearer ${app.apiKey}` },
      });
      assert.ok(response.ok, `${path} ${response.status}`);
      return response.json();
    };
    const agentCalled = async (name: string): Promise<AgentView | undefined> => {
      const { data } = agentPage.parse(await get(`/agents?q=${encodeURIComponent(name)}`));
      return data[0];
    };
    const say = async (text: string): Promise<void> => {
      await page.getByLabel(/What should/).fill(text);
      await page.keyboard.press('Enter');
      await page.locator('.draft-turn').filter({ hasText: text }).waitFor();
    };

    it('types a sentence, sees cron and fire times, refines it, and saves agent and schedule', async () => {
      await open();
      await page.goto(`${app.url}/agents`);
      await page.getByRole('link', { name: 'New agent' }).first().click();
      await page.getByRole('heading', { name: 'New agent', level: 1 }).waitFor();
      await say(SENTENCE);
      assert.equal(await page.getByLabel('Cron').inputValue(), '0 8 * * *');
      await page.getByText('every day at 08:00', { exact: true }).waitFor();
      const times = page.getByRole('list', { name: 'Next times' }).getByRole('listitem');
      assert.equal(await times.count(), 3);
      assert.match((await times.first().textContent()) ?? '', /08:00 \(UTC\+0[12]:00\)/);
      await page.getByText('Send message: ').waitFor();
      await page.getByText(/Cost a month: about \$/).waitFor();
      await say('make it 7 instead');
      assert.equal(await page.getByLabel('Cron').inputValue(), '0 7 * * *');
      assert.equal(
        await agentCalled('Daily leads report'),
        undefined,
        'nothing is saved before it is asked for',
      );
      await page.getByLabel('Name').fill('Leads at seven');
      await page.getByRole('button', { name: 'Save as draft' }).click();
      await page.waitForURL(/\/agents\/agt_\w+$/);
      const agent = await agentCalled('Leads at seven');
      assert.deepEqual([agent?.kind, agent?.status], ['custom_report', 'draft']);
      const schedules = schedulePage.parse(await get(`/agents/${agent?.id ?? ''}/schedules`));
      assert.deepEqual(
        schedules.data.map(({ cron, effectiveTimeZone }) => [cron, effectiveTimeZone]),
        [['0 7 * * *', 'Europe/Berlin']],
      );
    });

    it('lets a model propose what the words leave open, and fills the form with it', async () => {
      await open();
      await page.goto(`${app.url}/agents/new`);
      await say(SENTENCE);
      await page.getByRole('button', { name: 'Let a model propose the rest' }).click();
      await page.getByText(/proposed by the model where you had not said them/).waitFor();
      assert.equal(await page.getByLabel('Cron').inputValue(), '0 8 * * *');
      assert.equal(await page.locator('.draft-turn').count(), 1);
    });

    it('has the blank form always there, names what is wrong in it, and activates', async () => {
      await open();
      await page.goto(`${app.url}/agents/new`);
      await page.getByText('Choose a kind first').waitFor();
      await say('colourless green ideas');
      await page.getByText(/what the agent should do/).waitFor();
      await page.getByRole('combobox', { name: 'Kind' }).click();
      await page.getByRole('option', { name: 'Custom report' }).click();
      await page.getByLabel('Name').fill('By hand');
      await page.getByRole('button', { name: 'Add a schedule' }).click();
      await page.getByLabel('Cron').fill('0 25 * * *');
      await page.getByText(/"25" as its hour/).waitFor();
      assert.ok(await page.getByRole('button', { name: 'Activate' }).isDisabled());
      await page.getByLabel('Cron').fill('0 9 * * 1-5');
      await page.getByText('every weekday at 09:00', { exact: true }).waitFor();
      await page.getByRole('button', { name: 'Activate' }).click();
      await page.waitForURL(/\/agents\/agt_\w+$/);
      assert.equal((await agentCalled('By hand'))?.status, 'active');
    });

    for (const look of OPPOSITE_LOOKS) {
      it(`has no serious accessibility problem (${look.scheme}, ${look.width} px)`, async () => {
        await open(look);
        await page.goto(`${app.url}/agents/new`);
        await page.getByRole('heading', { name: 'New agent', level: 1 }).waitFor();
        await page.waitForTimeout(400);
        await assertAccessible(page, 'the blank form');
        await say(SENTENCE);
        await page.waitForTimeout(600);
        await assertAccessible(page, 'the filled draft');
        const shots = process.env['SCREENSHOTS_TO'];
        if (shots !== undefined) {
          await page.screenshot({
            path: `${shots}/new-agent-${look.scheme}-${look.width}.png`,
            fullPage: true,
          });
        }
      });
    }
  });
}
