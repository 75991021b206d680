import { subscriptionsCard } from '../../src/cards/channels/subscriptions';
import { healthCard } from '../../src/cards/health';
import { type CommandHelp, helpCard } from '../../src/cards/help';
import { messageCard } from '../../src/cards/kit/message';
import { chooseMachineCard } from '../../src/cards/machines/choose-machine';
import { machineCard } from '../../src/cards/machines/machine';
import { welcomeCard } from '../../src/cards/welcome';
import { whoamiCard } from '../../src/cards/whoami';
import type { Card } from '../../src/domain/card';
import { md } from '../../src/domain/text';
import { dana, mia } from '../support/builders';
import { at, one, view, ws042 } from './samples-of-jobs';
import { opened } from './samples-of-on-call';

const lap = (id: string, facts: object) =>
  ws042({ id: id.repeat(40), name: 'fin-lap-07.contoso.com', ...facts });

const commands: readonly CommandHelp[] = [
  {
    name: 'collect',
    summary: 'Collect investigation packages from one or more devices.',
    usage: 'collect <machine>… because <reason>',
    examples: ['collect WS-042 because lsass alert'],
    role: 'responder',
  },
  {
    name: 'ips',
    summary: 'List the IP addresses of an alert, an incident or a time.',
    usage: 'ips for incident <id> | ips last 24h [high+]',
    examples: ['ips last 24h high+', 'ips for incident 4711'],
    role: 'analyst',
  },
  {
    name: 'status',
    summary: 'Show how far a collection is.',
    usage: 'status [C-…]',
    examples: ['status'],
    role: 'analyst',
  },
];

const parts = [
  { part: 'Defender', ok: true, says: 'answers in 80 ms', lastSuccess: at('09:43') },
  { part: 'Evidence store', ok: false, says: 'The disk is full', lastSuccess: at('08:00') },
];
const coverageGap = {
  part: 'on-call schedule',
  ok: false,
  says: 'nobody is on call from 18:00 CET, and there’s no fallback',
  isOptional: true,
  mend: 'Name a rotation in the policy file.',
} as const;

const onCallNow = { isOnCall: true, until: at('17:00'), open: [opened()], isHere: true };

const full = ws042({
  lastIp: '10.20.30.40',
  lastExternalIp: '93.184.216.34',
  tags: ['Tier0', 'Finance'],
  group: 'Workstations',
  risk: 'High',
  exposure: 'Medium',
  user: 'a.novak',
});

export const talkSamples: Readonly<Record<string, () => Card>> = {
  'choose-machine': () =>
    chooseMachineCard(
      {
        typed: 'fin-lap',
        machines: [
          lap('a', { lastSeen: at('09:42'), user: 'A. Novak' }),
          lap('b', { os: 'Windows10', lastSeen: at('08:44'), user: 'R. Diaz' }),
          lap('c', { health: 'Inactive', lastSeen: new Date('2026-10-10T09:00:00Z') }),
        ],
        verb: 'collect',
        words: ['because', 'lsass alert'],
        question: { id: 'C-2M9TB', askedBy: mia, expiresAt: at('10:31') },
      },
      view,
    ),
  message: () =>
    messageCard({
      title: md`No device “${'WS-0422'}” found`,
      lines: [md`Nothing was collected.`, md`Did you mean one of these?`],
      suggestions: [
        { title: 'WS-042', verb: 'collect', words: ['WS-042'] },
        { title: 'WS-0412', verb: 'collect', words: ['WS-0412'] },
      ],
      ref: 'C-7F41X',
      link: { title: 'Search in Defender', url: 'https://security.microsoft.com/machines' },
    }),
  'message-plain': () => messageCard({ title: md`Nothing to cancel`, lines: [] }),
  machine: () => machineCard({ machine: full, mayCollect: true, latest: one('ready') }, view),
  'machine-sparse': () =>
    machineCard(
      {
        machine: ws042({ name: '', os: 'Android', health: 'NoSensorData', lastSeen: undefined }),
        mayCollect: false,
      },
      { now: view.now, timeZone: view.timeZone },
    ),
  health: () => healthCard(parts, view),
  'health-schedule': () => healthCard([parts[0]!, coverageGap], view),
  'health-good': () => healthCard(parts.slice(0, 1), view),
  whoami: () =>
    whoamiCard({
      person: mia,
      role: 'analyst',
      timeZone: 'Europe/Berlin',
      may: ['ips', 'status', 'help'],
      mayNot: ['collect', 'cancel'],
    }),
  help: () => helpCard({ role: 'responder', commands }, view),
  'help-on-call': () => helpCard({ role: 'responder', commands, onCallNow }, view),
  'help-on-duty-elsewhere': () =>
    helpCard({ role: 'responder', commands, onCallNow: { ...onCallNow, isHere: false } }, view),
  'help-all': () => helpCard({ role: 'analyst', commands, all: true }, view),
  'help-topic': () => helpCard({ role: 'analyst', commands, topic: 'collect' }, view),
  'help-nobody': () => helpCard({ role: 'nobody', commands }, view),
  'welcome-channel': () => welcomeCard({ kind: 'channel', addedBy: mia.name, parts }),
  'welcome-shared-channel': () =>
    welcomeCard({ kind: 'channel', isShared: true, addedBy: mia.name, parts }),
  'welcome-personal': () =>
    welcomeCard({ kind: 'personal', parts: [], reader: { person: mia, role: 'responder' } }),
  'welcome-stranger': () =>
    welcomeCard({ kind: 'personal', parts, reader: { person: mia, role: 'nobody' } }),
  subscriptions: () =>
    subscriptionsCard(
      [
        { topic: 'incidents', minimumSeverity: 'high', by: dana, at: at('08:00') },
        { topic: 'operations', by: mia, at: at('09:00') },
      ],
      view,
    ),
  'subscriptions-none': () => subscriptionsCard([], view),
};
