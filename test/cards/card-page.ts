import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { renderMarkdown } from './markdown';

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The browser on this machine, if there is one. */
export const chromiumPath = places.find((path) => existsSync(path));

const library = join(require.resolve('adaptivecards/package.json'), '..', 'dist/adaptivecards.js');
const args = '--headless --no-sandbox --disable-gpu --disable-quic --no-first-run'.split(' ');

/** Looks like Teams: a card takes the width of the page but for its margins. */
const page = `<!doctype html><meta charset="utf-8">
<style>
  body { margin: 10px; font: 14px/20px 'Liberation Sans', sans-serif; background: #f5f5f5 }
  .ac-adaptiveCard { min-width: 340px; background: #fff; border-radius: 6px; outline: none }
  .ac-actionSet { flex-wrap: wrap }
  .ac-actionSet > div[style*='width'] { flex: 0 0 4px !important; width: 4px !important }
  .ac-pushButton { font: inherit; margin: 4px 4px 0 0; padding: 5px 12px; color: inherit; background: transparent; border: 1px solid #d1d1d1; border-radius: 4px }
  .dark { background: #1f1f1f; color: #fff } .dark .ac-adaptiveCard { background: #292929 }
  p { margin: 0 } a { color: #c00 }
</style><div id="cards"></div>`;

export const themes = ['light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const white = { default: '#ffffff', subtle: '#adadad' };
const darkColors = {
  default: white,
  accent: { default: '#7f85f5', subtle: '#7f85f5' },
  attention: { default: '#e37d80', subtle: '#e37d80' },
  good: { default: '#92c353', subtle: '#92c353' },
  warning: { default: '#f2c661', subtle: '#f2c661' },
};
const containerStyles = {
  light: {},
  dark: { containerStyles: { default: { foregroundColors: darkColors } } },
};

const hostConfig = {
  fontFamily: "'Liberation Sans', sans-serif",
  fontSizes: { small: 12, default: 14, medium: 16, large: 18, extraLarge: 22 },
  spacing: { small: 4, default: 8, medium: 12, large: 16, extraLarge: 20, padding: 14 },
  actions: { actionsOrientation: 'horizontal', actionAlignment: 'left', maxActions: 6 },
};

/** A page of Microsoft's own card renderer, without any network. */
export async function openCardPage(): Promise<{ page: Page; browser: Browser }> {
  const browser = await chromium.launch({
    args,
    ...(chromiumPath && { executablePath: chromiumPath }),
  });
  const opened = await browser.newPage({ viewport: { width: 380, height: 600 } });
  await opened.setContent(page);
  // tsx marks the names of inner functions; the page has no such marker.
  await opened.addScriptTag({ content: 'window.__name = (named) => named' });
  await opened.addScriptTag({ content: readFileSync(library, 'utf8') });
  await opened.addScriptTag({ content: `window.renderMarkdown = ${String(renderMarkdown)}` });
  return { page: opened, browser };
}

/** Renders a card and gives back its HTML. */
export function showCard(opened: Page, content: unknown, theme: Theme = 'light'): Promise<string> {
  const config = { ...hostConfig, ...containerStyles[theme] };
  const script = `(() => {
    const { AdaptiveCard, HostConfig } = AdaptiveCards;
    AdaptiveCard.onProcessMarkdown = (text, result) => {
      result.outputHtml = renderMarkdown(text);
      result.didProcess = true;
    };
    const card = new AdaptiveCard();
    card.hostConfig = new HostConfig(${JSON.stringify(config)});
    card.parse(${JSON.stringify(content)});
    document.body.className = ${JSON.stringify(theme)};
    const place = document.getElementById('cards');
    place.replaceChildren(card.render());
    return place.innerHTML;
  })()`;
  return opened.evaluate(script);
}
