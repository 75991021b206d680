import type { Browser, Page } from 'playwright-core';
import { chromiumPath, openCardPage, showCard, themes } from './card-page';
import { samples } from './samples';

const cases = chromiumPath ? describe : describe.skip;

/** Where the first button starts and how far the card reaches, in px. */
const measure = `(() => {
  const button = document.querySelector('#cards .ac-pushButton');
  const card = document.querySelector('#cards .ac-adaptiveCard');
  return { button: button ? button.getBoundingClientRect().bottom : 0, wide: card.scrollWidth - card.clientWidth };
})()`;
type Measured = { readonly button: number; readonly wide: number };

cases("drawn by Microsoft's renderer (left out where no Chromium is installed)", () => {
  let opened: { page: Page; browser: Browser };
  beforeAll(async () => {
    opened = await openCardPage();
  });
  afterAll(() => opened.browser.close());

  it.each(Object.keys(samples))('%s overflows at no width and in no theme', async (name) => {
    const { content } = samples[name]!();
    for (const width of [360, 640])
      for (const theme of themes) {
        await opened.page.setViewportSize({ width, height: 800 });
        await showCard(opened.page, content, theme);

        const { wide } = await opened.page.evaluate<Measured>(measure);

        expect({ width, theme, wide }).toEqual({ width, theme, wide: 0 });
      }
  });

  it.each(Object.keys(samples).filter((name) => name.startsWith('on-call')))(
    '%s has its first buttons within 420 px of a phone',
    async (name) => {
      await opened.page.setViewportSize({ width: 360, height: 800 });
      await showCard(opened.page, samples[name]!().content);

      const { button } = await opened.page.evaluate<Measured>(measure);

      expect(button).toBeLessThanOrEqual(420);
    },
  );
});
