import { packageCard } from '../../src/cards/collect/package';
import { digestCard, greenLine } from '../../src/cards/overview';
import { policyActor } from '../../src/domain/policy-actor';
import { aCollection } from '../support/builders';
import { cardText } from '../support/card-text';
import { samples } from './samples';
import { at, view } from './samples-of-jobs';

/** Cards that are posted proactively; all others are replies. */
const automatic = /^(?:on-call|outage|incident|approval|welcome|digest|package-by-rule)/;
const isWhy = /^Why am I seeing this\? .*/m;
const names = Object.keys(samples);
const activity = { asked: 1, dropped: 0, failed: 0, failureAlerts: 0, ready: 1, reports: 0 };
const counted = { ...activity, reportsFailed: 0 };
const none = { count: 0, first: [] };
const open = { failureAlerts: none, unopened: none, waiting: none };

describe('why somebody sees it', () => {
  it.each(names.filter((name) => automatic.test(name)))('is said at the foot of %s', (name) => {
    const { body } = samples[name]!().content as { body: { text?: string }[] };

    expect(body.at(-1)?.text).toMatch(isWhy);
  });

  it.each(names.filter((name) => !automatic.test(name)))('is not said on %s, an answer', (name) => {
    expect(cardText(samples[name]!().content)).not.toMatch(isWhy);
  });

  it('is said on a card of a job that a rule began, and not when a person did', () => {
    const begun = aCollection({ askedBy: policyActor('high-severity'), incident: '4711' });

    expect(cardText(packageCard(begun, view).content)).toContain(
      'Why am I seeing this? Started by rule high-severity. More: why C-7F3K2',
    );
    expect(cardText(packageCard(aCollection(), view).content)).not.toMatch(isWhy);
  });

  it('is said with a digest, and how to stop it', () => {
    const card = digestCard({ activity: counted, open, since: at('07:00') }, view);

    expect(cardText(card.content)).toMatch(isWhy);
    expect(cardText(card.content)).toContain('To stop it: digest off');
    expect(greenLine(counted, at('07:00'), view)).toContain(
      'To stop this daily digest: digest off',
    );
  });
});
