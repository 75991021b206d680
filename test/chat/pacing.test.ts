import { Pacing } from '../../src/chat/pacing';
import { testClock } from '../support/clock';

describe('pacing', () => {
  it('stays below half of what Teams takes in one conversation', () => {
    const clock = testClock();
    const pacing = new Pacing(clock);
    const sent: number[] = [];
    for (let n = 0; n < 40; n++) {
      clock.advance(pacing.pauseMs('19:soc'));
      pacing.note('19:soc');
      sent.push(clock.now().getTime());
    }

    const maxWithin = (ms: number) =>
      Math.max(...sent.map((at) => sent.filter((other) => other >= at && other < at + ms).length));
    expect([1_000, 2_000, 30_000].map(maxWithin)).toEqual([3, 4, 30]);
  });

  it('counts each conversation apart', () => {
    const pacing = new Pacing(testClock());
    for (let n = 0; n < 3; n++) pacing.note('19:soc');

    expect(pacing.pauseMs('19:soc')).toBe(1_000);
    expect(pacing.pauseMs('19:ops')).toBe(0);
  });
});
