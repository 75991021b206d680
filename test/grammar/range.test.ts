import { understand } from '../support/understand';

const rangesIn = (text: string) =>
  understand({ text }).ranges?.map(({ count, names }) => [names[0], names.at(-1), count]);

describe('a range of machines', () => {
  it.each([
    ['collect ws-061..ws-070', 'ws-061', 'ws-070', 10],
    ['collect ws-061…ws-070 because x', 'ws-061', 'ws-070', 10],
    ['collect ws-061..070', 'ws-061', 'ws-070', 10],
    ['collect ws-[061-070]', 'ws-061', 'ws-070', 10],
    ['collect ws-[061-070].corp.example', 'ws-061.corp.example', 'ws-070.corp.example', 10],
    ['collect ws-061 - ws-070', 'ws-061', 'ws-070', 10],
    ['collect ws-061 .. ws-070', 'ws-061', 'ws-070', 10],
    ['collect ws-9 to ws-11', 'ws-9', 'ws-11', 3],
    [
      'status SRV1.corp.example through SRV2.corp.example',
      'SRV1.corp.example',
      'SRV2.corp.example',
      2,
    ],
    ['ws-061..ws-062', 'ws-061', 'ws-062', 2],
  ])('is told in %j', (text, first, last, count) => {
    expect(rangesIn(text)).toEqual([[first, last, count]]);
  });

  it.each(['collect ws-070..ws-061', 'collect ws-061 to pc-070', 'collect ws-061, ws-070'])(
    'is none in %j',
    (text) => {
      expect(rangesIn(text)).toBeUndefined();
    },
  );

  it('counts what would be too many without listing it', () => {
    expect(rangesIn('collect ws-000000001..ws-999999999')).toEqual([
      [undefined, undefined, 999_999_999],
    ]);
  });
});

describe('a word that vanished once', () => {
  it.each([
    ['collect dc', ['dc']],
    ['collect the server', ['server']],
    ['collect hostess', ['hostess']],
    ['collect packages of all devices', []],
    ['collect the server ws-042', ['ws-042']],
  ])('is asked for in %j where nothing else is named', (text, machines) => {
    expect(understand({ text }).machines).toEqual(machines);
  });

  it('is told where a name stands before it', () => {
    expect(understand({ text: 'collect ws-042 7' }).warnings).toEqual(['ignored:7']);
  });
});
