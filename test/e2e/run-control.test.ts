/** Retry, replay and the kill switches in a real browser, with what the runs' pages say of it. */
import assert from 'node:assert/strict';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { agentView, type AgentView } from '../../domain/contracts/agents.ts';
import { runPage, type RunView, runView } from '../../domain/contracts/runs.ts';
import { isFinal } from '../../domain/run/run-status.ts';
import { findChromium, launchChromium, type Look, openContext } from '../../scripts/screenshots/chromium.ts';
import { assertAccessible, collectComplaints, tellWhatWasSeen } from '../support/browser.ts';
import { scriptModel } from '../support/demo-script.ts';
import { type RunningApp, startRunningApp } from '../support/running-app.ts';
import { until } from '../support/until.ts';

const chromium = findChromium();
const WIDE: Look = { scheme: 'light', width: 1280 };
const STATS = { name: 'get_engagement_stats', arguments: { period: 'last_7_days' } };

if (chromium !== undefined || process.env['CI'] === 'true') {
  describe('Controlling runs in Chromium', function () {
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
    afterEach(async function () {
      if (this.currentTest?.isFailed() === true) await tellWhatWasSeen(page, app);
      await context.close();
      assert.deepEqual(
        complaints.filter((text) => !/status of (404|409)/.test(text)),
        [],
      );
    });

    async function open(path: string): Promise<void> {
      context = await openContext(browser, WIDE);
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

    async function agentWith(script: Record<string, unknown>): Promise<AgentView> {
      const modelId = await scriptModel(script);
      const spec = { tools: { allow: [STATS.name] }, model: { modelId } };
      return agentView.parse(
        await api('/agents', { name: 'Under control', kind: 'dashboard_briefing', status: 'active', spec }),
      );
    }

    const read = async (id: string): Promise<RunView> => runView.parse(await api(`/runs/${id}`));
    const start = async (agent: AgentView): Promise<RunView> =>
      runView.parse(await api('/runs', { agentId: agent.id, input: {} }));

    async function ended(agent: AgentView): Promise<RunView> {
      const { id } = await start(agent);
      await until(async () => isFinal((await read(id)).status), {
        what: 'the run to end',
        timeoutMs: 60_000,
      });
      return read(id);
    }

    it('retries a failed run with one click, and links the two', async () => {
      const id = `refuses-at-first-${String(process.pid)}`;
      const agent = await agentWith({ id, turns: [{ status: 401 }] });
      const failed = await ended(agent);
      assert.equal(failed.status, 'failed');
      await scriptModel({ id, turns: [{ text: 'Better now.' }] });
      await open(`/agents/${agent.id}/runs/${failed.id}`);
      await page.getByRole('button', { name: 'Retry' }).click();
      await page.getByText('Retry of:').waitFor();
      await page.getByText('Better now.').waitFor({ timeout: 60_000 });
      await page.getByRole('link', { name: 'this run' }).click();
      await page.getByText('Retried 1 time').waitFor();
      await assertAccessible(page, page.url());
    });

    it('asks before it retries a run that has done something', async () => {
      const task = { name: 'create_task', arguments: { title: 'Oil the winches' } };
      const modelId = await scriptModel({
        turns: [{ toolCalls: [task] }, { status: 401 }],
      });
      const spec = {
        tools: { allow: [task.name] },
        model: { modelId },
        autonomy: 'autonomous',
        enableAutopilot: true,
      };
      const agent = agentView.parse(
        await api('/agents', { name: 'Winch oiler', kind: 'dashboard_briefing', status: 'active', spec }),
      );
      const failed = await ended(agent);
      assert.equal(failed.status, 'failed');
      await open(`/agents/${agent.id}/runs/${failed.id}`);
      await page.getByRole('button', { name: 'Retry' }).click();
      const dialog = page.getByRole('dialog', { name: 'Retry from the beginning?' });
      await dialog.getByText('create_task (1 time)').waitFor();
      await assertAccessible(page, page.url());
      await dialog.getByRole('button', { name: 'Retry all the same' }).click();
      await page.getByText('Retry of:').waitFor();
    });

    it('replays a run from a turn and compares the two answers', async () => {
      const id = `changes-its-mind-${String(process.pid)}`;
      const says = (text: string) => ({ id, turns: [{ toolCalls: [STATS] }, { text }] });
      const agent = await agentWith(says('The week was quiet.'));
      const origin = await ended(agent);
      assert.equal(origin.status, 'completed', origin.error?.message);
      await scriptModel(says('The week was busy.'));
      await open(`/agents/${agent.id}/runs/${origin.id}`);
      await page.getByRole('button', { name: 'Replay from here, turn 2' }).click();
      const dialog = page.getByRole('dialog', { name: 'Replay from turn 2' });
      await dialog.getByText('taken over as it was').waitFor();
      await dialog.getByRole('button', { name: 'Start the replay' }).click();
      const comparison = page.getByRole('region', { name: 'Compared with the original' });
      await comparison.getByText('quiet').waitFor({ timeout: 60_000 });
      assert.equal((await comparison.locator('del').innerText()).trim(), 'quiet.');
      assert.equal((await comparison.locator('ins').innerText()).trim(), 'busy.');
      await page.getByRole('region', { name: 'Turn 1' }).getByText('replayed ·').waitFor();
      await assertAccessible(page, page.url());
    });

    it('shows the run of another agent under the call that started it', async () => {
      const helper = await agentWith({ turns: [{ toolCalls: [STATS] }, { text: 'Quiet.' }] });
      const ask = { name: 'delegate_to_agent', arguments: { agentId: helper.id, task: 'Look.' } };
      const modelId = await scriptModel({ turns: [{ toolCalls: [ask] }, { text: 'All told.' }] });
      const spec = {
        tools: { allow: [ask.name] },
        delegates: [helper.id],
        model: { modelId },
        autonomy: 'autonomous',
        enableAutopilot: true,
      };
      const chief = agentView.parse(
        await api('/agents', { name: 'Chief', kind: 'dashboard_briefing', status: 'active', spec }),
      );
      const run = await ended(chief);
      assert.equal(run.status, 'completed', run.error?.message);
      assert.ok(run.treeCostMicroUsd > run.costMicroUsd);
      const children = runPage.parse(await api(`/runs?parentRunId=${run.id}`)).data;
      assert.deepEqual(
        children.map(({ parentRunId, parentCall }) => [parentRunId, parentCall]),
        [[run.id, { turn: 1, callIndex: 0 }]],
      );
      await open(`/agents/${chief.id}/runs/${run.id}`);
      await page.getByText('with the runs it started').waitFor();
      await page.getByRole('button', { name: 'Under control' }).click();
      await page.getByRole('button', { name: /get_engagement_stats/ }).waitFor();
      await assertAccessible(page, page.url());
      await page.getByRole('link', { name: 'Open this run' }).click();
      await page.getByRole('link', { name: 'a run of Chief' }).waitFor();
      await page.goto(`${app.url}/agents/${chief.id}/edit`);
      const asked = page.getByRole('region', { name: 'Agents it may ask' });
      await asked.getByText('Under control').first().waitFor();
      await assertAccessible(page, page.url());
    });

    it('stops an agent and the organization, says so, and lets go again', async () => {
      const agent = await agentWith({ turns: [{ text: 'never', hang: 'before' }] });
      const run = await start(agent);
      await open(`/agents/${agent.id}`);
      await page.getByRole('button', { name: 'Stop this agent now' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Stop this agent' }).click();
      await page.getByText('The kill switch is on: Under control is stopped').waitFor();
      assert.equal((await read(run.id)).error?.code, 'killed');
      await assertAccessible(page, page.url());
      await page.getByRole('button', { name: 'Release the kill switch' }).click();
      await page.getByRole('button', { name: 'Stop this agent now' }).waitFor();

      await page.goto(`${app.url}/settings/organization`);
      await page.getByRole('button', { name: 'Stop all agents now' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Stop all agents' }).click();
      const notice = page.getByText('The kill switch is on: all agents are stopped');
      await notice.waitFor();
      await assertAccessible(page, page.url());
      await page.goto(`${app.url}/runs`);
      await notice.waitFor();
      await page.getByRole('button', { name: 'Release the kill switch' }).click();
      await notice.waitFor({ state: 'detached' });
    });
  });
}
