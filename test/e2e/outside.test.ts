/** What leads outside, in a real browser over the real API, worker and a real MCP server: hosts, credentials, tools. */
import assert from 'node:assert/strict';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { credentialPage } from '../../domain/contracts/credentials.ts';
import { findChromium, launchChromium, type Look, openContext } from '../../scripts/screenshots/chromium.ts';
import { assertAccessible, collectComplaints } from '../support/browser.ts';
import { crmTools, type RunningMcpServer, startMcpServer } from '../support/mcp-server.ts';
import { type RunningApp, startRunningApp } from '../support/running-app.ts';

const chromium = findChromium();
const WIDE: Look = { scheme: 'light', width: 1280 };
const SECRET = 'canary-of-the-crm-4711';
const NEXT_SECRET = 'canary-of-the-crm-4712';

if (chromium !== undefined || process.env['CI'] === 'true') {
  describe('The outside world in Chromium', function () {
    this.timeout(120_000);
    let app: RunningApp;
    let browser: Browser;
    let context: BrowserContext;
    let page: Page;
    let complaints: string[];
    let remote: RunningMcpServer;
    let answers: string[];

    before(async () => {
      assert.ok(chromium, 'CI must have Chromium');
      const env = {
        STEWARD_ENCRYPTION_KEYS: `test:${Buffer.alloc(32, 7).toString('base64')}`,
        STEWARD_EGRESS_PERMITTED_RANGES: '127.0.0.1/32',
      };
      remote = await startMcpServer(crmTools());
      [app, browser] = await Promise.all([startRunningApp(env), launchChromium(chromium)]);
    });
    after(async () => {
      await browser.close();
      await app.stop();
      await remote.stop();
    });
    afterEach(async () => {
      await context.close();
      assert.deepEqual(
        complaints.filter((text) => !/status of (400|404|422)/.test(text)),
        [],
      );
      assert.ok(!answers.some((text) => text.includes('canary')), 'no answer has a secret in it');
    });

    async function open(path: string): Promise<void> {
      context = await openContext(browser, WIDE);
      page = await context.newPage();
      page.setDefaultTimeout(20_000);
      complaints = collectComplaints(page);
      answers = [];
      page.on('response', (response) => {
        const { pathname } = new URL(response.url());
        if (!/^\/v1\/(credentials|mcp-servers|audit)/.test(pathname)) return;
        void response.text().then(
          (text) => answers.push(text),
          () => undefined,
        );
      });
      await page.addInitScript(`sessionStorage.setItem('steward.api-key', ${JSON.stringify(app.apiKey)})`);
      await page.goto(app.url + path);
      await page.getByRole('heading', { level: 1 }).waitFor();
    }

    async function api<T>(path: string): Promise<T> {
      const headers = { authorization: `Bearer ${app.apiKey}` };
      const response = await fetch(`${app.url}/v1${path}`, { headers });
      assert.ok(response.ok, `${path} ${String(response.status)}`);
      return (await response.json()) as T;
    }

    async function hasTool(name: string): Promise<boolean> {
      const { data } = await api<{ data: { name: string }[] }>('/tools');
      return data.some((tool) => tool.name === name);
    }

    const confirm = (what: string) => page.getByRole('button', { name: `Yes, ${what}` }).click();

    it('has a list of hosts that names the line which is none', async () => {
      await open('/settings/outside');
      await page.getByText('The list is empty: nothing can be reached yet.').waitFor();
      const hosts = page.getByLabel('Hosts, one a line');
      await hosts.fill(`${remote.host}\nhttps://crm.example.com/api`);
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText(/^https:\/\/crm\.example\.com\/api must be/).waitFor();
      await page.getByText('What you typed is kept.').waitFor();
      await hosts.fill(`${remote.host}\n`);
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('1 host can be reached.').waitFor();
      await page.reload();
      assert.equal(await page.getByLabel('Hosts, one a line').inputValue(), remote.host);
      await assertAccessible(page, page.url());
    });

    it('keeps a credential whose secret nobody sees again, and replaces and deletes it', async () => {
      await open('/settings/credentials');
      await page.getByText('No credentials yet').waitFor();
      const form = page.getByRole('form', { name: 'Keep a credential' });
      await form.getByLabel('Name').fill('crm-api');
      await form.getByLabel('Hosts, one a line').fill('crm.example.com');
      await form.locator('input[type="password"]').fill('short');
      await form.getByRole('button', { name: 'Keep it' }).click();
      await form.getByRole('alert').getByText('Nothing was kept').waitFor();
      await form.getByText('must have at least 8 characters', { exact: true }).waitFor();
      assert.equal(await form.getByLabel('Name').inputValue(), 'crm-api', 'the rest is kept');
      await form.locator('input[type="password"]').fill(SECRET);
      await form.getByRole('button', { name: 'Keep it' }).click();
      await page.getByText('Agents can name “crm-api” now.').waitFor();
      const row = page.getByRole('listitem').filter({ hasText: 'Bearer token for crm.example.com' });
      await row.getByText('never used').waitFor();
      assert.ok(!(await page.content()).includes('canary'), 'the form has forgotten the secret, too');
      await assertAccessible(page, page.url());

      await row.getByRole('button', { name: 'Rotate' }).click();
      await row.locator('input[type="password"]').fill(NEXT_SECRET);
      await row.getByRole('button', { name: 'Replace the secret' }).click();
      await row.getByText(/\brotated\b/).waitFor();
      await row.getByRole('button', { name: 'Delete' }).click();
      await confirm('delete');
      await page.getByText('No credentials yet').waitFor();
      assert.deepEqual(credentialPage.parse(await api('/credentials')).data, []);
    });

    it('reads an MCP server, offers what was approved, and asks again when that changes', async () => {
      const find = remote.tools['find'];
      assert.ok(find);
      await open('/settings/mcp');
      await page.getByText('No MCP servers yet').waitFor();
      const form = page.getByRole('form', { name: 'Add a server' });
      await form.getByLabel('Name').fill('crm');
      await form.getByLabel('URL').fill('https://elsewhere.example.com/mcp');
      await form.getByRole('button', { name: 'Add and read its tools' }).click();
      await form.getByRole('alert').getByText('Nothing was added').waitFor();
      await form.getByLabel('URL').fill(remote.url);
      await form.getByRole('button', { name: 'Add and read its tools' }).click();
      const server = page.getByRole('region', { name: 'crm', exact: true });
      await server.getByText(/^2 tools, read/).waitFor();
      const tool = server.getByRole('listitem').filter({ hasText: 'mcp__crm__find' });
      await tool.getByText('Find a customer by name.').waitFor();
      await tool.getByText('not approved: no agent is offered it').waitFor();
      assert.equal(await hasTool('mcp__crm__find'), false);
      await assertAccessible(page, page.url());

      await tool.getByLabel('What find does').selectOption('Only reads');
      await tool.getByRole('button', { name: 'Approve these words' }).click();
      await tool.getByText(/^approved$/).waitFor();
      assert.equal(await hasTool('mcp__crm__find'), true);
      assert.equal(await hasTool('mcp__crm__book'), false);

      find.description = 'Find a customer by name or number.';
      await server.getByRole('button', { name: 'Read again' }).click();
      await tool.getByText('changed since it was approved: no agent is offered it').waitFor();
      await tool.locator('del', { hasText: /^name\.$/ }).waitFor();
      await tool.locator('ins', { hasText: /^name or number\.$/ }).waitFor();
      await assertAccessible(page, 'a tool that has changed');
      assert.equal(await hasTool('mcp__crm__find'), false);
      await tool.getByRole('button', { name: 'Approve these words' }).click();
      await tool.getByText(/^approved$/).waitFor();
      assert.equal(await hasTool('mcp__crm__find'), true);

      await tool.getByRole('button', { name: 'Withdraw' }).click();
      await confirm('withdraw');
      await tool.getByText('not approved: no agent is offered it').waitFor();
      assert.equal(await hasTool('mcp__crm__find'), false);
      await server.getByRole('button', { name: 'Remove' }).click();
      await confirm('remove');
      await page.getByText('No MCP servers yet').waitFor();
    });
  });
}
