import { understand } from '../support/understand';

const bot = { id: '28:b0t', name: 'Bailiff', text: '<at>Bailiff</at>' };
const dana = { id: '29:dana', name: 'Dana Reyes', text: '<at>Dana Reyes</at>' };
const addressed = { mentions: [bot, dana], botId: '28:b0t' };

describe('mentions', () => {
  it('are ours by id, wherever they stand', () => {
    const text = '<at>Dana Reyes</at> <at>Bailiff</at> escalate C-7F3K2';

    const reading = understand({ text, mentions: [dana, bot], botId: 'b0t' });

    expect(reading).toMatchObject({ command: 'escalate', job: 'C-7F3K2', words: [] });
    expect(reading.people).toEqual([{ id: '29:dana', name: 'Dana Reyes' }]);
  });

  it('of a person who is called like the bot stay a person', () => {
    const namesake = { ...dana, name: 'Bailiff', text: '<at>Bailiff</at>' };
    const text = '<at>Bailiff</at> escalate C-7F3K2 <at>Bailiff</at>';

    const { people } = understand({ text, mentions: [bot, namesake], botId: bot.id });

    expect(people).toEqual([{ id: '29:dana', name: 'Bailiff' }]);
  });

  it('are kept in a reason by their name', () => {
    const text = '<at>Bailiff</at> collect ws-042 because <at>Dana Reyes</at> asked';

    expect(understand({ text, ...addressed }).reason).toBe('Dana Reyes asked');
  });

  it('are never read as a machine', () => {
    const ws = { id: '29:x', name: 'WS-999', text: '<at>WS-999</at>' };

    const reading = understand({
      text: '<at>Bailiff</at> collect ws-042 <at>WS-999</at>',
      mentions: [bot, ws],
      botId: bot.id,
    });

    expect(reading.machines).toEqual(['ws-042']);
  });
});

describe('the HTML beside the text', () => {
  const read = (html: string, text = 'collect') =>
    understand({ text, html, mentions: [bot], botId: bot.id });
  const mention =
    '<span itemscope="" itemtype="http://schema.skype.com/Mention" itemid="0">Bailiff</span>&nbsp;';

  it('shows what is only quoted', () => {
    const quote =
      '<blockquote itemscope="" itemtype="http://schema.skype.com/Reply" itemid="1"><strong>Mia</strong><p>collect ws-999</p></blockquote>';

    const reading = read(
      `${quote}<p>${mention}collect ws-042</p>`,
      'Mia collect ws-999 collect ws-042',
    );

    expect(reading).toMatchObject({ command: 'collect', machines: ['ws-042'], warnings: [] });
  });

  it('has the links that the text lacks', () => {
    const link = '<a href="http://srv01.corp.example.com">srv01.corp.example.com</a>';

    expect(read(`<p>${mention}collect ${link}</p>`).machines).toEqual(['srv01.corp.example.com']);
  });

  it('names the machine of a portal link, whatever its title', () => {
    const id = '1e5bc9d7e413ddd7902c2932e418702b84d0cc07';
    const link = `<a href="https://security.microsoft.com/machines/v2/${id}/overview?tid=x">WS-9 - Defender</a>`;

    expect(read(`<p>collect ${link}</p>`).machines).toEqual([id]);
  });

  it('has the names in angle brackets that the text lacks', () => {
    expect(read('<p>collect &lt;ws-042&gt;</p>').machines).toEqual(['ws-042']);
  });

  it('keeps a table in columns', () => {
    const row = (...cells: string[]) =>
      `<tr>${cells.map((cell) => `<td style="a>b"><p>${cell}</p></td>`).join('')}</tr>`;
    const table = `<table><tbody>${row('Device', 'OS')}${row('ws-042', 'Win11')}${row('ws-043', 'x-1')}</tbody></table>`;

    const reading = read(`<div>collect</div>${table}<p>because lsass</p>`);

    expect(reading).toMatchObject({
      machines: ['ws-042', 'ws-043'],
      reason: 'lsass',
      warnings: ['first-column'],
    });
  });

  it('keeps the lines of a list', () => {
    const list = '<ol><li>collect ws-042</li><li>status ws-041</li></ol>';

    expect(read(list).parts?.map(({ command }) => command)).toEqual(['collect', 'status']);
  });
});

it('says that a longer text was cut, and cuts no name in half', () => {
  const text = `collect ${Array.from({ length: 4000 }, (_, at) => `ws-${at + 1000}`).join(' ')}`;

  const { machines, warnings } = understand({ text });

  expect(warnings).toContain('too-long');
  expect(machines.every((name) => /^ws-\d{4}$/.test(name))).toBe(true);
});
