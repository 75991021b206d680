import { retry } from '../../src/commands/collect/retry';
import type { State } from '../../src/domain/collection';
import { say, shown } from '../support/answers';
import { aCollection, aMachine, aPackage, mia, omar, thread } from '../support/builders';
import { fakeServices } from '../support/services';

const machines = ['ws-042', 'ws-043', 'ws-044', 'ws-045'].map((name) => aMachine({ name }));

function job(...states: State[]) {
  const packages = states.map((state, at) =>
    aPackage({ id: `C-7F3K2/${at + 1}`, machine: machines[at]!, state }),
  );
  return aCollection({ packages });
}

describe('retry', () => {
  it('tries what was lost again, each as its next attempt, and leaves the rest alone', async () => {
    const services = fakeServices({
      machines,
      collections: [job('failed', 'ready', 'cancelled', 'stopped-waiting')],
    });

    const answer = await say(retry, { job: 'C-7F3K2' }, services);

    expect(answer).toMatchObject({ cardKey: 'C-7F3K2' });
    expect(services.started).toEqual([
      'collect-package C-7F3K2/1:2',
      'collect-package C-7F3K2/3:2',
      'collect-package C-7F3K2/4:2',
    ]);
    expect(services.stored[0]?.packages[1]).toMatchObject({ state: 'ready', attempt: 1 });
  });

  it('tries one machine of a job', async () => {
    const services = fakeServices({ machines, collections: [job('failed', 'failed')] });

    await say(retry, { job: 'C-7F3K2', machines: ['ws-043'] }, services);

    expect(services.started).toEqual(['collect-package C-7F3K2/2:2']);
  });

  it.each`
    state           | says
    ${'ready'}      | ${'WS-042: Ready. Nothing to retry. Ref C-7F3K2'}
    ${'collecting'} | ${'WS-042: Collecting. Nothing to retry. Ref C-7F3K2'}
  `('says when there is nothing to retry: $state', async ({ state, says }) => {
    const services = fakeServices({ machines, collections: [job(state)] });

    const answer = await say(retry, { machines: ['ws-042'] }, services);

    expect(shown(answer)).toBe(says);
    expect(services.stored[0]?.packages[0]?.attempt).toBe(1);
  });

  it('finishes what a crash left half done: reopened, but not started', async () => {
    const packages = [aPackage({ state: 'sending', attempt: 2 })];
    const services = fakeServices({ collections: [aCollection({ packages })] });

    await say(retry, { job: 'C-7F3K2' }, services);

    expect(services.started).toEqual(['collect-package C-7F3K2/1:2']);
  });

  it('starts nothing while the machine is being collected for another job', async () => {
    const running = aPackage({ id: 'C-7F2Q9/1', machine: machines[0]!, state: 'collecting' });
    const other = aCollection({ id: 'C-7F2Q9', askedBy: omar, packages: [running] });
    const services = fakeServices({ machines, collections: [job('failed'), other] });

    const answer = await say(retry, { job: 'C-7F3K2' }, services);

    expect(shown(answer)).toBe('WS-042: already being collected for another job. Ref C-7F3K2');
    expect(services.started).toEqual([]);
  });

  it('tells whoever retries somebody else’s job too', async () => {
    const services = fakeServices({ machines, collections: [{ ...job('failed'), askedBy: omar }] });

    await say(retry, { job: 'C-7F3K2' }, services);

    expect(services.stored[0]?.followers).toEqual([{ person: mia, place: thread }]);
  });
});
