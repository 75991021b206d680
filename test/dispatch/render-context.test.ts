import { defaultPolicy } from '../../src/access/policy';
import { renderContextFor } from '../../src/dispatch/render-context';
import { testClock } from '../support/clock';

const clock = testClock();
const onCall = {
  ...defaultPolicy('lead').onCall,
  rotation: {
    ...{ people: ['dana'], every: 'day' as const, timeZone: 'Asia/Tokyo' },
    from: '2026-01-01T09:00',
  },
};
const settings = { clock, policy: { onCall }, portalUrl: 'https://security.microsoft.com' };

describe('the render context', () => {
  it.each([
    ['personal', 'Europe/Berlin'],
    ['groupChat', 'Asia/Tokyo'],
    ['channel', 'Asia/Tokyo'],
  ] as const)('shows times of a %s conversation in %s', (kind, timeZone) => {
    expect(renderContextFor({ kind }, 'Europe/Berlin', settings).timeZone).toBe(timeZone);
  });

  it('carries the time, its scale and the portal', () => {
    expect(renderContextFor({ kind: 'channel' }, 'UTC', settings)).toMatchObject({
      now: clock.now(),
      timeScale: clock.scale,
      portal: settings.portalUrl,
    });
  });
});
