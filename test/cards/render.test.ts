import { largestCard, render } from '../../src/cards/kit/render';

const fact = (value: string) => ({ title: 'Reason', value });
const machine = {
  id: 'm',
  title: 'WS',
  lines: [],
  facts: [fact('x')],
  collectable: true,
  latest: '',
  page: '',
};

describe('drawing a card', () => {
  it('refuses a template with a field that the data lacks', () => {
    const { title: _, ...incomplete } = machine;

    expect(() => render('machine', incomplete, { summary: 's' })).toThrow(
      'cards/machine.json lacks title',
    );
  });

  it('does not take a name that looks like a template for one', () => {
    const card = render('summary', { summary: '${summary}' }, { summary: 's' });

    expect(JSON.stringify(card.content['body'])).toContain('${summary}');
  });

  it('drops what is least needed from a card that is too large', () => {
    const large = { ...machine, facts: Array.from({ length: 400 }, () => fact('x'.repeat(60))) };
    const fewer = (data: typeof large) => ({ ...data, facts: data.facts.slice(0, 3) });

    const card = render('machine', large, { summary: 's', smaller: [fewer] });

    expect(JSON.stringify(card.content).match(/Reason/g)).toHaveLength(3);
  });

  it('sends at least the sentence when nothing smaller fits', () => {
    const large = { ...machine, facts: Array.from({ length: 400 }, () => fact('x'.repeat(60))) };

    const { content } = render('machine', large, { summary: 'WS-042 package ready' });

    expect(content['body']).toEqual([
      { type: 'TextBlock', text: 'WS-042 package ready', wrap: true },
    ]);
    expect(Buffer.byteLength(JSON.stringify(content))).toBeLessThan(largestCard);
  });

  it('gives the same card for the same data, however often', () => {
    const draw = () => JSON.stringify(render('machine', machine, { summary: 's' }));

    expect(draw()).toBe(draw());
  });
});
