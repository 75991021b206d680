import { zoneOf } from '../../access/on-call';
import { type Hole, holesAhead } from '../../access/coverage-gaps';
import type { Part } from '../../cards/health';
import { clock } from '../../cards/kit/time';
import type { View } from '../../cards/kit/render-context';
import { days } from '../../domain/duration';
import { theLeads } from '../../domain/on-call';
import { say, translated } from '../../language/language';
import type { Tools } from '../command';

const lookedAhead = days(7);

/** Whether a failure of the next days will find somebody: a hole without a fallback needs a person. */
export async function dutyHealth(tools: Tools): Promise<Part> {
  const { clock: time, leads, overrides, policy } = tools;
  const now = time.now();
  const span = { from: now, to: new Date(now.getTime() + lookedAhead) };
  const [hole] = holesAhead(policy.onCall, await overrides.from(now), span);
  const named = policy.onCall.then.map((key) => policy.onCall.people[key]!.name);
  const fallback = [...named, ...((await leads.list()).length > 0 ? [translated(theLeads)] : [])];
  const shared = { part: say`on-call schedule`, isOptional: true } as const;
  if (!hole)
    return { ...shared, ok: true, says: say`somebody is on call at any time of the next 7 days` };

  const when = spanOf(hole, { now, timeZone: zoneOf(policy.onCall) });
  if (fallback.length > 0)
    return {
      ...shared,
      ok: true,
      says: say`nobody is on call ${when}; told instead: ${fallback[0]!}`,
    };
  return {
    ...shared,
    ok: false,
    says: say`nobody is on call ${when}, and nobody is named as the fallback`,
    mend: say`Name a rotation, people to be told then, or leads in the policy file; or type: override me until 18:00`,
  };
}

function spanOf({ from, until }: Hole, view: View): string {
  const begins = from <= view.now ? say`now` : say`from ${clock(from, view)}`;
  return until ? say`${begins} until ${clock(until, view)}` : begins;
}
