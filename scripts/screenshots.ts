/**
 * `npm run screenshots [-- URL KEY]`: every page of a running stack, light and dark, laptop and phone, into
 * ./screenshots. Without arguments it takes the stack that `npm start` runs on this machine.
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { loadConfig } from '../config/env.ts';
import { findChromium, launchChromium, LOOKS, openContext } from './screenshots/chromium.ts';

const DIRECTORY = 'screenshots';
/** Until lists have arrived and the first painting is done. */
const SETTLE_MS = 900;

interface Stack {
  readonly url: string;
  readonly apiKey: string;
}

interface Place {
  readonly name: string;
  readonly path: string;
}

function stackOf([url, apiKey]: readonly string[]): Stack {
  if (url !== undefined && apiKey !== undefined) return { url, apiKey };
  const file = join(loadConfig().dataDir, 'stack.json');
  const { app, demoApiKey } = JSON.parse(readFileSync(file, 'utf8')) as { app: string; demoApiKey: string };
  return { url: app, apiKey: demoApiKey };
}

async function read<T>({ url, apiKey }: Stack, path: string): Promise<T[]> {
  const response = await fetch(`${url}/v1${path}`, { headers: { authorization: `Bearer ${apiKey}` } });
  if (!response.ok) throw new Error(`GET ${path} answered ${String(response.status)}`);
  return ((await response.json()) as { data: T[] }).data;
}

/** Fixed pages, each agent, and one run of every kind and status that there is. */
async function placesOf(stack: Stack): Promise<Place[]> {
  const agents = await read<{ id: string; kind: string }>(stack, '/agents');
  const runs = await read<{ id: string; agentId: string; kind: string; status: string }>(
    stack,
    '/runs?limit=200',
  );
  const oneOfEach = new Map(runs.map((run) => [`${run.kind}-${run.status}`, run]));
  const [first] = agents;
  return [
    { name: 'agents', path: '/agents' },
    ...agents.map(({ id, kind }) => ({ name: `agent-${kind}`, path: `/agents/${id}` })),
    ...(first === undefined ? [] : [{ name: 'agent-edit', path: `/agents/${first.id}/edit` }]),
    { name: 'runs', path: '/runs' },
    ...[...oneOfEach].map(([name, { id, agentId }]) => ({
      name: `run-${name}`,
      path: `/agents/${agentId}/runs/${id}`,
    })),
    { name: 'approvals', path: '/approvals' },
    { name: 'approvals-all', path: '/approvals?show=all' },
    { name: 'not-found', path: '/nothing-here' },
  ];
}

async function signIn(page: Page, { url, apiKey }: Stack): Promise<void> {
  await page.goto(url);
  await page.getByLabel('API key').fill(apiKey);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Agents', level: 1 }).waitFor();
}

async function main(): Promise<void> {
  const executablePath = findChromium();
  if (executablePath === undefined)
    throw new Error('There is no Chromium here (Debian: apt install chromium).');
  const stack = stackOf(process.argv.slice(2));
  const places = await placesOf(stack);
  mkdirSync(DIRECTORY, { recursive: true });
  const browser = await launchChromium(executablePath);
  try {
    for (const look of LOOKS) {
      const context = await openContext(browser, look);
      const page = await context.newPage();
      const shoot = async (name: string): Promise<void> => {
        await page.waitForTimeout(SETTLE_MS);
        const path = join(DIRECTORY, `${name}-${String(look.width)}-${look.scheme}.png`);
        await page.screenshot({ path, fullPage: true });
      };
      await page.goto(stack.url);
      await shoot('sign-in');
      await signIn(page, stack);
      for (const { name, path } of places) {
        await page.goto(stack.url + path);
        await shoot(name);
      }
      await context.close();
    }
  } finally {
    await browser.close();
  }
  process.stdout.write(`${String((places.length + 1) * LOOKS.length)} screenshots are in ./${DIRECTORY}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
});
