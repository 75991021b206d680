import { answeredCard, stillWorkingCard } from '../../src/cards/collect/still-working';
import { onCallCard } from '../../src/cards/on-call/on-call';
import { outageCard } from '../../src/cards/on-call/outage';
import { scheduleCard } from '../../src/cards/on-call/schedule';
import { digestCard, handoverCard } from '../../src/cards/overview';
import type { Card } from '../../src/domain/card';
import type { State } from '../../src/domain/collection';
import type { FailureAlert, FailureDetails, JobFailure } from '../../src/domain/failure-alert';
import {
  decide,
  joinFailureAlert,
  openFailureAlert,
  repairFailureAlert,
  timeIsUp,
} from '../../src/domain/failure-alert-actions';
import type { Wish } from '../../src/domain/failure-alert-wish';
import type { ListedPackage, OpenThings } from '../../src/domain/overview';
import { hresultInWords } from '../../src/domain/refusal';
import { msg } from '../../src/language/language';
import { aPackage, dana, mia, omar, thread } from '../support/builders';
import { at, view } from './samples-of-jobs';

const chain = [
  { name: dana.name, people: [dana] },
  { name: omar.name, people: [omar] },
  { name: 'the operations channel', people: [] },
];
const sensor: FailureDetails = {
  kind: 'package',
  cause: msg`The collection failed on the device: ${hresultInWords(-2147024891)!}.`,
  advice: 'Check that the device is on and its sensor is healthy, then retry.',
  status: 'Failed',
  errorHResult: -2147024891,
};
const permission: FailureDetails = {
  kind: 'permission',
  cause: 'Bailiff has no permission for this in Defender.',
  advice: 'The operations team has to grant it. It isn’t your account.',
  status: '403',
  code: 'Forbidden',
  trace: '7f3a-0001',
};

export function aJobFailure(number = 1, facts: Partial<JobFailure> = {}): JobFailure {
  return {
    key: `C-7F3K${number}/1:1`,
    job: `C-7F3K${number}`,
    what: `WS-04${number}`,
    packageId: `C-7F3K${number}/1`,
    at: at('09:44'),
    askedBy: mia,
    place: thread,
    reason: 'lsass alert',
    incident: '4711',
    tried: ['Defender sent the request', msg`Attempts: ${2}`],
    ...facts,
  };
}

const moment = (time: string, escalate = time, check = time) => ({
  at: at(time),
  escalateAt: at(escalate),
  checkAt: at(check),
});
const beginning = { failure: sensor, jobFailure: aJobFailure(), chain };

/** The failure of an IP report, which has no package. */
function aReportFailure(): JobFailure {
  const { packageId: _none, ...rest } = aJobFailure(2, { what: msg`IP report` });
  return rest;
}

export function opened(
  facts: Partial<typeof beginning> & { nobodyOnCall?: boolean } = {},
): FailureAlert {
  return openFailureAlert('C-N0T1C', { ...beginning, ...facts }, moment('09:44', '09:59'));
}

type Wanted = Wish extends infer Each
  ? Each extends Wish
    ? Omit<Each, 'by' | 'request'>
    : never
  : never;
const done = (failureAlert: FailureAlert, wanted: Wanted, time: string) =>
  decide(
    failureAlert,
    { ...wanted, by: dana, request: `${time} ${wanted.kind}` },
    moment(time, '10:06', '10:16'),
  ).failureAlert;

const whom = [
  { title: dana.name, value: 'dana' },
  { title: omar.name, value: 'omar' },
];
const taken = () => done(opened(), { kind: 'acknowledge' }, '09:46');
const card =
  (failureAlert: () => FailureAlert, mentions = true) =>
  () =>
    onCallCard(failureAlert(), view, { mentions, whom });
const seven = (failure: FailureDetails) =>
  [2, 3, 4, 5, 6, 7].reduce(
    (failureAlert, number) => joinFailureAlert(failureAlert, aJobFailure(number), failure),
    opened({ failure }),
  );
