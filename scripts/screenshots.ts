/**
 * `npm run screenshots`: every page of the stack that `npm start` runs on this machine, light and dark, laptop and
 * phone, into ./screenshots. Words after it are parts of names of pages: only those are taken.
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { loadConfig } from '../config/env.ts';
import { findChromium, launchChromium, type Look, LOOKS, openContext } from './screenshots/chromium.ts';
import { type Place, placesOf, PUBLIC_PLACES, staffPlacesOf } from './screenshots/places.ts';

const DIRECTORY = 'screenshots';
/** Until lists have arrived and the first painting is done. */
const SETTLE_MS = 900;

interface Stack {
  readonly app: string;
  readonly demoLogin: { readonly email: string; readonly password: string };
}

function readStack(): Stack {
  return JSON.parse(readFileSync(join(loadConfig().dataDir, 'stack.json'), 'utf8')) as Stack;
}

/** As the person who is logged in on this page. */
async function read<T>(page: Page, { app }: Stack, path: string): Promise<readonly T[]> {
  const response = await page.request.get(`${app}/v1${path}`);
  if (!response.ok()) throw new Error(`GET ${path} answered ${String(response.status())}`);
  return ((await response.json()) as { data: T[] }).data;
}

async function logIn(page: Page, { app, demoLogin }: Stack): Promise<void> {
  await page.goto(`${app}/login`);
  await page.getByLabel('E-mail address').fill(demoLogin.email);
  await page.getByLabel('Password').fill(demoLogin.password);
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.getByRole('heading', { name: 'Agents', level: 1 }).waitFor();
}

interface Tour {
  readonly stack: Stack;
  readonly wanted: (place: Place) => boolean;
}

async function shoot(
  page: Page,
  { stack, wanted }: Tour,
  places: readonly Place[],
  look: Look,
): Promise<number> {
  const chosen = places.filter(wanted);
  for (const { name, path } of chosen) {
    await page.goto(stack.app + path);
    await page.waitForTimeout(SETTLE_MS);
    const file = join(DIRECTORY, `${name}-${String(look.width)}-${look.scheme}.png`);
    await page.screenshot({ path: file, fullPage: true });
  }
  return chosen.length;
}

async function shootAll(browser: Browser, look: Look, tour: Tour): Promise<number> {
  const context = await openContext(browser, look);
  const page = await context.newPage();
  const outside = await shoot(page, tour, PUBLIC_PLACES, look);
  await logIn(page, tour.stack);
  const ask = <T>(path: string) => read<T>(page, tour.stack, path);
  const inside = await shoot(page, tour, [...(await placesOf(ask)), ...(await staffPlacesOf(ask))], look);
  await context.close();
  return outside + inside;
}

async function main(): Promise<void> {
  const executablePath = findChromium();
  if (executablePath === undefined)
    throw new Error('There is no Chromium here (Debian: apt install chromium).');
  const parts = process.argv.slice(2);
  const wanted = ({ name }: Place): boolean =>
    parts.length === 0 || parts.some((part) => name.includes(part));
  const tour = { stack: readStack(), wanted };
  mkdirSync(DIRECTORY, { recursive: true });
  const browser = await launchChromium(executablePath);
  let taken = 0;
  try {
    for (const look of LOOKS) taken += await shootAll(browser, look, tour);
  } finally {
    await browser.close();
  }
  process.stdout.write(`${String(taken)} screenshots are in ./${DIRECTORY}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
});
