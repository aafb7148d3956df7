/** The machine's own Chromium, in the looks that every page must have. */
import { accessSync, constants } from 'node:fs';
import { type Browser, type BrowserContext, chromium } from 'playwright-core';

const PATHS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Where Chromium is, or undefined when this machine has none. */
export function findChromium(): string | undefined {
  return PATHS.find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

export function launchChromium(executablePath: string): Promise<Browser> {
  return chromium.launch({ executablePath, args: FLAGS });
}

export interface Look {
  readonly scheme: 'light' | 'dark';
  /** In CSS pixels: a laptop and a phone. */
  readonly width: number;
}

export const LOOKS: readonly Look[] = [
  { scheme: 'light', width: 1280 },
  { scheme: 'light', width: 390 },
  { scheme: 'dark', width: 1280 },
  { scheme: 'dark', width: 390 },
];

/** Each scheme and each width once: what is wrong in a third look is wrong in one of these, too. */
export const OPPOSITE_LOOKS = LOOKS.filter(({ scheme, width }) => (scheme === 'light') === (width === 1280));

export function openContext(browser: Browser, { scheme, width }: Look): Promise<BrowserContext> {
  return browser.newContext({ viewport: { width, height: 860 }, colorScheme: scheme });
}
