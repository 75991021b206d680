import { approvalCard } from '../../src/cards/collect/approval';
import { alertChart } from '../../src/cards/ip-report/ip-chart';
import { ago, clock, moment, size, span } from '../../src/cards/kit/time';
import type { Approval } from '../../src/domain/approval';
import { Catalogue, englishCatalogue } from '../../src/language/catalogue';
import { inLanguage } from '../../src/language/language';
import { aCollection } from '../support/builders';

const now = new Date('2026-11-20T09:44:00Z');
const three = new Date('2026-11-20T09:41:00Z');

it('a wait that the policy set is told as it stands there, whatever the time scale', () => {
  const asked = new Date(three.getTime() - 40_000);
  const approval: Approval = {
    collectionId: 'C-7F3K2',
    state: 'expired',
    by: 'lead',
    because: [],
    packageIds: [],
    hash: 'ab'.repeat(32),
    askedAt: asked,
    expiresAt: three,
  };
  const said = (timeScale?: number) =>
    approvalCard(aCollection(), approval, { now, timeZone: 'UTC', ...(timeScale && { timeScale }) })
      .summary;

  expect(said(60)).toBe('Expired: nobody answered within 40 min. Nothing was collected');
  expect(said()).toBe('Expired: nobody answered within 40 s. Nothing was collected');
});

describe('a time on a card', () => {
  it.each`
    timeZone              | shown
    ${'Europe/Berlin'}    | ${'10:41 CET (3 min ago)'}
    ${'America/New_York'} | ${'04:41 EST (3 min ago)'}
    ${'Asia/Kolkata'}     | ${'15:11 IST (3 min ago)'}
    ${'Asia/Tokyo'}       | ${'18:41 UTC+9 (3 min ago)'}
    ${'UTC'}              | ${'09:41 UTC (3 min ago)'}
    ${'Not/AZone'}        | ${'09:41 UTC (3 min ago)'}
  `('names its zone: $shown', ({ timeZone, shown }) => {
    expect(moment(three, { now, timeZone })).toBe(shown);
  });

  it('names the day when it is not today, and the year when it is not this one', () => {
    const view = { now, timeZone: 'Europe/Berlin' };

    expect(clock(new Date('2026-11-19T22:59:00Z'), view)).toBe('Thu 19 Nov 23:59 CET');
    expect(clock(new Date('2026-11-19T23:00:00Z'), view)).toBe('00:00 CET');
    expect(clock(new Date('2025-07-01T09:00:00Z'), view)).toBe('Tue 1 Jul 2025 11:00 CEST');
  });

  it('says a span within one minute once', () => {
    const view = { now, timeZone: 'UTC' };
    const [from, to] = [new Date('2026-11-20T09:01:05Z'), new Date('2026-11-20T09:01:50Z')];

    expect(span(from, to, view)).toBe('Fri 20 Nov 09:01 UTC');
    expect(span(from, new Date('2026-11-20T09:02:01Z'), view)).toBe(
      'Fri 20 Nov 09:01 → Fri 20 Nov 09:02 UTC',
    );
  });

  it('shows both zones of a span across the change of clocks', () => {
    const view = { now, timeZone: 'Europe/Berlin' };
    const [from, to] = [new Date('2026-10-24T09:00:00Z'), new Date('2026-10-25T09:00:00Z')];

    expect(span(from, to, view)).toBe('Sat 24 Oct 11:00 CEST → Sun 25 Oct 10:00 CET');
  });

  it('says what lies ahead as well', () => {
    expect(ago(new Date('2026-11-20T09:46:00Z'), { now, timeZone: 'UTC' })).toBe('in 2 min');
    expect(ago(now, { now, timeZone: 'UTC' })).toBe('just now');
  });
});

describe('an amount on a card', () => {
  it.each([
    [0, '0 bytes'],
    [999, '999 bytes'],
    [1000, '1.0 kB'],
    [48_123_456, '48 MB'],
    [999_600, '1.0 MB'],
    [4_600_000_000, '4.6 GB'],
  ])('%d is %s', (bytes, shown) => {
    expect(size(bytes)).toBe(shown);
  });
});

describe('in German', () => {
  const german = new Catalogue('de', {}, englishCatalogue());

  it.each([
    [1_400_000_000, '1,4 GB'],
    [48_123_456, '48 MB'],
  ])('%d bytes are %s', (bytes, shown) => {
    expect(inLanguage(german, () => size(bytes))).toBe(shown);
  });

  it('the days under a chart are written as there', () => {
    const totals = {
      ...{ addresses: 0, remote: 0, internal: 0, alertsRead: 9, unread: 0 },
      ...{ incidents: 0, excluded: false, unparsed: { values: 0, examples: [] } },
      byHour: [
        { hour: '2026-10-01T09', alerts: 4 },
        { hour: '2026-10-21T09', alerts: 5 },
      ],
    };
    const view = { now, timeZone: 'UTC' };

    const labels = (language: Catalogue) =>
      inLanguage(language, () => alertChart(totals, view)?.bars[0]?.x);

    expect([labels(german), labels(englishCatalogue())]).toEqual(['1. Okt.', '1 Oct']);
  });
});
