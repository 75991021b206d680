import { RefusalLog } from '../../src/chat/refusal-log';
import { testClock } from '../support/clock';
import { memoryLog } from '../support/defender';

it('logs each kind of refusal once a minute, with how many were left out', () => {
  const clock = testClock();
  const { log, logged } = memoryLog();
  const refusals = new RefusalLog(log, clock);

  for (let n = 0; n < 1_000; n++) refusals.warn({ n }, 'refused');
  refusals.warn({}, 'another kind');
  clock.advance(60_000);
  refusals.warn({ n: 1_000 }, 'refused');

  expect(logged.map((line) => JSON.parse(line))).toEqual([
    { n: 0, sentence: 'refused' },
    { sentence: 'another kind' },
    { n: 1_000, suppressed: 999, sentence: 'refused' },
  ]);
});
