import { joinedCard } from '../../src/cards/collect/joined';
import { pendingRequestCard } from '../../src/cards/collect/pending-request';
import { jobsCard, type ListedReport } from '../../src/cards/jobs/jobs';
import { collectionStatusCard } from '../../src/cards/kit/posted-card';
import type { RenderContext } from '../../src/cards/kit/render-context';
import type { Card } from '../../src/domain/card';
import type { Collection, Failure, Package, State } from '../../src/domain/collection';
import type { Machine } from '../../src/domain/machine';
import type { PendingRequest } from '../../src/domain/pending-request';
import { policyActor } from '../../src/domain/policy-actor';
import { hresultInWords } from '../../src/domain/refusal';
import { msg } from '../../src/language/language';
import { aCollection, aMachine, aPackage, omar } from '../support/builders';

const report = (id: string, facts: Partial<ListedReport>): ListedReport => ({
  ...{
    id,
    about: { incident: '4711' },
    askedBy: one('ready').askedBy,
    askedAt: at('09:20'),
    state: 'running',
  },
  ...facts,
});

export const at = (time: string): Date => new Date(`2026-11-20T${time}:00Z`);

export const view: RenderContext = {
  now: at('09:44'),
  timeZone: 'Europe/Berlin',
  portal: 'https://security.microsoft.com',
};

export const ws042 = (facts: Partial<Machine> = {}): Machine =>
  aMachine({ id: '0'.repeat(39).concat('7'), name: 'ws-042.contoso.com', ...facts });

const isUnsent = (state: State) => state === 'sending' || state === 'waiting-for-approval';

/** One machine's collection, requested at 10:31 in Berlin. */
export function one(state: State, facts: Partial<Package> = {}): Collection {
  return aCollection({
    askedAt: at('09:31'),
    incident: '4711',
    packages: [
      aPackage({
        state,
        machine: ws042(),
        startedAt: at('09:31'),
        ...(!isUnsent(state) && { askedDefenderAt: at('09:31') }),
        ...facts,
      }),
    ],
  });
}

export const stored = {
  file: 'C-7F3K2/1.zip',
  size: 48_123_456,
  sha256: '9f2c51d0a4b8c7e6f5a4b3c2d1e0f9a8b7c6d5e4f3a2b1c0d9e8f7a6b5c4d3e1',
  sha512: 'ab'.repeat(64),
  storedAt: at('09:40'),
};

export const failure: Failure = {
  cause: msg`The collection failed on the device: ${hresultInWords(-2_147_024_891)!}.`,
  advice: 'Check that the device is on and its sensor is healthy, then retry.',
  status: '400',
  code: 'ActiveRequestAlreadyExists',
  said: 'Action is already in progress',
  trace: '0b9b0b5e-0000-4000-8000-3ad1f0c70001',
  errorHResult: -2_147_024_891,
  tried: ['Defender sent the request', msg`Attempts: ${2}`],
};

function many(): Collection {
  const states: State[] = [
    'ready',
    'ready',
    'collecting',
    'queued',
    'waiting-for-machine',
    'failed',
  ];
  const packages = Array.from({ length: 23 }, (_, number) => {
    const state = states[number % states.length]!;
    const name = `ws-${String(number + 1).padStart(3, '0')}.contoso.com`;
    return aPackage({
      id: `C-2M9TB/${number + 1}`,
      state,
      machine: aMachine({ id: String(number).padStart(40, '0'), name }),
      startedAt: at('09:31'),
      ...(state === 'ready' && { stored }),
      ...(state === 'failed' && { failure: { ...failure, tried: [] } }),
    });
  });
  return aCollection({ id: 'C-2M9TB', askedAt: at('09:23'), packages });
}

const living = (collection: Collection) => () => collectionStatusCard(collection, view);

const told = (who: string, isOnCall: boolean) => ({
  ...failure,
  told: { who, isOnCall, at: at('09:44').toISOString() },
});

export const failedOne = one('failed', {
  endedAt: at('09:44'),
  failure: told('Dana Reyes', true),
  attempt: 2,
});
const manyOver = aCollection({
  id: 'C-2M9TB',
  packages: [
    aPackage({ state: 'ready', machine: ws042(), stored }),
    aPackage({
      state: 'failed',
      machine: ws042({ name: 'ws-043' }),
      failure: told('the leads', false),
    }),
    aPackage({ state: 'cancelled', machine: ws042({ name: 'ws-044' }) }),
  ],
});

/** Requested at 10:31 in Berlin, while Defender could not identify the machine. */
const waitingOne = (facts: Partial<PendingRequest> = {}): PendingRequest => ({
  id: 'C-7F3K2',
  askedBy: one('ready').askedBy,
  askedAt: at('09:31'),
  place: one('ready').place,
  about: { machines: ['ws-042'], reason: 'lsass alert' },
  retryState: { kind: 'unreachable', since: at('09:20'), tries: 3, nextTry: at('09:46') },
  ...facts,
});
const pendingCard = (facts?: Partial<PendingRequest>) => () =>
  pendingRequestCard(waitingOne(facts), view);

