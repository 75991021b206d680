import type { Browser, Page } from 'playwright-core';
import { largestCard } from '../../src/cards/kit/render';
import { chromiumPath, openCardPage, showCard } from './card-page';
import { hostileCards, naughty } from './hostile';
import { type Json, objectsIn, stringsIn } from './template-reading';

const cards = (word: string) => Object.entries(hostileCards(word));
const name = (word: string) => JSON.stringify(word.slice(0, 50));
const cases = naughty.map((word) => [name(word), word] as const);

/** Places where Teams renders Markdown. */
function markdownOn(content: Json): string[] {
  return objectsIn([content['body'], content['actions']]).flatMap((node) => {
    if (node['type'] === 'TextBlock') return [String(node['text'])];
    if (node['type'] !== 'FactSet') return [];
    return (node['facts'] as Json[]).flatMap(({ title, value }) => [String(title), String(value)]);
  });
}

/** What still works as Markdown after removing escapes and entities. */
function alive(markdown: string): string {
  return markdown.replace(/\\[!-/:-@[-`{-~]/g, '·').replace(/&(?:amp|lt|gt|quot);/g, '·');
}

describe.each(cases)('a machine, an alert or a person called %s', (_, word) => {
  it('makes no link, image, mention, code or emphasis', () => {
    for (const [, { content }] of cards(word)) {
      const harm = markdownOn(content).filter((text) =>
        /[<`*_~[\]&]|:\/\/|[\p{L}\p{N}]\.\p{L}|^ *(?:[#>+-]|\d+[.)] )/u.test(alive(text)),
      );

      expect(harm).toEqual([]);
    }
  });

  it('hides nothing and turns nothing around', () => {
    for (const [, { content, summary }] of cards(word)) {
      const shown = [...markdownOn(content), summary].join('\n');

      expect(shown).not.toMatch(/[\u200b-\u200f\u202a-\u202e\u2060-\u2067\ufeff\u00ad\r]/);
      expect(shown.isWellFormed()).toBe(true);
    }
  });

  it('adds no element, and its card is small enough to be sent', () => {
    const harmless = Object.values(hostileCards('ws-042')).map(({ content }) => typesOf(content));

    const found = Object.values(hostileCards(word)).map(({ content }) => typesOf(content));

    expect(found.flatMap((types) => types.filter((type) => /Image|Media/.test(type)))).toEqual([]);
    expect(found).toHaveLength(harmless.length);
    for (const { content } of Object.values(hostileCards(word))) {
      expect(Buffer.byteLength(JSON.stringify(content))).toBeLessThanOrEqual(largestCard);
    }
  });
});

it('leaves what is sent by a button as it was', () => {
  const word = '[x](https://evil.example) ${id}';

  const pressed = objectsIn(hostileCards(word)['failureAlert']!.content).find(({ verb }) => verb);

  expect(pressed?.['data']).toEqual({ words: [word], v: 0 });
});

const browserCases = chromiumPath ? describe : describe.skip;
browserCases("in Microsoft's renderer (left out where no Chromium is installed)", () => {
  let opened: { page: Page; browser: Browser };
  beforeAll(async () => {
    opened = await openCardPage();
  });
  afterAll(() => opened.browser.close());

  it.each(cases)('%s stays text', async (_, word) => {
    for (const [, { content }] of cards(word)) {
      const html = await showCard(opened.page, content);

      expect(html.match(/<(?:a|img|em|b|code|h1|ul|at|blockquote)[ >]/g)).toBeNull();
    }
  });

  it('shows names without backslashes', async () => {
    await showCard(opened.page, hostileCards('srv_01-a*[b](c).zip & <at>')['rollUp']!.content);

    const words = await opened.page.locator('#cards').textContent();

    expect(words).toContain('SRV_01-A*[B](C) · ');
    expect(words).toContain('srv_01-a*[b](c).zip & <at>');
    expect(words).not.toContain('\\');
  });
});

function typesOf(content: Json): string[] {
  return stringsIn(objectsIn(content).map(({ type }) => type));
}