const packages = new Set(seven(permission).jobFailures.map(({ packageId }) => packageId!));
const waited = (state: 'sending' | 'ready', amount: number) =>
  Array.from({ length: amount }, () => aPackage({ state }));
const outage = { id: 'o-1', since: at('09:20'), waited: [] };
const onCallNow = { person: dana, since: at('08:00'), until: at('17:00') } as const;

/** Two failures are open: of a machine, and of an IP report. */
const open: OpenThings = {
  failureAlerts: {
    count: 2,
    first: [
      opened(),
      opened({
        failure: { ...permission, kind: 'report' },
        jobFailure: aReportFailure(),
      }),
    ],
  },
  waiting: { count: 1, first: [aListed('waiting-for-machine')] },
  unopened: { count: 7, first: [aListed('ready')] },
};
const activity = {
  ...{ asked: 3, ready: 2, failed: 1, dropped: 1 },
  ...{ reports: 1, reportsFailed: 1, failureAlerts: 2 },
};

function aListed(state: State): ListedPackage {
  return { machine: 'ws-042.contoso.com', collectionId: 'C-7F3K2', state, since: at('09:31') };
}

export const onCallSamples: Readonly<Record<string, () => Card>> = {
  'on-call': card(opened),
  'on-call-personal': card(opened, false),
  'on-call-acknowledged': card(taken),
  'on-call-escalated': card(() =>
    done(taken(), { kind: 'escalate', note: 'sensor stays down' }, '09:51'),
  ),
  'on-call-unanswered': card(() => {
    const second = timeIsUp(opened(), moment('09:59', '10:14'), chain);
    return timeIsUp(second, moment('10:14'), chain);
  }),
  'on-call-snoozed': card(() => done(opened(), { kind: 'snooze', until: at('17:00') }, '09:50')),
  'on-call-resolved': card(() => done(taken(), { kind: 'resolve', note: 'rebooted' }, '10:10')),
  'on-call-retried': card(() => repairFailureAlert(opened(), new Set(['C-7F3K1/1']), at('09:46'))),
  'on-call-several': card(() => seven(sensor)),
  'on-call-permission': card(() => seven(permission)),
  'on-call-permission-back': card(() =>
    repairFailureAlert(seven(permission), packages, at('09:51')),
  ),
  'on-call-nobody': card(() => opened({ nobodyOnCall: true, chain: chain.slice(2) })),
  'on-call-fallback': card(() => opened({ nobodyOnCall: true, chain: chain.slice(1) })),
  'on-call-still-working': () =>
    stillWorkingCard({ ...taken(), asked: true, due: at('10:21') }, view, whom),
  'on-call-still-working-answered': () => answeredCard({ ...taken(), due: at('10:51') }, view),
  digest: () => digestCard({ activity, open, since: at('07:00') }, view),
  handover: () => handoverCard(open, view),
  outage: () => outageCard(outage, waited('sending', 6), view),
  'outage-back': () =>
    outageCard(
      { ...outage, backAt: at('09:51') },
      [...waited('ready', 2), ...waited('sending', 4)],
      view,
    ),
  'outage-over': () =>
    outageCard({ ...outage, backAt: at('09:51'), closedAt: at('09:55') }, waited('ready', 6), view),
  schedule: () =>
    scheduleCard(
      {
        onCallNow: { ...onCallNow, because: 'rotation' },
        next: { person: omar, because: 'rotation' },
        chain,
        suggestions: [{ title: 'Take on-call for 8 h', verb: 'override', words: ['me', '8h'] }],
      },
      view,
    ),
  'schedule-hole': () =>
    scheduleCard(
      {
        onCallNow: { until: at('17:00'), because: 'hole' },
        chain: chain.slice(2),
        suggestions: [],
      },
      view,
    ),
};