export const jobSamples: Readonly<Record<string, () => Card>> = {
  'package-sending': living(one('sending')),
  'package-queued': living(one('queued')),
  'package-waiting-for-machine': living(
    one('waiting-for-machine', { machine: ws042({ health: 'Inactive', lastSeen: at('07:12') }) }),
  ),
  'package-collecting': living(one('collecting', { lastCheckedAt: at('09:43') })),
  'package-collecting-long': living(
    one('collecting', { askedDefenderAt: at('08:40'), lastCheckedAt: at('09:43') }),
  ),
  'package-adopted': living(one('collecting', { adoptedFrom: 'omar.haddad@contoso.com' })),
  'package-preparing-link': living(one('preparing-link', { linkAt: at('09:46') })),
  'package-ready': living(one('ready', { endedAt: at('09:40'), stored })),
  'package-ready-inside': living(
    one('ready', {
      endedAt: at('09:40'),
      stored: {
        ...stored,
        inside: {
          counts: { processes: 113, services: 71, autoruns: 1, logonLogs: 1 },
          missing: ['Prefetch files'],
          failedSteps: 1,
          notUnderstood: 2,
          matches: [{ address: '203.0.113.45', where: 'connection', process: 'evil.exe' }],
        },
      },
    }),
  ),
  'package-ready-unreadable': living(
    one('ready', {
      endedAt: at('09:40'),
      stored: {
        ...stored,
        inside: {
          unreadable: msg`holds a harmful file: it ${msg`leads out of its folder`}`,
          ...{ counts: {}, missing: [], failedSteps: 0, notUnderstood: 0, matches: [] },
        },
      },
    }),
  ),
  'package-by-rule': living({ ...one('queued'), askedBy: policyActor('high-severity') }),
  'package-failed': living(failedOne),
  'package-failed-download': living(
    one('failed', {
      endedAt: at('09:44'),
      failure: {
        cause: 'The download from Defender failed several times.',
        advice: 'Retry. The network or a proxy may be the cause.',
        said: msg`${7} of ${48_123_456} bytes arrived`,
        tried: [msg`downloaded ${6} times, each with a fresh link`],
      },
    }),
  ),
  'package-cancelled': living(one('cancelled', { endedAt: at('09:40'), cancelledBy: omar })),
  'package-stopped-waiting': living(
    one('stopped-waiting', {
      machine: ws042({ lastSeen: at('07:12') }),
      askedDefenderAt: new Date('2026-11-17T09:40:00Z'),
      endedAt: at('09:40'),
    }),
  ),
  'package-defender-down': living(
    one('sending', {
      retryState: { kind: 'unreachable', since: at('09:20'), tries: 3, nextTry: at('09:46') },
    }),
  ),
  'package-slowed-down': living(
    one('queued', {
      retryState: { kind: 'throttled', since: at('09:40'), tries: 1, nextTry: at('09:46') },
    }),
  ),
  'package-unsupported': living(one('sending', { machine: ws042({ os: 'iOS' }) })),
  'package-followed': living({
    ...one('collecting'),
    ticket: 'SEC-123',
    followers: [{ person: omar, place: one('ready').place }],
  }),
  'pending-request': pendingCard(),
  'pending-request-several': pendingCard({
    about: { machines: ['ws-042.contoso.com', 'WS-043', '10.0.0.7', '0'.repeat(40), 'ws-045'] },
    retryState: { kind: 'throttled', since: at('09:20'), tries: 1, nextTry: at('09:46') },
  }),
  'pending-request-of-incident': pendingCard({ about: { machines: [], incident: '4711' } }),
  'pending-request-of-list': pendingCard({ about: { machines: [], list: 'C-2M9TB' } }),
  'pending-request-of-tag': pendingCard({ about: { machines: [], tag: 'Kiosk' } }),
  'pending-request-cancelled': pendingCard({ end: { as: 'cancelled', at: at('09:44'), by: omar } }),
  'pending-request-given-up': pendingCard({ end: { as: 'given-up', at: at('09:44') } }),
  'pending-request-answered': pendingCard({ end: { as: 'answered', at: at('09:44') } }),
  'collection-running': living(many()),
  'collection-over': living(manyOver),
  joined: () =>
    joinedCard([{ machine: ws042(), collection: { ...one('collecting'), askedBy: omar } }], view),
  'joined-waits-for-approval': () =>
    joinedCard(
      [{ machine: ws042(), collection: { ...one('waiting-for-approval'), askedBy: omar } }],
      view,
    ),
  'joined-several': () =>
    joinedCard(
      many()
        .packages.slice(0, 3)
        .map(({ machine }) => ({ machine, collection: many() })),
      view,
    ),
  jobs: () =>
    jobsCard(
      {
        title: 'Your jobs',
        collections: [one('collecting'), many(), failedOne],
        counts: { collections: 20, reports: 0 },
      },
      view,
    ),
  'jobs-with-reports': () =>
    jobsCard(
      {
        title: 'Your jobs',
        collections: [one('collecting')],
        reports: [
          report('C-1P000', { about: { incident: '4711' }, askedAt: at('09:40') }),
          report('C-1P001', { about: { from: at('08:00'), to: at('09:00') }, state: 'ready' }),
          report('C-1P002', { about: { alert: 'da1_1' }, state: 'failed' }),
          report('C-1P003', { about: { incident: '4712' }, state: 'cancelled' }),
        ],
        counts: { collections: 1, reports: 31 },
      },
      view,
    ),
  'jobs-with-pending-requests': () =>
    jobsCard({ title: 'Your jobs', collections: [failedOne], kept: [waitingOne()] }, view),
  'jobs-none': () => jobsCard({ title: 'Your jobs', collections: [] }, view),
};
