/** Trying an agent beside its form, in a real browser: what is not saved is tried, and nothing comes of it. */
import assert from 'node:assert/strict';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { agentView, type AgentView } from '../../domain/contracts/agents.ts';
import { promptView, runPage } from '../../domain/contracts/runs.ts';
import {
  findChromium,
  launchChromium,
  type Look,
  OPPOSITE_LOOKS,
  openContext,
} from '../../scripts/screenshots/chromium.ts';
import { assertAccessible, collectComplaints } from '../support/browser.ts';
import { scriptModel } from '../support/demo-script.ts';
import { queryRows } from '../support/rows.ts';
import { type RunningApp, startRunningApp } from '../support/running-app.ts';

const chromium = findChromium();
const WIDE: Look = { scheme: 'light', width: 1280 };
const SEND = {
  name: 'send_message',
  arguments: { channel: 'simulator', to: '+491555550001', text: 'Hello' },
};

if (chromium !== undefined || process.env['CI'] === 'true') {
  describe('Trying an agent in Chromium', function () {
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
    afterEach(async () => {
      await context.close();
      assert.deepEqual(
        complaints.filter((text) => !/status of (404|422)/.test(text)),
        [],
      );
    });

    async function open(path: string, look = WIDE): Promise<void> {
      context = await openContext(browser, look);
      page = await context.newPage();
      page.setDefaultTimeout(20_000);
      complaints = collectComplaints(page);
      await page.addInitScript(`sessionStorage.setItem('steward.api-key', ${JSON.stringify(app.apiKey)})`);
      await page.goto(app.url + path);
      await page.getByRole('heading', { level: 1 }).waitFor();
    }

    async function api(path: string, body?: object): Promise<unknown> {
      const response = await fetch(`${app.url}/v1${path}`, {
        headers: { authorization: `Bearer ${app.apiKey}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
      });
      assert.ok(response.ok, `${path} ${String(response.status)} ${await response.clone().text()}`);
      return response.json();
    }

    /** An assistant that nobody has activated yet, and that wants to send a message when it is asked. */
    async function draftAgent(more: object = { autonomy: 'supervised' }): Promise<AgentView> {
      const modelId = await scriptModel({
        turns: [{ toolCalls: [SEND] }, { text: 'I would have written.' }],
      });
      const spec = { tools: { allow: ['send_message'] }, model: { modelId }, ...more };
      return agentView.parse(
        await api('/agents', { name: 'Not live yet', kind: 'assistant', status: 'draft', spec }),
      );
    }

    /** All that a run or a save of an agent could have left behind. */
    async function world(): Promise<unknown> {
      const tables = ['object', 'message', 'simulator_delivery', 'approval', 'agent', 'agent_version'];
      const prints = tables.map((table) =>
        queryRows(app, `SELECT count(*)::int, md5(string_agg(t::text, '' ORDER BY t::text)) FROM ${table} t`),
      );
      return Promise.all(prints);
    }

    const panel = () => page.getByRole('complementary', { name: 'Try the draft' });

    async function tryIt(question: string): Promise<void> {
      await panel().getByLabel('Question').fill(question);
      await panel().getByRole('button', { name: 'Try this draft' }).click();
      await panel().getByRole('status').getByText('completed').waitFor({ timeout: 60_000 });
    }

    it('tries what the form says unsaved, shows what was left out, and leaves everything as it was', async () => {
      const agent = await draftAgent();
      await open(`/agents/${agent.id}`);
      await page.getByRole('link', { name: 'Try it' }).click();
      await page.getByLabel('Speaks as').fill('Unsaved Ursula');
      await page.getByRole('button', { name: 'Add a rule' }).click();
      await page.getByLabel('Rule 1', { exact: true }).fill('Never name a price.');
      const before = await world();
      await tryIt('Write to them.');
      await panel().getByText('I would have written.').waitFor();
      const leftOut = panel().getByRole('region', { name: 'Left out' });
      await leftOut.getByText(/A real run asks a person first/).waitFor();
      await panel().getByRole('region', { name: 'Timeline' }).getByText('skipped').waitFor();
      await leftOut.getByRole('button', { name: 'send_message' }).click();
      await panel().getByRole('region', { name: 'Arguments of send_message' }).waitFor();

      const { data: runs } = runPage.parse(await api(`/runs?agentId=${agent.id}`));
      assert.deepEqual(
        runs.map(({ dryRun, status }) => [dryRun, status]),
        [[true, 'completed']],
      );
      const { text } = promptView.parse(await api(`/runs/${runs[0]?.id ?? ''}/prompt`));
      assert.match(text, /Unsaved Ursula/);
      assert.match(text, /Never name a price/);
      assert.deepEqual(await world(), before);
      assert.equal(
        await page.getByLabel('Speaks as').inputValue(),
        'Unsaved Ursula',
        'the form keeps its changes',
      );

      await page.getByLabel('Speaks as').fill('Somebody else');
      await panel().getByText('The agent has been changed since this try').waitFor();
      const opened = context.waitForEvent('page');
      await panel()
        .getByRole('link', { name: /Whole run/ })
        .click();
      const whole = await opened;
      await whole.locator('.run-sum').getByText('Dry run').waitFor();
      await page.goto(`${app.url}/runs?agentId=${agent.id}`);
      await page.getByRole('link', { name: /Dry run/ }).waitFor();
    });

    it('tries an agent that was not changed, also one that is paused', async () => {
      const agent = await draftAgent({ autonomy: 'draft_only' });
      await queryRows(app, `UPDATE agent SET status = 'paused' WHERE name = 'Not live yet'`);
      await open(`/agents/${agent.id}/edit`);
      await panel().getByText('the agent as it is saved').waitFor();
      await tryIt('Write to them.');
      await panel().getByText('I would have written.').waitFor();
      await panel()
        .getByText(/A real run may not do it, either/)
        .waitFor();
    });

    it('says at the field what is wrong with the draft, and tries it once that is mended', async () => {
      const agent = await draftAgent();
      await open(`/agents/${agent.id}/edit`);
      for (const number of ['1', '2']) {
        await page.getByRole('button', { name: 'Add a rule' }).click();
        await page.getByLabel(`Rule ${number}`, { exact: true }).fill('Never name a price.');
      }
      await panel().getByLabel('Question').fill('Write.');
      await panel().getByRole('button', { name: 'Try this draft' }).click();
      await panel().getByRole('alert').getByText('Nothing was tried').waitFor();
      await page
        .getByRole('region', { name: 'Rules' })
        .getByText('is there twice; remove one of them')
        .waitFor();
      await page.getByRole('button', { name: 'Remove rule 2' }).click();
      await tryIt('Write.');
      assert.equal(await page.getByText('is there twice').count(), 0);
    });

    for (const look of OPPOSITE_LOOKS) {
      it(`has no serious accessibility problem (${look.scheme}, ${String(look.width)} px)`, async () => {
        const agent = await draftAgent();
        await open(`/agents/${agent.id}/edit`, look);
        if (look.width < 1000) await page.getByRole('link', { name: 'Try it' }).click();
        await tryIt('Write to them.');
        await page.waitForTimeout(400);
        await assertAccessible(page, 'a tried draft');
        const shots = process.env['SCREENSHOTS_TO'];
        if (shots !== undefined)
          await page.screenshot({ path: `${shots}/try-it-${look.scheme}-${String(look.width)}.png` });
      });
    }
  });
}
