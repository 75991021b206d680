import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { renderMarkdown } from './markdown';

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The browser on this machine, if there is one. */
export const chromiumPath = places.find((path) => existsSync(path));

const library = join(require.resolve('adaptivecards/package.json'), '..', 'dist/adaptivecards.js');
const args = '--headless --no-sandbox --disable-gpu --disable-quic --no-first-run'.split(' ');

/** Looks like Teams at its narrowest: 15 px text on a card of 340 px. */
const page = `<!doctype html><meta charset="utf-8">
<style>
  body { margin: 12px; font: 14px/20px 'Liberation Sans', sans-serif; background: #f5f5f5 }
  .ac-adaptiveCard { width: 340px; background: #fff; border-radius: 6px; outline: none }
  .ac-pushButton { font: inherit; margin: 4px 4px 0 0; padding: 5px 12px; background: #fff; border: 1px solid #d1d1d1; border-radius: 4px }
  p { margin: 0 } a { color: #c00 }
</style><div id="cards"></div>`;

const hostConfig = {
  fontFamily: "'Liberation Sans', sans-serif",
  fontSizes: { small: 12, default: 14, medium: 16, large: 18, extraLarge: 22 },
  spacing: { small: 4, default: 8, medium: 12, large: 16, extraLarge: 20, padding: 14 },
  actions: { actionsOrientation: 'horizontal', actionAlignment: 'left', maxActions: 6 },
};

/** A page of Microsoft's own card renderer, without any network. */
export async function openCardPage(): Promise<{ page: Page; browser: Browser }> {
  const browser = await chromium.launch({ executablePath: chromiumPath, args });
  const opened = await browser.newPage({ viewport: { width: 380, height: 600 } });
  await opened.setContent(page);
  // tsx marks the names of inner functions; the page has no such marker.
  await opened.addScriptTag({ content: 'window.__name = (named) => named' });
  await opened.addScriptTag({ content: readFileSync(library, 'utf8') });
  await opened.addScriptTag({ content: `window.renderMarkdown = ${String(renderMarkdown)}` });
  return { page: opened, browser };
}

/** Renders a card and gives back its HTML. */
export function showCard(opened: Page, content: unknown): Promise<string> {
  const script = `(() => {
    const { AdaptiveCard, HostConfig } = AdaptiveCards;
    AdaptiveCard.onProcessMarkdown = (text, result) => {
      result.outputHtml = renderMarkdown(text);
      result.didProcess = true;
    };
    const card = new AdaptiveCard();
    card.hostConfig = new HostConfig(${JSON.stringify(hostConfig)});
    card.parse(${JSON.stringify(content)});
    const place = document.getElementById('cards');
    place.replaceChildren(card.render());
    return place.innerHTML;
  })()`;
  return opened.evaluate(script);
}
