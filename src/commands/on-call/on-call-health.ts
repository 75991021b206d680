import { type CoverageGap, coverageGapsAhead } from '../../access/coverage-gaps';
import { zoneOf } from '../../access/on-call';
import type { Part } from '../../cards/health';
import type { RenderContext } from '../../cards/kit/render-context';
import { clock } from '../../cards/kit/time';
import { days } from '../../domain/duration';
import { theLeads } from '../../domain/on-call';
import { renderMessage, t } from '../../language/language';
import type { OnCallServices, PlatformServices } from '../command';

const lookedAhead = days(7);

/** Reports coverage gaps of the next days that have no fallback. */
export async function onCallHealth(services: PlatformServices & OnCallServices): Promise<Part> {
  const { clock: time, leads, overrides, policy } = services;
  const now = time.now();
  const span = { from: now, to: new Date(now.getTime() + lookedAhead) };
  const [coverageGap] = coverageGapsAhead(policy.onCall, await overrides.from(now), span);
  const named = policy.onCall.then.map((key) => policy.onCall.people[key]!.name);
  const fallback = [
    ...named,
    ...((await leads.list()).length > 0 ? [renderMessage(theLeads)] : []),
  ];
  const shared = { part: t`on-call schedule`, isOptional: true } as const;
  if (!coverageGap) return { ...shared, ok: true, says: t`no coverage gap in the next 7 days` };

  const when = spanOf(coverageGap, { now, timeZone: zoneOf(policy.onCall) });
  if (fallback.length > 0)
    return {
      ...shared,
      ok: true,
      says: t`nobody is on call ${when}; fallback: ${fallback[0]!}`,
    };
  return {
    ...shared,
    ok: false,
    says: t`nobody is on call ${when}, and there’s no fallback`,
    mend: t`Add a rotation, a fallback, or leads to the policy file; or type: override me until 18:00`,
  };
}

function spanOf({ from, until }: CoverageGap, view: RenderContext): string {
  const begins = from <= view.now ? t`now` : t`from ${clock(from, view)}`;
  return until ? t`${begins} until ${clock(until, view)}` : begins;
}
