/** What every page must keep to, looked at in a browser. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import type { RunningApp } from './running-app.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Collects what a page complains about while it is used. */
export function collectComplaints(page: Page): string[] {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  return complaints;
}

/** For the log of a test that failed: what its page showed, and what the programs behind it wrote last. */
export async function tellWhatWasSeen(page: Page, app: Pick<RunningApp, 'lastWords'>): Promise<void> {
  const seen = await page.locator('body').innerText();
  process.stdout.write(`${page.url()} showed:\n${seen}\n\nLast words of its programs:\n${app.lastWords()}\n`);
}

interface Violation {
  readonly id: string;
  readonly impact: string | null;
  readonly nodes: readonly { readonly target: readonly string[]; readonly failureSummary: string }[];
}

/** Fails on everything that axe calls serious or critical, and when the page scrolls sideways. */
export async function assertAccessible(page: Page, where: string): Promise<void> {
  // Written as text: it runs in the page, where the types of this project do not apply.
  const found = await page.evaluate<Violation[]>(
    `${AXE}; axe.run(document, { resultTypes: ['violations'] }).then((result) => result.violations)`,
  );
  const bad = found.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  const told = bad.map(
    ({ id, nodes }) =>
      `${id}: ${nodes.map((node) => `${node.target.join(' ')} ${node.failureSummary}`).join('; ')}`,
  );
  assert.deepEqual(told, [], `axe on ${where}`);
  const tooWide = await page.evaluate<number>(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  );
  assert.equal(tooWide, 0, `${where} is ${String(tooWide)} px wider than the window`);
}
