import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openCardPage, showCard } from './card-page';
import { samples } from './samples';

/** `npx tsx test/cards/pictures.ts <folder> [name…]`: sheets with pictures of the cards, to be looked at. */
async function takePictures(folder: string, wanted: readonly string[]): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const { page, browser } = await openCardPage();
  const names = Object.keys(samples).filter(
    (name) => wanted.length === 0 || wanted.some((start) => name.startsWith(start)),
  );
  await page.setViewportSize({ width: cardsPerSheet * 372, height: 600 });
  for (let from = 0; from < names.length; from += cardsPerSheet) {
    const some = names.slice(from, from + cardsPerSheet);
    const cards: string[] = [];
    for (const name of some) {
      cards.push(`<div><b>${name}</b>${await showCard(page, samples[name]!().content)}</div>`);
    }
    const sheet = `<div style="display:flex;gap:16px;align-items:flex-start">${cards.join('')}</div>`;
    await page.evaluate(`document.getElementById('cards').innerHTML = ${JSON.stringify(sheet)}`);
    await page.screenshot({ path: join(folder, `${some[0]}.png`), fullPage: true });
  }
  await browser.close();
}

const cardsPerSheet = 4;
const [folder = 'pictures', ...wanted] = process.argv.slice(2);
void takePictures(folder, wanted);
