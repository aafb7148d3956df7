/** What was spent, how an agent does, and the caps, in a real browser: the figures are those of the API. */
import assert from 'node:assert/strict';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { agentView, type AgentView, organizationView } from '../../domain/contracts/agents.ts';
import { agentMetrics, organizationBudgetView, usageReport } from '../../domain/contracts/budgets.ts';
import { runView } from '../../domain/contracts/runs.ts';
import { requireUuid } from '../../domain/ids.ts';
import { isFinal } from '../../domain/run/run-status.ts';
import { findChromium, launchChromium, type Look, openContext } from '../../scripts/screenshots/chromium.ts';
import { count, money } from '../../web/src/ui/format.ts';
import { assertAccessible, collectComplaints } from '../support/browser.ts';
import { buildApiKey } from '../support/builders.ts';
import { scriptModel } from '../support/demo-script.ts';
import { type RunningApp, startRunningApp } from '../support/running-app.ts';
import { until } from '../support/until.ts';

const chromium = findChromium();
const WIDE: Look = { scheme: 'light', width: 1280 };
const PHONE: Look = { scheme: 'dark', width: 390 };
const BUDGET = '/budgets/organization';

if (chromium !== undefined || process.env['CI'] === 'true') {
  describe('Figures and budgets in Chromium', function () {
    this.timeout(120_000);
    let app: RunningApp;
    let browser: Browser;
    let context: BrowserContext;
    let page: Page;
    let complaints: string[];
    let agent: AgentView;
    let requests: string[];

    before(async () => {
      assert.ok(chromium, 'CI must have Chromium');
      [app, browser] = await Promise.all([startRunningApp(), launchChromium(chromium)]);
      const usage = { prompt_tokens: 12_345, completion_tokens: 678 };
      const id = `watched-${String(process.pid)}`;
      agent = await createAgent({ id, turns: [{ text: 'All is quiet.', usage }] });
      await runOnce();
      await scriptModel({ id, turns: [{ status: 401 }] });
      await runOnce();
    });
    after(async () => {
      await browser.close();
      await app.stop();
    });
    afterEach(async () => {
      await context.close();
      assert.deepEqual(
        complaints.filter((text) => !/status of (404|412)/.test(text)),
        [],
      );
    });

    async function api(path: string, init: { body?: object; method?: string } = {}): Promise<unknown> {
      const { body, method = body === undefined ? 'GET' : 'POST' } = init;
      const response = await fetch(`${app.url}/v1${path}`, {
        method,
        headers: {
          authorization: `Bearer ${app.apiKey}`,
          'content-type': 'application/json',
          ...(method === 'PUT' ? { 'if-match': '*' } : {}),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      assert.ok(response.ok, `${path} ${String(response.status)} ${await response.clone().text()}`);
      return response.json();
    }

    async function createAgent(script: Record<string, unknown>): Promise<AgentView> {
      const spec = { tools: { allow: [] }, model: { modelId: await scriptModel(script) } };
      const body = { name: 'Watched', kind: 'dashboard_briefing', status: 'active', spec };
      return agentView.parse(await api('/agents', { body }));
    }

    async function runOnce(): Promise<void> {
      const { id } = runView.parse(await api('/runs', { body: { agentId: agent.id, input: {} } }));
      await until(async () => isFinal(runView.parse(await api(`/runs/${id}`)).status), {
        what: 'the run to end',
        timeoutMs: 60_000,
      });
    }

    const metrics = async () => agentMetrics.parse(await api(`/agents/${agent.id}/metrics`));
    const usage = async (by: string) => usageReport.parse(await api(`/usage?groupBy=${by}`));
    const budget = async () => organizationBudgetView.parse(await api(BUDGET));

    async function open(path: string, { look = WIDE, key = app.apiKey } = {}): Promise<void> {
      context = await openContext(browser, look);
      page = await context.newPage();
      page.setDefaultTimeout(20_000);
      complaints = collectComplaints(page);
      requests = [];
      page.on('request', (request) => requests.push(new URL(request.url()).pathname));
      await page.addInitScript(`sessionStorage.setItem('steward.api-key', ${JSON.stringify(key)})`);
      await page.goto(app.url + path);
      await page.getByRole('heading', { level: 1 }).waitFor();
    }

    const chartOf = (title: string) => page.getByRole('region', { name: title }).locator('.plot');
    const tableOf = (title: string) => page.getByRole('region', { name: title }).getByRole('table');
    const rowsOf = async (title: string): Promise<string[][]> => {
      const rows = await tableOf(title).locator('tbody tr').all();
      return Promise.all(rows.map((row) => row.getByRole('cell').allTextContents()));
    };

    it('draw what the API measured of an agent, each figure as a table, too', async () => {
      const { days } = await metrics();
      const [day] = days;
      assert.ok(day !== undefined && days.length === 1, 'one day has runs');
      assert.deepEqual([day.runs, day.completed, day.failed, day.inputTokens], [2, 1, 1, 12_345]);
      await open(`/agents/${agent.id}/metrics`);
      const costName = (await chartOf('Cost a day').getAttribute('aria-label')) ?? '';
      assert.ok(costName.includes(`${money(day.costMicroUsd)} in all`), costName);
      await chartOf('Cost a day').locator('path.recharts-rectangle').first().waitFor();
      await page.getByText('Nobody has decided anything.').waitFor();
      await assertAccessible(page, 'the charts');

      await page.getByRole('radiogroup', { name: 'Cost a day: chart or table' }).getByText('Table').click();
      await tableOf('Cost a day').waitFor();
      await page.getByRole('radio', { name: 'Chart' }).nth(1).focus();
      await page.keyboard.press('ArrowRight');
      await tableOf('Tokens a day').waitFor();
      await page.getByRole('radiogroup', { name: 'Runs a day: chart or table' }).getByText('Table').click();
      const [cost, tokens, runs] = [
        await rowsOf('Cost a day'),
        await rowsOf('Tokens a day'),
        await rowsOf('Runs a day'),
      ];
      assert.deepEqual(cost[0]?.slice(1), [money(day.costMicroUsd)]);
      const fresh = count(day.inputTokens - day.cachedTokens);
      assert.deepEqual(tokens[0]?.slice(1), [fresh, count(day.cachedTokens), count(day.outputTokens)]);
      assert.deepEqual(runs[0]?.slice(1), ['1', '1', '0']);
      assert.equal(cost.length, 30, 'days without a run are there');
      assert.deepEqual(cost[1]?.slice(1), ['$0']);
      await assertAccessible(page, 'the tables');
      assert.equal(new URL(page.url()).searchParams.get('tables'), 'cost,tokens,runs');
      await page.reload();
      await tableOf('Runs a day').waitFor();
    });

    it('say of an agent that never ran what will appear, and fit a phone in the dark', async () => {
      const idle = await createAgent({ turns: [{ text: 'never' }] });
      await open(`/agents/${idle.id}/metrics`, { look: PHONE });
      await page.getByText('No run yet.').waitFor();
      assert.equal(await page.locator('.plot').count(), 0);
      await page.goto(`${app.url}/agents/${agent.id}/metrics`);
      await chartOf('Run time').waitFor();
      await assertAccessible(page, 'the charts on a phone');
    });

    it('add up what the organization spent by day, agent, kind and model', async () => {
      await open('/agents');
      const isLibrary = (path: string) => /\/Plot-/.test(path);
      assert.deepEqual(requests.filter(isLibrary), [], 'pages without a chart do not load the library');
      await page.goto(`${app.url}/settings/budgets`);
      const title = 'Spent in the last 30 days';
      for (const by of ['day', 'agent', 'kind', 'model']) {
        const { data, total } = await usage(by);
        await page.getByRole('radiogroup', { name: 'Spent by' }).getByText(by, { exact: false }).click();
        await page.getByRole('img', { name: `${title} by ${by}` }).waitFor();
        const name = (await chartOf(title).getAttribute('aria-label')) ?? '';
        assert.ok(name.includes(`${money(total.costMicroUsd)} in all`), name);
        await page
          .getByRole('radiogroup', { name: `${title}: chart or table` })
          .getByText('Table')
          .click();
        await page.getByRole('group', { name: `${title} by ${by}` }).waitFor();
        const rows = await rowsOf(title);
        assert.equal(rows.length, by === 'day' ? 30 : data.length);
        assert.equal(rows[0]?.at(-1), money(data[0]?.costMicroUsd ?? -1));
        await tableOf(title)
          .getByRole('row', { name: `All ${count(total.calls)}` })
          .waitFor();
        await page
          .getByRole('radiogroup', { name: `${title}: chart or table` })
          .getByText('Chart')
          .click();
      }
      assert.notDeepEqual(requests.filter(isLibrary), []);
      await assertAccessible(page, 'what was spent by model');
    });

    it('let an owner set a cap, show what is spent of it, and name what is none', async () => {
      await open('/settings/budgets');
      const organization = page.getByRole('region', { name: 'The whole organization' });
      const spent = money((await budget()).day.spentMicroUsd);
      await organization.getByText(`${spent} today`).waitFor();
      const field = page.getByLabel('US dollars a day');
      const save = page.getByRole('button', { name: 'Save caps' });
      for (const [typed, problem] of [
        ['-5', 'must be 0 or more'],
        ['2000000', 'must be at most 1,000,000'],
      ] as const) {
        await field.fill(typed);
        await field.blur();
        await organization.getByText(problem).waitFor();
        assert.ok(await save.isDisabled(), typed);
      }
      await page.getByLabel('Tokens a day').fill('1.5');
      await organization.getByText('must be a whole number').waitFor();
      await page.getByLabel('Tokens a day').fill('');
      await field.fill('5');
      await save.click();
      await page.getByText('Runs that wait for budget look again now.').waitFor();
      await organization.getByText(`${spent} of $5.00 today`).waitFor();
      await page.getByRole('progressbar', { name: 'Spent today' }).waitFor();
      assert.equal((await budget()).caps.dayMicroUsd, 5_000_000);

      await api(BUDGET, { method: 'PUT', body: { dayMicroUsd: 7_000_000 } });
      await field.fill('6');
      await save.click();
      await page.getByText('Nothing was saved').waitFor();
      const readAnew = page.waitForResponse((response) => response.url().endsWith(BUDGET));
      // As often as it takes until what was read counts as old.
      await page.evaluate(
        `setInterval(() => document.dispatchEvent(new Event('visibilitychange', { bubbles: true })), 500)`,
      );
      await readAnew;
      await organization.getByText(`${spent} of $7.00 today`).waitFor();
      assert.equal(await field.inputValue(), '6', 'what was typed is kept');
      assert.equal((await budget()).caps.dayMicroUsd, 7_000_000);
      const discard = page.getByRole('button', { name: 'Discard' });
      await discard.click();
      assert.equal(await field.inputValue(), '7');
      await discard.waitFor({ state: 'detached' });
    });

    it('show a viewer the same, and let nobody change caps who may not', async () => {
      const { id } = organizationView.parse(await api('/organizations/current'));
      const viewer = await buildApiKey(app.testDatabase.system, requireUuid('organization', id), {
        role: 'viewer',
      });
      await open('/settings/budgets', { key: viewer.key });
      await page.getByText('Your key lacks the scope budgets:write').waitFor();
      assert.ok(await page.getByRole('button', { name: 'Save caps' }).isDisabled());
      assert.ok(await page.getByLabel('US dollars a day').isDisabled());
      await chartOf('Spent in the last 30 days').waitFor();
    });
  });
}
