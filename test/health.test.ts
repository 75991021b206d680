import { DefenderUnreachableError } from '../src/domain/errors';
import { type LastRun, plainHealth } from '../src/domain/health';
import { healthOf, type Part } from '../src/health';
import { Catalogue, englishCatalogue } from '../src/language/catalogue';
import { inLanguage, msg, renderEnglish, renderMessage } from '../src/language/language';
import type { JobLeases } from '../src/ports';
import { testClock } from './support/clock';

/** Job leases that the test controls. */
function memoryLeases(clock: ReturnType<typeof testClock>) {
  const rows = new Map<string, LastRun>();
  const written: string[] = [];
  const leases: JobLeases = {
    claim: async () => true,
    async succeeded(name) {
      written.push(name);
      rows.set(name, { ...rows.get(name), succeededAt: clock.now() });
    },
    async failed(name, why) {
      rows.set(name, { ...rows.get(name), failedAt: clock.now(), why });
    },
    last: async (name) => rows.get(name),
  };
  return { rows, leases, written };
}

function aPart() {
  const state = { broken: false };
  const part: Part = {
    part: 'evidence',
    check: async () => {
      if (state.broken) throw new Error('the disk is full');
      return 'writable';
    },
    fails: 'can’t be written to',
  };
  return { part, state };
}

const inMs = { later: 11_000, minute: 60_000 };

describe('the health of a part', () => {
  it('says when it worked last once it does not any more', async () => {
    const clock = testClock();
    const { part, state } = aPart();
    const app = healthOf([part], memoryLeases(clock).leases, clock);
    await app.parts();
    const worked = clock.now();
    state.broken = true;

    clock.advance(inMs.later);

    const found = (await app.parts()).find(({ part: name }) => name === 'evidence');
    expect(found).toMatchObject({ ok: false, lastSuccess: worked });
    expect(renderEnglish(found!.says)).toBe('can’t be written to (the disk is full)');
  });

  it('that fails is told in the reader’s language, with the database’s own words as a detail', async () => {
    const clock = testClock();
    const german = new Catalogue('de', { unusable: 'lässt sich nicht nutzen' }, englishCatalogue());
    const part: Part = {
      part: 'database',
      check: () => Promise.reject(new Error('remaining slots are {reserved} for superusers')),
      fails: 'unusable',
    };

    const [found] = await healthOf([part], memoryLeases(clock).leases, clock).parts();

    expect(inLanguage(german, () => renderMessage(found!.says))).toBe(
      'lässt sich nicht nutzen (remaining slots are {reserved} for superusers)',
    );
    expect(plainHealth(found!).says).toBe(
      'unusable (remaining slots are {reserved} for superusers)',
    );
  });

  it('that has words of ours for its fault is told in the reader’s language as a whole', async () => {
    const clock = testClock();
    const german = new Catalogue(
      'de',
      { 'no token': 'kein Token', 'no credential is available': 'es gibt keinen Schlüssel' },
      englishCatalogue(),
    );
    const why = msg`no credential is available`;
    const part: Part = {
      part: 'defender',
      check: () => Promise.reject(new DefenderUnreachableError('POST token', why)),
      fails: 'no token',
    };

    const [found] = await healthOf([part], memoryLeases(clock).leases, clock).parts();

    expect(inLanguage(german, () => renderMessage(found!.says))).toBe(
      'kein Token (es gibt keinen Schlüssel)',
    );
  });

  it('is known after a restart, too', async () => {
    const clock = testClock();
    const { leases } = memoryLeases(clock);
    const { part, state } = aPart();
    await healthOf([part], leases, clock).parts();
    const worked = clock.now();
    state.broken = true;
    clock.advance(inMs.later);

    const [found] = await healthOf([part], leases, clock).parts();

    expect(found).toMatchObject({ ok: false, lastSuccess: worked });
  });

  it('is written down once a minute at most, however often it is asked for', async () => {
    const clock = testClock();
    const { leases, written } = memoryLeases(clock);
    const app = healthOf([aPart().part], leases, clock);

    for (let probe = 0; probe < 10; probe++) {
      await app.parts();
      clock.advance(inMs.later);
    }

    expect(written).toHaveLength(2);
  });

  it('is not asked again for each probe of an orchestrator', async () => {
    const clock = testClock();
    const { part, state } = aPart();
    const app = healthOf([part], memoryLeases(clock).leases, clock);
    await app.parts();
    state.broken = true;

    clock.advance(1_000);

    expect((await app.parts())[0]).toMatchObject({ ok: true });
  });
});

describe('the reading of incidents', () => {
  it('that fails for long is told, and Bailiff stays ready all the same', async () => {
    const clock = testClock();
    const { rows, leases } = memoryLeases(clock);
    const worked = clock.now();
    rows.set('incidents', { claimedAt: worked, succeededAt: worked });
    clock.advance(16 * inMs.minute);
    await leases.failed('incidents', 'no permission');

    const found = await healthOf([], leases, clock).parts();

    expect(found).toContainEqual({
      part: 'incidents',
      ok: false,
      says: 'no permission',
      lastSuccess: worked,
      isOptional: true,
    });
  });
});
