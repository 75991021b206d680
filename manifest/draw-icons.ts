import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

/**
 * Draws `color.png` and `outline.png` from their SVGs, in the sizes Teams asks for.
 *
 * Run by hand after a change of a drawing (`npx tsx manifest/draw-icons.ts`); the pictures are committed.
 * Source: https://learn.microsoft.com/microsoftteams/platform/concepts/build-and-test/apps-package (read 2026-11)
 */
const icons = [
  { name: 'color', size: 192 },
  { name: 'outline', size: 32 },
] as const;

async function drawAll(): Promise<void> {
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--headless', '--no-sandbox', '--disable-gpu'],
  });
  for (const { name, size } of icons) {
    const page = await browser.newPage({ viewport: { width: size, height: size } });
    const svg = readFileSync(join(__dirname, `${name}.svg`), 'utf8');
    await page.setContent(
      `<style>body{margin:0;background:transparent}svg{display:block}</style>${svg}`,
    );
    await page.screenshot({ path: join(__dirname, `${name}.png`), omitBackground: true });
  }
  await browser.close();
}

void drawAll();
