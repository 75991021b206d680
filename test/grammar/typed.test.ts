import type { Reading } from '../../src/grammar/reading';
import { understand } from '../support/understand';

/** Everything that is not empty, so that a case names all there is to say. */
function gist({ window, parts, ...reading }: Reading): Record<string, unknown> {
  const all = { ...reading, window: window?.text, parts: parts?.map(gist) };
  return Object.fromEntries(
    Object.entries(all).filter(
      ([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0),
    ),
  );
}

type Case = readonly [typed: string, meant: Record<string, unknown>];

const collect = (...machines: string[]) => ({ command: 'collect', machines });

const asTyped: Case[] = [
  ['pls collect WS-042 asap', collect('WS-042')],
  ['Could you please collect ws-042, ws-043 and ws-044!', collect('ws-042', 'ws-043', 'ws-044')],
  ['hey can you grab packages from ws-042 & ws-043 pls? asap', collect('ws-042', 'ws-043')],
  ['I need you to pull ws-042', collect('ws-042')],
  ['ws-042, ws-043: collect', collect('ws-042', 'ws-043')],
  ['collect ws-042/ws-043', collect('ws-042', 'ws-043')],
  ['collect ws-042 + ws-043', collect('ws-042', 'ws-043')],
  ['/collect ws-042', collect('ws-042')],
  ['@Bailiff collect ws-042', collect('ws-042')],
  ['"collect ws-042"', collect('ws-042')],
  ['`collect ws-042`', collect('ws-042')],
  ['collect **ws-042**', collect('ws-042')],
  ['collect ws\\_042', collect('ws_042')],
  ['collect ws-042 👍', collect('ws-042')],
  ['collect → ws-042…', collect('ws-042')],
  ['collect SRV01.CORP.EXAMPLE.COM?', collect('SRV01.CORP.EXAMPLE.COM')],
  ['collect \\\\ws-042\\c$', collect('ws-042')],
  ['collect CORP\\FILESERVER', collect('FILESERVER')],
  ['collect host=ws-042', collect('ws-042')],
  ["collect ws-042's package", collect('ws-042')],
  ['collect FILESRV and PRINTSRV', collect('FILESRV', 'PRINTSRV')],
  ['COLLECT FILESRV NOW', collect('FILESRV')],
  ['collect pakage ws-042', collect('ws-042')],
  ['collect note-01', collect('note-01')],
  ['collect 10.20.30.40:443', { command: 'collect', byIp: ['10.20.30.40'] }],
  ['collect 2001:db8[::]1f', { command: 'collect', byIp: ['2001:db8::1f'] }],
  ['collect ws-042 again', { ...collect('ws-042'), flags: ['again'] }],
  ['collect ws-042 —dry-run', { ...collect('ws-042'), flags: ['dry-run'] }],
];

const lists: Case[] = [
  ['collect\n• ws-042\n• ws-043', collect('ws-042', 'ws-043')],
  ['collect\n1) ws-042\n2)ws-043\n3.ws-044', collect('ws-042', 'ws-043', 'ws-044')],
  ['collect\n-ws-042\n-ws-043', collect('ws-042', 'ws-043')],
  ['collect\n- [ ] ws-042\n- [x] ws-043', collect('ws-042', 'ws-043')],
  ['collect ws-042\tws-043', collect('ws-042', 'ws-043')],
  [
    'collect\nDevice name\tOS\tUser\nws-042\tWin11\tjdoe01\nws-043\tWin10\tmia',
    { ...collect('ws-042', 'ws-043'), warnings: ['first-column'] },
  ],
  [
    'collect\n1\tws-042\tWin11\n2\tws-043\tWin10',
    { ...collect('ws-042', 'ws-043'), warnings: ['first-column'] },
  ],
  [
    '| Device | OS |\n|---|---|\n| ws-042 | Win11 |\n| ws-043 | Win11 |\ncollect',
    { ...collect('ws-042', 'ws-043'), warnings: ['first-column'] },
  ],
  [
    'Please collect the investigation package for these:\n\n- WS-042\n- WS-043\n\nReason: phishing\n\nBest regards,\nMia\n+49 30 1234',
    { ...collect('WS-042', 'WS-043'), reason: 'phishing' },
  ],
  ['collect ws-042\n\n--\nMia Chen\nSOC-L2', collect('ws-042')],
  ['> collect ws-999\ncollect ws-042', collect('ws-042')],
];

const reasons: Case[] = [
  ['collect ws-042, because "he said because"', { reason: 'he said because' }],
  [
    'collect ws-042 reason: "clicked because he was told"',
    { reason: 'clicked because he was told' },
  ],
  ['collect ws-042 — lsass alert', { reason: 'lsass alert' }],
  ['collect ws-042 – lsass alert', { reason: 'lsass alert' }],
  ['collect ws-042 -- lsass alert', { reason: 'lsass alert' }],
  ['collect ws-042 -m "lsass alert"', { reason: 'lsass alert' }],
  ['collect ws-042 —reason lsass', { reason: 'lsass' }],
  ['collect ws-042 because of lsass', { reason: 'lsass' }],
  ['collect ws-042\nreason: phishing\nuser clicked', { reason: 'phishing user clicked' }],
  ['because of lsass, please collect ws-042', { reason: 'lsass' }],
  ['collect because lsass:\n- ws-042', { reason: 'lsass' }],
  ['collect ws-042 because user called; call back', { reason: 'user called; call back' }],
  ['collect ws-042 because it talks to ws-077', { reason: 'it talks to ws-077' }],
  ['collect ws-042 because see https://wiki/x?y=1', { reason: 'see https://wiki/x?y=1' }],
  ['collect ws-042 ticket SEC-1234', { ticket: 'SEC-1234' }],
  ['collect ws-042 (case 4711) because x', { ticket: '4711', reason: 'x' }],
].map(([typed, more]) => [typed, { ...collect('ws-042'), ...(more as object) }] as Case);

const told: Case[] = [
  ['collect ws-042 for user jdoe01', { ...collect('ws-042'), warnings: ['ignored:jdoe01'] }],
  ['collect ws-042 jdoe@corp.com', { ...collect('ws-042'), warnings: ['ignored:jdoe@corp.com'] }],
  ['collect lsass.exe from ws-042', { ...collect('ws-042'), warnings: ['ignored:lsass.exe'] }],
  ['collect ws-042 CVE-2024-3094', { ...collect('ws-042'), warnings: ['ignored:CVE-2024-3094'] }],
  ['collect ws-042 and isolate it', { ...collect('ws-042'), warnings: ['ignored:isolate'] }],
  ['collect ws-042 tomorrow', { ...collect('ws-042'), warnings: ['ignored:tomorrow'] }],
  ['collect alpha beta', { command: 'collect', warnings: ['ignored:alpha', 'ignored:beta'] }],
  [
    'collect ws-001 to ws-025',
    {
      ...collect('ws-001', 'ws-025'),
      ranges: [expect.objectContaining({ typed: 'ws-001 – ws-025', count: 25 })],
      warnings: ['range-not-expanded'],
    },
  ],
  ['collect ws-042 but not ws-043', { ...collect('ws-042'), warnings: ['excluded:ws-043'] }],
  [
    'collect ws-042 if ws-043 is up',
    { ...collect('ws-042'), warnings: ['excluded:ws-043', 'ignored:if'] },
  ],
  ['collect all but ws-042', { command: 'collect', warnings: ['excluded:ws-042'] }],
  [
    'collect machines of incident 4711 except ws-043',
    { command: 'none', warnings: ['negated', 'excluded:ws-043'] },
  ],
  [
    'ws-042 is not responding, collect it',
    { ...collect('ws-042'), warnings: ['ignored:not', 'ignored:responding'] },
  ],
  [
    'collect ws-0а2',
    {
      command: 'collect',
      warnings: ['look-alike'],
      lookAlike: { typed: 'ws-0а2', suggestion: 'ws-0a2' },
    },
  ],
  ['collect büro-pc-07', collect('büro-pc-07')],
];

describe.each([
  ['commands as people type them', asTyped],
  ['pasted lists and tables', lists],
  ['reasons and tickets', reasons],
  ['what is told instead of guessed', told],
])('%s', (_, cases) => {
  it.each(cases)('%j', (typed, meant) => {
    expect(gist(understand({ text: typed }))).toEqual(meant);
  });
});
