import type { FailureAlert, JobFailure } from '../../src/domain/failure-alert';
import {
  decide,
  joinFailureAlert,
  openFailureAlert,
  repairFailureAlert,
  timeIsUp,
} from '../../src/domain/failure-alert-actions';
import type { Wish } from '../../src/domain/failure-alert-wish';
import { dana, mia, omar, thread } from '../support/builders';

const start = Date.parse('2026-11-20T09:44:00Z');
const minute = 60_000;
const inMinutes = (minutes: number) => new Date(start + minutes * minute);
const moment = (minutes: number) => ({
  at: inMinutes(minutes),
  escalateAt: inMinutes(minutes + 15),
  checkAt: inMinutes(minutes + 30),
});
const chain = [
  { name: dana.name, people: [dana] },
  { name: omar.name, people: [omar] },
  { name: 'the operations channel', people: [] },
];
const failure = { kind: 'package', cause: 'The sensor is inactive.' } as const;

function jobFailure(number = 1): JobFailure {
  return {
    key: `C-7F3K${number}/1:1`,
    job: `C-7F3K${number}`,
    what: `WS-04${number}`,
    packageId: `C-7F3K${number}/1`,
    at: inMinutes(0),
    askedBy: mia,
    place: thread,
    tried: [],
  };
}

function aFailureAlert(): FailureAlert {
  return openFailureAlert('C-N0001', { failure, jobFailure: jobFailure(), chain }, moment(0));
}

let requests = 0;
function want<Kind extends Wish['kind']>(kind: Kind, facts: Partial<Wish> = {}): Wish {
  requests += 1;
  return { kind, by: dana, request: `r-${requests}`, until: inMinutes(60), ...facts };
}
const done = (failureAlert: FailureAlert, wish: Wish, minutes: number) =>
  decide(failureAlert, wish, moment(minutes)).failureAlert;
const told = ({ pages }: FailureAlert) => pages.map(({ because, to }) => `${to.name}: ${because}`);

describe('a notice that nobody takes', () => {
  it('counts down from the start', () => {
    expect(aFailureAlert()).toMatchObject({ state: 'open', due: inMinutes(15), version: 1 });
  });

  it('tells each in turn once, however often the clock is looked at', () => {
    let failureAlert = aFailureAlert();
    for (let at = 0; at <= 120; at += 1)
      for (let look = 0; look < 3; look++) failureAlert = timeIsUp(failureAlert, moment(at), chain);

    expect(told(failureAlert)).toEqual([
      'Dana Reyes: first',
      'Omar Haddad: no-answer',
      'the operations channel: no-answer',
    ]);
    expect(failureAlert.due).toBeUndefined();
    expect(failureAlert.pages.map(({ at }) => at)).toEqual([
      inMinutes(0),
      inMinutes(15),
      inMinutes(30),
    ]);
  });
});

describe('a notice that somebody took', () => {
  const taken = () => done(aFailureAlert(), want('acknowledge'), 2);

  it('tells nobody else', () => {
    const later = timeIsUp(taken(), moment(31), chain);

    expect(told(later)).toEqual(['Dana Reyes: first']);
    expect(taken()).toMatchObject({ state: 'acknowledged', assignee: dana, due: inMinutes(32) });
  });

  it('asks after half an hour, and goes back to the queue after as much again', () => {
    const asked = timeIsUp(taken(), moment(32), chain);
    const back = timeIsUp(asked, moment(62), chain);

    expect(asked).toMatchObject({ asked: true, state: 'acknowledged', due: inMinutes(62) });
    expect(back).toMatchObject({ state: 'open', due: inMinutes(77) });
    expect(told(back)).toEqual(['Dana Reyes: first', 'Dana Reyes: no-progress']);
  });

  it('stays with whoever answers the question', () => {
    const asked = timeIsUp(taken(), moment(32), chain);

    const kept = done(asked, want('acknowledge'), 40);

    expect(kept).toMatchObject({
      state: 'acknowledged',
      assignedSince: inMinutes(2),
      due: inMinutes(70),
    });
    expect(kept.asked).toBeUndefined();
  });

  it('is not taken away by a second acknowledgement', () => {
    const { changed, failureAlert } = decide(taken(), want('acknowledge', { by: omar }), moment(3));

    expect(changed).toBe(false);
    expect(failureAlert.assignee).toEqual(dana);
  });
});

