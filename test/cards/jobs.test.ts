import { jobsCard } from '../../src/cards/jobs/jobs';
import { largestCard } from '../../src/cards/kit/render';
import { aCollection, aMachine, aPackage } from '../support/builders';
import { cardText } from '../support/card-text';
import { view } from './samples-of-jobs';

const long = 'wörkstation-in-the-basement-of-building-seven.corp.contoso.com';

const wordy = 'a reason that goes on for as long as a list of jobs has room for it, and further';

/** So many collections, each a minute older than the one before. */
function collections(amount: number, state: 'collecting' | 'ready', reason = wordy) {
  return Array.from({ length: amount }, (_, at) => {
    const id = `C-${state === 'ready' ? 'D' : 'R'}${String(at).padStart(4, '0')}`;
    const machine = aMachine({ name: long });
    return aCollection({
      id,
      reason,
      askedAt: new Date(Date.parse('2026-11-20T09:00:00Z') - at * 60_000),
      packages: [aPackage({ id: `${id}/1`, collectionId: id, machine, state })],
    });
  });
}

describe('the list of jobs', () => {
  it('has room for many that run beside the newest', () => {
    const list = [...collections(20, 'collecting'), ...collections(10, 'ready')];

    const { content } = jobsCard({ title: 'Latest jobs', collections: list }, view);

    expect(Buffer.byteLength(JSON.stringify(content))).toBeLessThanOrEqual(largestCard);
    expect(cardText(content).match(/C-R\d{4} ·/g)).toHaveLength(20);
  });

  it('still names what runs when each of many rows is large', () => {
    const list = collections(20, 'collecting', '調査'.repeat(45));
    const reports = collections(20, 'collecting').map(({ askedAt, askedBy, id }) => ({
      ...{ askedAt, askedBy, id: id.replace('R', 'P'), state: 'running' as const },
      about: { alert: '警報'.repeat(30) },
    }));

    const card = jobsCard({ title: 'Latest jobs', collections: list, reports }, view);

    const words = cardText(card.content);
    expect(Buffer.byteLength(JSON.stringify(card.content))).toBeLessThanOrEqual(largestCard);
    expect(words.match(/C-R\d{4} ·/g)).toHaveLength(5);
    expect(words.match(/Showing 5 of 20\./g)).toHaveLength(2);
  });

  it('says so when more run than it can show', () => {
    const list = collections(30, 'collecting');

    const card = jobsCard({ title: 'Your running jobs', collections: list }, view);

    expect(cardText(card.content)).toContain('Showing 20 of 30.');
  });
});
