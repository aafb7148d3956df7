/** The inbox, an agent's approval policy and the links of mails, in a real browser with a real mail server. */
import assert from 'node:assert/strict';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { requireUuid } from '../../domain/ids.ts';
import { findChromium, launchChromium, openContext } from '../../scripts/screenshots/chromium.ts';
import { newId } from '../../store/new-id.ts';
import { assertAccessible } from '../support/browser.ts';
import { queryRows } from '../support/rows.ts';
import { type RunningApp, startRunningApp } from '../support/running-app.ts';
import { SmtpInbox } from '../support/smtp-inbox.ts';
import { until } from '../support/until.ts';

const chromium = findChromium();

if (chromium !== undefined || process.env['CI'] === 'true') {
  describe('approvals in Chromium', function () {
    this.timeout(120_000);
    let app: RunningApp;
    let inbox: SmtpInbox;
    let browser: Browser;
    let context: BrowserContext | undefined;
    let page: Page;

    before(async () => {
      assert.ok(chromium, 'CI must have Chromium');
      inbox = await SmtpInbox.start();
      [app, browser] = await Promise.all([
        startRunningApp({ SMTP_URL: inbox.url }),
        launchChromium(chromium),
      ]);
      // The demo organization has a key and nobody to write to.
      const person = `INSERT INTO person (id, name, email) VALUES ('${newId()}', 'Olga Owner', 'olga@people.test') RETURNING id`;
      const member = `INSERT INTO member (id, organization_id, person_id, role) SELECT '${newId()}', o.id, p.id, 'owner' FROM organization o, p`;
      await queryRows(app, `WITH p AS (${person}) ${member}`);
    });
    after(async () => {
      await browser.close();
      await app.stop();
      await inbox.stop();
    });
    afterEach(() => context?.close());

    async function open(path: string, width = 1280): Promise<void> {
      context = await openContext(browser, { scheme: 'light', width });
      page = await context.newPage();
      await page.goto(app.url + path);
    }

    async function signIn(path: string): Promise<void> {
      await open(path);
      await page.getByLabel('API key').fill(app.apiKey);
      await page.getByRole('button', { name: 'Sign in' }).click();
    }

    async function api<T>(path: string, init: RequestInit = {}): Promise<T> {
      const headers = { authorization: `Bearer ${app.apiKey}`, 'content-type': 'application/json' };
      const response = await fetch(`${app.url}/v1${path}`, { ...init, headers });
      assert.ok(response.ok, `${path} ${String(response.status)}`);
      return (await response.json()) as T;
    }

    async function agentId(): Promise<string> {
      const { data } = await api<{ data: { id: string; kind: string }[] }>('/agents');
      return data.find(({ kind }) => kind === 'custom_report')?.id ?? '';
    }

    /** A report that wants to send a message, parked until somebody decides. */
    async function asked(text: string): Promise<string> {
      const input = { sections: ['leads'], prompt: `Send "${text}" to +4915123456789` };
      const body = JSON.stringify({ agentId: await agentId(), input });
      const run = await api<{ id: string }>('/runs', { method: 'POST', body });
      let id = '';
      await until(
        async () => {
          const { data } = await api<{ data: { id: string }[] }>(`/approvals?runId=${run.id}`);
          id = data[0]?.id ?? '';
          return id !== '';
        },
        { what: 'the approval', timeoutMs: 30_000 },
      );
      return id;
    }

    const statusOf = async (id: string) => (await api<{ status: string }>(`/approvals/${id}`)).status;

    it('decides by the link of a mail on a phone, without a log-in, and shows nothing of it afterwards', async () => {
      const id = await asked('By mail');
      await until(() => inbox.mails.some(({ text }) => text.includes(id)), { what: 'the mail' });
      const mail = inbox.mails.find(({ text }) => text.includes(id));
      const link = mail?.text.split('\n').find((line) => line.includes('/approval-link#')) ?? '';
      const answer = await fetch(link);
      assert.equal(answer.headers.get('referrer-policy'), 'no-referrer');
      assert.equal(answer.headers.get('cache-control'), 'no-store');
      await open(new URL(link).pathname + new URL(link).hash, 390);
      await page.getByText('By mail').waitFor();
      await assertAccessible(page, 'the page of a mail’s link');
      assert.equal(await statusOf(id), 'pending', 'looking decides nothing');
      await page.getByRole('button', { name: 'Approve' }).click();
      await page.getByText('Your decision was taken').waitFor();
      assert.equal(await statusOf(id), 'approved');
      await page.reload();
      await page.getByText('This link leads nowhere any more').waitFor();
      assert.equal(await page.getByText('By mail').count(), 0);
    });

    it('rejects several together after a confirmation, and finds them again by filter', async () => {
      const ids = [await asked('First of two'), await asked('Second of two')];
      await signIn('/approvals');
      await page.getByRole('link', { name: '2 to decide' }).waitFor();
      for (const name of [/First of two/, /Second of two/])
        await page.getByRole('checkbox', { name }).check();
      await page.getByRole('button', { name: 'Reject…' }).click();
      await page.getByRole('dialog').getByText('Reject 2 requests?').waitFor();
      assert.equal(await statusOf(ids[0] ?? ''), 'pending', 'nothing before the confirmation');
      await page.getByLabel('Reason').fill('Not today');
      await page.getByRole('button', { name: 'Reject all' }).click();
      await page.getByText('Nothing waits for you').waitFor();
      for (const id of ids) assert.equal(await statusOf(id), 'rejected');
      await page.goto(`${app.url}/approvals?show=all&status=rejected`);
      await page.getByText('First of two').first().waitFor();
      await assertAccessible(page, 'the filtered inbox');
    });

    it('decides by a reply from a phone that was proven on the page, and says so', async () => {
      const body = JSON.stringify({ email: 'rita@people.test', role: 'admin' });
      const { link } = await api<{ link: string }>('/invitations', { method: 'POST', body });
      await open('/login', 390);
      const invitationToken = new URL(link).searchParams.get('token');
      const data = { name: 'Rita', email: 'rita@people.test', password: 'a quite long one', invitationToken };
      const headers = { origin: app.url };
      const signedUp = await page.request.post(`${app.url}/v1/signup`, { data, headers });
      assert.equal(signedUp.status(), 201);
      await page.goto(`${app.url}/settings/replies`);
      await page.getByLabel('Phone number or e-mail address').fill('0151 1');
      await page.getByRole('button', { name: 'Send a code there' }).click();
      await page.getByText('must be a phone number like').first().waitFor();
      await page.getByLabel('Phone number or e-mail address').fill('+4915110000001');
      await page.getByRole('button', { name: 'Send a code there' }).click();
      const message = (words: RegExp) => page.getByRole('listitem').filter({ hasText: words });
      const textOf = async (words: RegExp) => (await message(words).first().textContent()) ?? '';
      await page.getByLabel('Code from the message').fill('AAAAAAAA');
      await page.getByRole('button', { name: 'Prove' }).click();
      await page.getByText('is not the code of the last message').first().waitFor();
      const proof = /is ([A-Z2-9]{8})\./.exec(await textOf(/Your code/))?.[1] ?? '';
      await page.getByLabel('Code from the message').fill(proof);
      await page.getByRole('button', { name: 'Prove' }).click();
      await page.getByText('Requests that you may decide are sent there.').waitFor();
      await assertAccessible(page, 'a proven reply address');
      const id = await asked('By reply');
      const code = /YES ([A-Z2-9]{8})/.exec(await textOf(/By reply/))?.[1] ?? '';
      await page.getByLabel('Reply as +4915110000001').fill('Hello?');
      await page.getByRole('button', { name: 'Send', exact: true }).click();
      await page.getByText('conversations on channels do not exist yet').first().waitFor();
      await page.getByLabel('Reply as +4915110000001').fill(`yes ${code}`);
      await page.getByRole('button', { name: 'Send', exact: true }).click();
      await message(/^Approved/)
        .first()
        .waitFor();
      assert.equal(await statusOf(id), 'approved');
      await page.goto(`${app.url}/approvals?show=all&id=${id}`);
      await page.getByText(/Rita by reply/).waitFor();
    });

    it('shows what an edit asks for that nobody was asked, and takes it when it is confirmed', async () => {
      const id = await asked('To be edited');
      // As a remote tool may be called, whose schema does not say what it does not know.
      await queryRows(
        app,
        `UPDATE approval SET arguments = arguments || '{"bcc": ["all@example.com"], "channel": 7}' WHERE id = '${requireUuid('approval', id)}'`,
      );
      await signIn(`/approvals?id=${id}`);
      const bcc = page.getByRole('textbox', { name: 'bcc' });
      assert.match(await bcc.inputValue(), /all@example\.com/);
      await page.getByText('Not described by the tool').waitFor();
      const channel = page.getByRole('textbox', { name: 'Channel' });
      assert.equal(await channel.inputValue(), '7', 'what is no channel is shown, too');
      assert.equal(await page.getByText('Show as JSON').count(), 1, 'in the form');
      await page.getByRole('button', { name: 'Edit', exact: true }).click();
      await bcc.fill('');
      await channel.fill('"simulator"');
      await page.locator('del').filter({ hasText: 'all@example.com' }).waitFor();
      await page.getByRole('textbox', { name: 'Text', exact: true }).fill('Call Max on +49 151 99999999.');
      await page.getByRole('button', { name: 'Approve with changes' }).click();
      await page.getByText('Your changes ask for something new').waitFor();
      await page.getByText(/\+49 151 99999999, which is not the recipient's/).waitFor();
      await assertAccessible(page, 'an edit to confirm');
      assert.equal(await statusOf(id), 'pending');
      await page.getByRole('button', { name: 'Approve with changes' }).click();
      await until(async () => (await statusOf(id)) === 'edited', { what: 'the confirmed edit' });
    });

    it('takes an approval policy in the agent’s form, shows it, and shows four eyes where they are asked for', async () => {
      const agent = await agentId();
      await signIn(`/agents/${agent}/edit`);
      await page.getByRole('button', { name: 'Approval policy' }).click();
      await page.getByLabel('Two different people must approve').check();
      await page.getByLabel('Remind after (minutes)').fill('30');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('two different people must approve').waitFor();
      await page.getByText('30 min').waitFor();
      const id = await asked('Four eyes');
      await page.goto(`${app.url}/approvals?id=${id}`);
      await page.getByText('First approval: nobody yet').waitFor();
      assert.equal(
        await page.getByRole('checkbox', { name: /Four eyes/ }).count(),
        0,
        'not to be decided together',
      );
      const [row] = await queryRows<{ four_eyes: boolean }>(
        app,
        'SELECT four_eyes FROM approval ORDER BY id DESC LIMIT 1',
      );
      assert.equal(row?.four_eyes, true);
    });
  });
}
