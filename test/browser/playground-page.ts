import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Locator, type Page } from 'playwright-core';
import { maxWaitMs } from '../support/eventually';

/** Paths on Debian and Ubuntu, and on other systems. */
const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The browser on this machine, if there is one. */
export const chromiumPath = places.find((path) => existsSync(path));

/** The chat page, as a person uses it. */
export interface ChatPage {
  readonly page: Page;
  type(words: string): Promise<void>;
  /** The newest message that contains these words. */
  message(words: RegExp): Locator;
  /** Takes a screenshot; returns its file. */
  picture(name: string): Promise<string>;
  close(): Promise<void>;
}

export async function wireChat(port: number, pictures: string): Promise<ChatPage> {
  mkdirSync(pictures, { recursive: true });
  const browser = await chromium.launch({
    args,
    ...(chromiumPath && { executablePath: chromiumPath }),
  });
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(`http://127.0.0.1:${port}/`);
  const box = page.locator('[contenteditable=true][role=textbox]').first();
  await box.waitFor({ timeout: maxWaitMs });
  return {
    page,
    type: async (words) => {
      await box.click();
      await page.keyboard.type(words);
      await page.keyboard.press('Enter');
    },
    message: (words) => page.locator('.ac-adaptiveCard').filter({ hasText: words }).last(),
    picture: async (name) => {
      const path = join(pictures, name);
      await page.screenshot({ path });
      return path;
    },
    close: () => browser.close(),
  };
}

// Headless and without a sandbox: tests may run as root, and access only this machine.
const args = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
