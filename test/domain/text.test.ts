import fc from 'fast-check';
import {
  clean,
  escapeMarkdown,
  isolate,
  markdown,
  md,
  unsafeMarkdown,
} from '../../src/domain/text';

describe('a foreign text', () => {
  it.each`
    foreign                 | shown
    ${'ws-042'}             | ${'ws-042'}
    ${'fin_lap'}            | ${'fin\\_lap'}
    ${'[x](http://e)'}      | ${'\\[x\\]\\(http:\\/\\/e)'}
    ${'<at>Dana</at>'}      | ${'&lt;at>Dana&lt;/at>'}
    ${'R&D'}                | ${'R&amp;D'}
    ${'payload.zip'}        | ${'payload\\.zip'}
    ${'version 1.2'}        | ${'version 1.2'}
    ${'- item'}             | ${'\\- item'}
    ${'1. item'}            | ${'1\\. item'}
    ${'a\u202eb\u200bc\nd'} | ${'abc d'}
  `('$foreign is written as $shown', ({ foreign, shown }) => {
    expect(escapeMarkdown(foreign)).toBe(shown);
  });

  it('is cut to what a line can hold, never inside a character', () => {
    expect(clean('😀'.repeat(300))).toBe(`${'😀'.repeat(199)}…`);
  });

  it('is always well-formed, one line and short', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 500 }), (foreign) => {
        const line = clean(foreign);

        expect(line.isWellFormed()).toBe(true);
        expect(line).not.toMatch(/[\r\n\u2028\u202e\u200b]/);
        expect([...line].length).toBeLessThanOrEqual(200);
      }),
    );
  });

  it('keeps right-to-left words from moving what stands beside them', () => {
    expect(isolate('host שרת 12')).toBe('host \u2068שרת\u2069 12');
    expect(isolate('ws-042')).toBe('ws-042');
  });

  it('is escaped inside a sentence, while our own words stay', () => {
    expect(md`${'*x*'} and ${markdown(unsafeMarkdown('**y**'))}`).toBe('\\*x\\* and **y**');
  });
});
