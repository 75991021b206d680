import { ipReportCard } from '../../src/cards/ip-report/ip-report';
import { unescaped } from '../../src/cards/kit/message';
import { escapeMarkdown } from '../../src/domain/text';
import { msg } from '../../src/language/language';

const view = { now: new Date('2026-11-20T10:00:00Z'), timeZone: 'UTC' };
const hostile = [
  'da640ea2fb-fe0c-428d-a8a8-22afe11b928f_1',
  'snake_case_name',
  '**bold** _it_ ~strike~ `code`',
  '[text](link) ![image](x)',
  '# head > quote - item 1. one',
  'back\\slash <at>everyone</at> &amp;',
];

describe('a stored sentence with Markdown characters in a value', () => {
  it.each(hostile)('is escaped once on the card: %j', (value) => {
    const card = ipReportCard(
      {
        ref: 'C-1',
        about: { alert: value },
        askedBy: 'Mia Chen',
        state: { kind: 'failed', cause: msg`Alert ${value} not found.` },
      },
      view,
    );

    const line = escapeMarkdown(`Alert ${value} not found.`);
    expect(JSON.stringify(card.content)).toContain(JSON.stringify(line).slice(1, -1));
  });

  it.each(hostile)('is plain again in a notification: %j', (value) => {
    expect(unescaped(escapeMarkdown(value))).toBe(value);
  });
});