describe('a click', () => {
  it('from an older card escalates nobody twice', () => {
    const first = decide(aFailureAlert(), want('escalate', { version: 1 }), moment(1));
    const second = decide(first.failureAlert, want('escalate', { version: 1 }), moment(1));

    expect([first.changed, second.changed]).toEqual([true, false]);
    expect(told(second.failureAlert)).toEqual(['Dana Reyes: first', 'Omar Haddad: escalated']);
  });

  it('that acknowledges counts although the next person was told a moment before', () => {
    const passed = timeIsUp(aFailureAlert(), moment(15), chain);

    const { changed, failureAlert } = decide(
      passed,
      want('acknowledge', { version: 1 }),
      moment(15),
    );

    expect(changed).toBe(true);
    expect(failureAlert.assignee).toEqual(dana);
  });

  it.each(['acknowledge', 'escalate', 'hand-over', 'snooze', 'resolve'] as const)(
    'to %s changes nothing after the end',
    (kind) => {
      const over = repairFailureAlert(aFailureAlert(), new Set(['C-7F3K1/1']), inMinutes(2));

      const outcome = decide(over, want(kind, { by: omar }), moment(3));

      expect(outcome).toEqual({ failureAlert: over, changed: false });
      expect(over).toMatchObject({ state: 'resolved', resolvedBy: 'retry' });
    },
  );

  it('that comes again after a crash finds its own work done', () => {
    const wish = want('escalate', { version: 1 });
    const first = decide(aFailureAlert(), wish, moment(1));

    const again = decide(first.failureAlert, wish, moment(2));

    expect(again).toEqual({ failureAlert: first.failureAlert, changed: true });
  });

  it('escalates to nobody at the end of the chain', () => {
    const last = [1, 2].reduce(
      (failureAlert, at) => done(failureAlert, want('escalate'), at),
      aFailureAlert(),
    );

    expect(decide(last, want('escalate'), moment(3)).changed).toBe(false);
  });
});

describe('handing over', () => {
  it('tells the named one and counts down anew', () => {
    const to = { name: omar.name, people: [omar] };

    const handed = done(aFailureAlert(), want('hand-over', { to, note: 'lunch' }), 5);

    expect(handed).toMatchObject({ state: 'open', due: inMinutes(20) });
    expect(handed.pages.at(-1)).toMatchObject({ to, from: dana, note: 'lunch' });
    expect(handed.chain.map(({ name }) => name)).toEqual([
      'Dana Reyes',
      'Omar Haddad',
      'the operations channel',
    ]);
  });
});

describe('a snooze', () => {
  it('is quiet until its end, then it pages again', () => {
    const snoozed = done(aFailureAlert(), want('snooze'), 5);

    expect(timeIsUp(snoozed, moment(59), chain)).toBe(snoozed);
    expect(told(timeIsUp(snoozed, moment(60), chain))).toEqual([
      'Dana Reyes: first',
      'Dana Reyes: snooze-over',
    ]);
  });
});

describe('failures of one cause', () => {
  const seven = () =>
    [2, 3, 4, 5, 6, 7].reduce(
      (failureAlert, number) => joinFailureAlert(failureAlert, jobFailure(number), failure),
      aFailureAlert(),
    );

  it('are one notice, and page nobody again', () => {
    expect(seven().jobFailures).toHaveLength(7);
    expect(seven().version).toBe(1);
  });

  it('end together when the last one went well', () => {
    const packages = seven().jobFailures.map(({ packageId }) => packageId!);

    const six = repairFailureAlert(seven(), new Set(packages.slice(1)), inMinutes(5));
    const all = repairFailureAlert(six, new Set(packages.slice(0, 1)), inMinutes(6));

    expect([six.state, all.state]).toEqual(['open', 'resolved']);
  });

  it('count a package once that failed twice, with its newest cause', () => {
    const again = { ...jobFailure(), key: 'C-7F3K1/1:2' };
    const cause = { ...failure, cause: 'The disk is full.' };

    const failureAlert = joinFailureAlert(aFailureAlert(), again, cause);

    expect(failureAlert.jobFailures).toHaveLength(1);
    expect(failureAlert.failure.cause).toBe('The disk is full.');
  });
});
