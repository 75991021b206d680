import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openCardPage, showCard, type Theme } from './card-page';
import { samples } from './samples';

/** `npx tsx test/cards/pictures.ts <folder> [360|640] [light|dark] [name…]`: sheets with pictures of the cards. */
async function takePictures({ folder, width, theme, wanted }: Wanted): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const { page, browser } = await openCardPage();
  const names = Object.keys(samples).filter(
    (name) => wanted.length === 0 || wanted.some((start) => name.startsWith(start)),
  );
  await page.setViewportSize({ width: cardsPerSheet * (width + 12), height: 600 });
  for (let from = 0; from < names.length; from += cardsPerSheet) {
    const some = names.slice(from, from + cardsPerSheet);
    const cards: string[] = [];
    for (const name of some) {
      const drawn = await showCard(page, samples[name]!().content, theme);
      cards.push(`<div style="width:${width - 20}px"><b>${name}</b>${drawn}</div>`);
    }
    const sheet = `<div style="display:flex;gap:16px;align-items:flex-start">${cards.join('')}</div>`;
    await page.evaluate(`document.getElementById('cards').innerHTML = ${JSON.stringify(sheet)}`);
    await page.screenshot({ path: join(folder, `${some[0]}.png`), fullPage: true });
  }
  await browser.close();
}

interface Wanted {
  readonly folder: string;
  readonly width: number;
  readonly theme: Theme;
  readonly wanted: readonly string[];
}

const cardsPerSheet = 4;
const [folder = 'pictures', width = '360', theme = 'light', ...wanted] = process.argv.slice(2);
void takePictures({ folder, width: Number(width), theme: theme as Theme, wanted });
