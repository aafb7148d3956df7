/** Every page that there is, light and dark, on a laptop and on a phone; and the way there without a mouse. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { agentPage } from '../../domain/contracts/agents.ts';
import { runView } from '../../domain/contracts/runs.ts';
import { runSeed } from '../../prisma/seed/seed.ts';
import {
  findChromium,
  launchChromium,
  type Look,
  OPPOSITE_LOOKS,
  openContext,
} from '../../scripts/screenshots/chromium.ts';
import { type Place, placesOf, PUBLIC_PLACES, staffPlacesOf } from '../../scripts/screenshots/places.ts';
import { assertAccessible, collectComplaints } from '../support/browser.ts';
import { type RunningApp, startRunningApp } from '../support/running-app.ts';
import { until } from '../support/until.ts';

const chromium = findChromium();
const WIDE: Look = { scheme: 'light', width: 1280 };
/** The owner of the demo organization, who is staff of the platform, too. */
const LOGIN = { email: 'owner@school.test', password: 'correct horse battery' };

if (chromium !== undefined || process.env['CI'] === 'true') {
  describe('Every page in Chromium', function () {
    this.timeout(300_000);
    let app: RunningApp;
    let browser: Browser;
    let context: BrowserContext;
    let page: Page;

    before(async () => {
      assert.ok(chromium, 'CI must have Chromium');
      [app, browser] = await Promise.all([startRunningApp(), launchChromium(chromium)]);
      await runSeed({ systemUrl: app.testDatabase.system, demoLogin: LOGIN });
      await fill();
    });
    after(async () => {
      await browser.close();
      await app.stop();
    });
    afterEach(() => context.close());

    async function ask(path: string, init: { body?: object; method?: string; etag?: string } = {}) {
      const { body, method = body === undefined ? 'GET' : 'POST', etag } = init;
      const response = await fetch(`${app.url}/v1${path}`, {
        method,
        headers: {
          authorization: `Bearer ${app.apiKey}`,
          'content-type': 'application/json',
          ...(etag === undefined ? {} : { 'if-match': etag }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      assert.ok(response.ok, `${path} ${String(response.status)} ${await response.clone().text()}`);
      return response;
    }

    async function api(path: string, body?: object): Promise<unknown> {
      return (await ask(path, body === undefined ? {} : { body })).json();
    }

    /** Something to see on each page: a run that waits, one that only read, a skill, an agent of two versions. */
    async function fill(): Promise<void> {
      const { data: agents } = agentPage.parse(await api('/agents'));
      const report = agents.find(({ kind }) => kind === 'custom_report');
      const input = { sections: ['leads'], prompt: 'Send "The course is full." to +4915123456789' };
      for (const dryRun of [false, true]) {
        const run = runView.parse(await api('/runs', { agentId: report?.id, input, dryRun }));
        let status = '';
        await until(
          async () => {
            ({ status } = runView.parse(await api(`/runs/${run.id}`)));
            return status === (dryRun ? 'completed' : 'waiting');
          },
          { what: () => `${run.id} is ${status}`, timeoutMs: 60_000 },
        );
      }
      await api('/skills', {
        title: 'Storm days',
        description: 'Use this in a storm.',
        body: '# Storm',
        tags: ['weather'],
      });
      const reply = agents.find(({ kind }) => kind === 'text_reply');
      const path = `/agents/${reply?.id ?? ''}`;
      const etag = (await ask(path)).headers.get('etag') ?? '';
      await ask(path, { method: 'PATCH', etag, body: { spec: { rules: ['Never promise a discount.'] } } });
    }

    async function open(look: Look): Promise<string[]> {
      context = await openContext(browser, look);
      page = await context.newPage();
      page.setDefaultTimeout(20_000);
      return collectComplaints(page);
    }

    async function logIn(): Promise<void> {
      await page.goto(`${app.url}/login`);
      await page.getByLabel('E-mail address').fill(LOGIN.email);
      await page.getByLabel('Password').fill(LOGIN.password);
      await page.getByRole('button', { name: 'Log in' }).click();
      await page.getByRole('heading', { name: 'Agents', level: 1 }).waitFor();
    }

    async function read<T>(path: string): Promise<readonly T[]> {
      const response = await page.request.get(`${app.url}/v1${path}`);
      return ((await response.json()) as { data: T[] }).data;
    }

    const allPlaces = async () => [...(await placesOf(read)), ...(await staffPlacesOf(read))];

    async function look(path: string): Promise<void> {
      await page.goto(app.url + path);
      await page.getByRole('heading', { level: 1 }).waitFor();
      const loading = page.locator('[aria-label="Loading"]');
      await until(async () => (await loading.count()) === 0, { what: () => path, timeoutMs: 20_000 });
      await page.waitForTimeout(300);
      assert.match(await page.title(), /\S · Steward$/, `the title of ${path}`);
      await assertAccessible(page, path);
    }

    it('is on the list of those that are looked at', async () => {
      await open(WIDE);
      await logIn();
      const source = readFileSync(new URL('../../web/src/routes.tsx', import.meta.url), 'utf8');
      const given = [...source.matchAll(/path="([^"*]+)"/g)].map(([, path = '']) => path);
      // Those without a slash lie in the platform area; the others only lead somewhere else.
      const routes = given.map((path) => (path.startsWith('/') ? path : `/platform/${path}`));
      const paths = [...PUBLIC_PLACES, ...(await allPlaces())].map(({ path }) => path.split(/[?#]/)[0] ?? '');
      const missed = routes.filter((route) => {
        const shape = new RegExp(`^${route.replaceAll(/:\w+/g, '\\w+')}$`);
        return !['/', '/sign-in', '/platform'].includes(route) && !paths.some((path) => shape.test(path));
      });
      assert.deepEqual(missed, []);
    });

    it('can be reached with the keyboard alone', async () => {
      await open(WIDE);
      await logIn();
      const rooms = await page.getByRole('navigation', { name: 'Main' }).getByRole('link').allTextContents();
      for (const room of rooms.filter((name) => name !== '' && name !== 'API docs' && name !== 'Steward')) {
        await page.goto(`${app.url}/agents`);
        await page.getByRole('heading', { level: 1 }).waitFor();
        const isThere = () =>
          page.evaluate(`document.activeElement?.textContent === ${JSON.stringify(room)}`);
        for (let i = 0; i < 30 && !(await isThere()); i += 1) await page.keyboard.press('Tab');
        assert.ok(await isThere(), `Tab never reaches ${room}`);
        await page.keyboard.press('Enter');
        await page.locator('[aria-current="page"]').getByText(room).waitFor();
      }
    });

    for (const one of OPPOSITE_LOOKS) {
      it(`has a title and no serious accessibility problem (${one.scheme}, ${String(one.width)} px)`, async () => {
        const complaints = await open(one);
        const problems: string[] = [];
        const lookAt = async (places: readonly Place[]): Promise<void> => {
          for (const { path } of places)
            await look(path).catch((error: unknown) => problems.push(`${path}: ${String(error)}`));
        };
        await lookAt(PUBLIC_PLACES);
        await logIn();
        await lookAt(await allPlaces());
        assert.deepEqual(problems, []);
        assert.deepEqual(
          complaints.filter((text) => !/status of (401|404)/.test(text)),
          [],
        );
      });
    }
  });
}
