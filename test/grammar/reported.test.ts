import csv from '../fixtures/reported/csv-rows.json';
import emoji from '../fixtures/reported/custom-emoji.json';
import names from '../fixtures/reported/names-that-look-like-versions.json';
import links from '../fixtures/reported/safelinks.json';
import underscore from '../fixtures/reported/underscore-first.json';
import { understand } from '../support/understand';

describe('input reported from real tenants', () => {
  it.each(Object.entries({ ...names.say, ...csv.say }))(
    'reads the names of %j',
    (text, machines) => {
      expect(understand({ text })).toMatchObject({ command: 'collect', machines });
    },
  );

  it('reads nothing from the tags and attributes of an unknown element', () => {
    expect(understand({ text: emoji.text, html: emoji.html })).toMatchObject(emoji.expected);
  });

  it.each(Object.entries(links.say))('unwraps %s', (text, meant) => {
    expect(understand({ text })).toMatchObject(meant);
  });

  it('keeps the underscore of a name', () => {
    expect(understand({ text: underscore.say }).machines).toEqual(['_lab01']);
  });
});

describe('of the same kinds', () => {
  it.each([
    ['collect win10, win11 because lab', ['win10', 'win11']],
    ['collect ws-042 and jump-box', ['ws-042', 'jump-box']],
    ['collect LAB_01_', ['LAB_01_']],
    ['collect _ws-042_', ['ws-042']],
    ['collect\nws-003,Windows11,Active\nws-004,Windows10,Active', ['ws-003', 'ws-004']],
    ['collect\nDevice,OS\nws-003,Windows11\nws-004,Windows10', ['ws-003', 'ws-004']],
    ['collect ws-001, ws-002\nws-003, ws-004', ['ws-001', 'ws-002', 'ws-003', 'ws-004']],
    ['collect büro-pc-01', ['büro-pc-01']],
  ])('reads the names of %j', (text, machines) => {
    expect(understand({ text })).toMatchObject({ command: 'collect', machines });
  });

  it.each([
    ['status dev-box', 'dev-box'],
    ['cancel windows10', 'windows10'],
    ['machine srv-10', 'srv-10'],
  ])('reads the name of %j', (text, machine) => {
    expect(understand({ text }).machines).toEqual([machine]);
  });

  it('reports a word that may be a name elsewhere', () => {
    const { machines, warnings } = understand({
      text: 'collect ws-042, it is the machine behind our follow-up',
    });

    expect(machines).toEqual(['ws-042']);
    expect(warnings).toContain('ignored:follow-up');
  });

  it.each([
    '<p><custom-x alt="ws-666"></custom-x>collect <a href="http://ws-042">ws-042</a></p>',
    '<p>collect <future data="ws-666 ws-667">ws-042</future> <a href="#"> </a></p>',
  ])('drops an unknown tag and keeps its text: %s', (html) => {
    expect(understand({ text: 'collect ws-042', html }).machines).toEqual(['ws-042']);
  });

  it('asks about a link that leads to nothing it knows', () => {
    const { unreadable, window } = understand({ text: 'ips https://example.com/incidents/4711' });

    expect(unreadable).toContain('example.com');
    expect(window).toMatchObject({ kind: 'last', amount: 24, unit: 'hour' });
  });
});

describe('mark-up, emoji and links of every form', () => {
  const inside = (cell: string) =>
    `<p>collect</p><table><tr><td>ws-042</td><td>${cell}</td></tr><tr><td>ws-043</td><td>y</td></tr></table>`;

  it.each([
    ['a table in a cell', inside('<table><tr><td>ws-666</td><td>ws-667</td></tr></table>')],
    ['lines in a cell', inside('<p>prod<br>ws-666</p>')],
    ['a list in a cell', inside('<ul><li>ws-666</li></ul>')],
  ])('takes nothing of %s beyond the first column', (_, html) => {
    expect(understand({ text: 'collect', html }).machines).toEqual(['ws-042', 'ws-043']);
  });

  it.each([
    'collect ws-042 1️⃣',
    'collect ws-042 :thumbs_up:',
    'collect ws-042 👨‍👩‍👧‍👦 🏳️‍🌈 #️⃣ 🇩🇪 👍🏽',
    '1️⃣ collect ws-042',
  ])('reads no emoji as a word: %s', (text) => {
    expect(understand({ text })).toMatchObject({ machines: ['ws-042'], warnings: [] });
  });

  const incident = encodeURIComponent('https://security.microsoft.com/incidents/4711');

  it.each([
    `https://eur03.safelinks.protection.outlook.com/ap/t-59584e83/?url=${incident}&data=05`,
    `https://gcc02.safelinks.protection.office365.us/?url=${incident}`,
    `https://statics.teams.cdn.office.net/evergreen-assets/safelinks/2/atp-safelinks.html?x=1&url=${encodeURIComponent(incident)}`,
  ])('unwraps %s', (link) => {
    expect(understand({ text: `ips ${link}` }).incident).toBe('4711');
  });

  it.each([
    `https://evil.example/?url=${incident}`,
    `https://x.safelinks.protection.outlook.com.evil.example/?url=${incident}`,
  ])('does not unwrap %s', (link) => {
    expect(understand({ text: `ips ${link}` }).incident).toBeUndefined();
  });
});
