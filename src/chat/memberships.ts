import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { hours, seconds } from '../domain/duration';
import type { Clock, Log } from '../ports';
import type { TeamsActivity } from './activity';
import type { TeamsAdapter } from './adapter';
import { type AdmissionRules, isGuest } from './admission';

// Source: https://learn.microsoft.com/microsoftteams/platform/bots/how-to/get-teams-context (read 2026-11-30)
const account = z.object({
  userRole: z.string().optional().catch(undefined),
  userPrincipalName: z.string().optional().catch(undefined),
  tenantId: z.string().optional().catch(undefined),
});

interface Known {
  readonly isGuest: boolean;
  readonly until: number;
}

const remembered = hours(12);
const retryAfter = seconds(30);
// Teams sends a message again after 15 seconds without an answer.
const maxMs = 3_000;
const maxKnown = 5_000;

export interface MembershipDependencies {
  readonly adapter: Pick<TeamsAdapter, 'appId' | 'member'>;
  readonly rules: AdmissionRules;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Distinguishes guests and people of other tenants from members. Ordinary messages carry no mark,
 * so Teams is asked once per person. People who can't be checked count as guests.
 */
export class Memberships {
  readonly #known = new Map<string, Known>();
  readonly #asking = new Map<string, Promise<boolean>>();

  constructor(private readonly parts: MembershipDependencies) {}

  async isGuest(activity: TeamsActivity): Promise<boolean> {
    if (isGuest(activity)) return true;
    const id = activity.from.aadObjectId;
    // Without an id nobody is admitted outside of development.
    if (!id) return false;
    const known = this.#known.get(id);
    if (known && known.until > this.parts.clock.now().getTime()) return known.isGuest;
    const asking =
      this.#asking.get(id) ?? this.#ask(id, activity, known).finally(() => this.#asking.delete(id));
    this.#asking.set(id, asking);
    return asking;
  }

  async #ask(id: string, activity: TeamsActivity, before?: Known): Promise<boolean> {
    const { adapter, clock, log, rules } = this.parts;
    const note = (isOne: boolean, span: number) => {
      if (this.#known.size >= maxKnown) this.#known.clear();
      this.#known.set(id, { isGuest: isOne, until: clock.now().getTime() + span });
      return isOne;
    };
    try {
      const answer = await Promise.race([adapter.member(activity), late()]);
      return note(isGuestAccount(account.parse(answer), rules), clock.real(remembered));
    } catch (error) {
      log.warn({ error, person: id }, 'a membership could not be checked');
      // With authentication off anybody could claim to be a member anyway.
      const isUnknownGuest = !(rules.dev && adapter.appId === '');
      return note(before?.isGuest ?? isUnknownGuest, clock.real(retryAfter));
    }
  }
}

async function late(): Promise<never> {
  await pause(maxMs, undefined, { ref: false });
  throw new Error('Teams did not answer in time');
}

function isGuestAccount(
  { tenantId, userPrincipalName, userRole }: z.output<typeof account>,
  { allowedTenants, dev }: AdmissionRules,
): boolean {
  const isForeign =
    tenantId !== undefined &&
    allowedTenants.length > 0 &&
    !allowedTenants.some((ours) => ours.toLowerCase() === tenantId.toLowerCase());
  if (isForeign || /#ext#/i.test(userPrincipalName ?? '')) return true;
  if (userRole !== undefined) return userRole.toLowerCase() !== 'user';
  // Development clients report neither.
  return userPrincipalName === undefined && !dev;
}
