/** The web page in a real browser, over the real API, worker, Temporal server, database and model protocol. */
import assert from 'node:assert/strict';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { findChromium, launchChromium, type Look, openContext } from '../../scripts/screenshots/chromium.ts';
import { collectComplaints } from '../support/browser.ts';
import { type RunningApp, startRunningApp } from '../support/running-app.ts';
import { until } from '../support/until.ts';

const chromium = findChromium();
const WIDE: Look = { scheme: 'light', width: 1280 };

if (chromium === undefined && process.env['CI'] !== 'true') {
  process.stdout.write(
    '  The web page was not tested: there is no Chromium here (Debian: apt install chromium).\n',
  );
} else {
  describe('The web page in Chromium', function () {
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
    beforeEach(async () => {
      context = await openContext(browser, WIDE);
      page = await context.newPage();
      complaints = collectComplaints(page);
    });
    afterEach(async function () {
      await context.close();
      // A refused key and a missing demo are asked for over HTTP, which the browser reports on its own.
      const own = complaints.filter((text) => !/status of (401|404|409)/.test(text));
      if (this.currentTest?.state === 'passed') assert.deepEqual(own, [], 'errors in the console');
    });

    async function signIn(on: Page): Promise<void> {
      await on.goto(app.url);
      await on.getByLabel('API key').fill(app.apiKey);
      await on.getByRole('button', { name: 'Sign in' }).click();
      await on.getByRole('heading', { name: 'Agents', level: 1 }).waitFor();
    }

    async function api<T>(path: string, init: RequestInit = {}): Promise<T> {
      const response = await fetch(`${app.url}/v1${path}`, {
        ...init,
        headers: { authorization: `Bearer ${app.apiKey}`, 'content-type': 'application/json' },
      });
      assert.ok(response.ok, `${path} ${String(response.status)}`);
      return (await response.json()) as T;
    }

    async function agentOf(kind: string): Promise<string> {
      const agents = await api<{ data: { id: string; kind: string }[] }>('/agents');
      const agent = agents.data.find((one) => one.kind === kind);
      assert.ok(agent, `no agent of kind ${kind}`);
      return agent.id;
    }

    interface Waiting {
      readonly approvalId: string;
      readonly runId: string;
    }

    /** A report that wants to send a message, parked until somebody decides. */
    async function waitingReport(text: string): Promise<Waiting> {
      const prompt = `Send "${text}" to +4915123456789`;
      const body = JSON.stringify({
        agentId: await agentOf('custom_report'),
        input: { sections: ['leads'], prompt },
      });
      const run = await api<{ id: string }>('/runs', { method: 'POST', body });
      const pending = () =>
        api<{ data: { id: string }[] }>(`/approvals?runId=${run.id}&status=pending`).then(
          ({ data }) => data[0],
        );
      let found: { id: string } | undefined;
      await until(
        async () => {
          found = await pending();
          return found !== undefined;
        },
        { what: () => `an approval of ${run.id}`, timeoutMs: 30_000 },
      );
      return { approvalId: found?.id ?? '', runId: run.id };
    }

    async function runEnds(runId: string): Promise<{ status: string }> {
      let run = { status: '' };
      await until(
        async () => {
          run = await api<{ status: string }>(`/runs/${runId}`);
          return ['completed', 'failed', 'cancelled'].includes(run.status);
        },
        { what: () => `${runId} to end, it is ${run.status}`, timeoutMs: 30_000 },
      );
      return run;
    }

    async function sentText(runId: string): Promise<unknown> {
      const log = await api<{
        data: { entry: { kind: string; toolName?: string; input?: { text?: string } } }[];
      }>(`/runs/${runId}/log?limit=1000`);
      return log.data.find(({ entry }) => entry.kind === 'tool_call' && entry.toolName === 'send_message')
        ?.entry.input?.text;
    }

    it('refuses an unknown key with words that help, and lets a good one in', async () => {
      await page.goto(`${app.url}/runs`);
      await page.getByLabel('API key').fill('sk_unknown');
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByText('This key is not accepted').waitFor();
      await page.getByLabel('API key').fill(app.apiKey);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('heading', { name: 'Runs', level: 1 }).waitFor();
      assert.equal(new URL(page.url()).pathname, '/runs', 'one lands where one wanted to go');
    });

    it('shows the agents as cards with status, runs and cost, and finds one by name', async () => {
      await signIn(page);
      const card = page.getByRole('article').filter({ hasText: 'Morning briefing' });
      await card.getByText('active').waitFor();
      await card.getByText('Cost, 30 days').waitFor();
      assert.ok((await page.getByRole('article').count()) >= 3);
      await page.keyboard.press('/');
      await page.keyboard.type('weekly');
      await page.getByRole('article').filter({ hasText: 'Morning briefing' }).waitFor({ state: 'detached' });
      assert.equal(new URL(page.url()).search, '?q=weekly');
    });

    it('runs a briefing from the page and follows it live to its answer and costs', async () => {
      await signIn(page);
      await page.getByRole('link', { name: 'Morning briefing' }).click();
      await page.getByRole('button', { name: 'Run now' }).click();
      await page.waitForURL(/\/agents\/agt_\w+\/runs\/run_\w+/);
      await page.locator('.run-sum').getByText('completed').waitFor({ timeout: 60_000 });
      await page.locator('.run-sum').getByText('demo model').waitFor();
      await page.getByRole('region', { name: 'Answer' }).getByText('Numbers').waitFor();
      const turn = page.getByRole('region', { name: 'Turn 1' });
      await turn.getByText('get_workspace_summary').waitFor();
      assert.match((await turn.getByRole('button').first().textContent()) ?? '', /\d → \d+\$0\.\d+/);
      await turn.getByText('get_workspace_summary').click();
      await page.getByRole('region', { name: 'Result of get_workspace_summary' }).waitFor();
      assert.match(page.url(), /step=1\.\d/);
      await page.getByRole('tab', { name: 'Prompt' }).click();
      await page.getByRole('button', { name: /Your task/ }).waitFor();
    });

    it('edits the arguments of a message, shows what changed, and sends what was approved', async () => {
      const { approvalId, runId } = await waitingReport('The course on Saturday is full.');
      await signIn(page);
      await page.goto(`${app.url}/approvals?id=${approvalId}`);
      await page.getByRole('button', { name: 'Edit' }).click();
      await page.getByLabel('Text').fill('The course on Sunday is full.');
      const changes = page.getByLabel('Changes, before and after');
      assert.match((await changes.locator('del').textContent()) ?? '', /Saturday/);
      assert.match((await changes.locator('ins').textContent()) ?? '', /Sunday/);
      await page.getByRole('button', { name: 'Approve with changes' }).click();
      await page.getByRole('article').getByText('edited').waitFor();
      assert.equal((await runEnds(runId)).status, 'completed');
      assert.equal(await sentText(runId), 'The course on Sunday is full.');
      const approval = await api<{ decidedVia: string }>(`/approvals/${approvalId}`);
      assert.equal(approval.decidedVia, 'ui');
    });

    it('approves with the keyboard alone', async () => {
      const { approvalId, runId } = await waitingReport('We are open on Monday.');
      await signIn(page);
      await page.keyboard.press('3');
      await page.getByRole('heading', { name: 'Approvals', level: 1 }).waitFor();
      // The newest request is open from the start; `k` and `j` move among them.
      await page.locator(`[data-id="${approvalId}"][aria-current="true"]`).waitFor();
      await page.keyboard.press('j');
      await page.keyboard.press('k');
      await page.locator(`[data-id="${approvalId}"][aria-current="true"]`).waitFor();
      await page.getByRole('button', { name: 'Approve' }).waitFor();
      await page.keyboard.press('a');
      await page.locator('[data-approve]:focus').waitFor();
      await page.keyboard.press('Enter');
      // The inbox goes on to what else is to be decided; what was decided is said in a notice.
      await page.getByText('Approved. The run goes on.').waitFor();
      assert.equal((await runEnds(runId)).status, 'completed');
      assert.equal(await sentText(runId), 'We are open on Monday.');
    });

    it('rejects only with a reason, which reaches the agent, and tells a late decider who won', async () => {
      const { approvalId, runId } = await waitingReport('Prices go up.');
      await signIn(page);
      await page.goto(`${app.url}/approvals?id=${approvalId}`);
      await page.getByRole('button', { name: 'Reject' }).click();
      assert.ok(await page.getByRole('button', { name: 'Reject' }).isDisabled());
      await page.getByLabel('Reason').fill('Not announced yet');
      // The page must not learn of the other decision before the click.
      await page.route('**/v1/approvals**', (route) =>
        route.request().method() === 'GET' ? undefined : route.continue(),
      );
      await api(`/approvals/${approvalId}/decision`, {
        method: 'POST',
        body: JSON.stringify({ decision: 'reject', reason: 'Too early' }),
      });
      await page.getByRole('button', { name: 'Reject' }).click();
      await page
        .getByRole('alert')
        .getByText(/Already rejected by .+ via api/)
        .first()
        .waitFor();
      await page.unrouteAll({ behavior: 'ignoreErrors' });
      await page.reload();
      await page.getByText('Too early').first().waitFor();
      assert.equal((await runEnds(runId)).status, 'completed');
    });

    it('cancels a waiting run after asking', async () => {
      const { runId } = await waitingReport('This is never sent.');
      await signIn(page);
      await page.goto(`${app.url}/agents/${await agentOf('custom_report')}/runs/${runId}`);
      await page.getByRole('button', { name: 'Cancel run' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Cancel run' }).click();
      await page.locator('.run-sum').getByText('cancelled').waitFor({ timeout: 20_000 });
    });

    it('saves an edit of an agent and refuses one made on an old version', async () => {
      const agentId = await agentOf('text_reply');
      await signIn(page);
      await page.goto(`${app.url}/agents/${agentId}/edit`);
      await page.getByLabel('Tone').fill('calm and short');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('calm and short').waitFor();
      // Back to where saving led: what is typed by then was not saved.
      await page.getByRole('link', { name: 'Edit', exact: true }).click();
      await page.getByLabel('Tone').fill('loud');
      await page.evaluate('history.back()');
      await page.getByRole('button', { name: 'Stay here' }).click();
      assert.equal(await page.getByLabel('Tone').inputValue(), 'loud');
      await page.goto(`${app.url}/agents/${agentId}/edit`);
      await page.getByLabel('Tone').fill('loud');
      const other = await fetch(`${app.url}/v1/agents/${agentId}`, {
        headers: { authorization: `Bearer ${app.apiKey}` },
      });
      await fetch(`${app.url}/v1/agents/${agentId}`, {
        method: 'PATCH',
        headers: {
          authorization: `Bearer ${app.apiKey}`,
          'content-type': 'application/json',
          'if-match': other.headers.get('etag') ?? '',
        },
        body: JSON.stringify({ note: 'meanwhile', spec: { systemPrompt: 'Be brief.' } }),
      });
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('Somebody else changed this agent meanwhile').waitFor();
      complaints.splice(0, complaints.length, ...complaints.filter((text) => !text.includes('412')));
    });
  });
}
