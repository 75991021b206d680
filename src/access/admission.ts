import { type Admission, HourlyLimitError, type MachineRequest } from '../domain/admission';
import { type Duration, hours, minutes } from '../domain/duration';
import type { Person } from '../domain/person';
import { isPolicyActor } from '../domain/policy-actor';
import { approvalNeeded } from './approvals';
import type { Policy } from './schema';

/** The clock, as far as the policy needs it. */
interface Time {
  now(): Date;
  real(span: Duration): number;
}

interface Settings {
  readonly policy: Pick<Policy, 'approvals' | 'limits'>;
  readonly clock: Time;
}

/**
 * The policy for one requester. Every path that asks Defender for a package passes here: commands
 * that open or retry a collection, and rules, which have no more rights than people but an hourly
 * limit of their own.
 */
export function admissionFor(
  requester: Pick<Person, 'id'>,
  { policy, clock }: Settings,
  /** Set for a pending request: its machines were counted when it was queued. */
  { isCounted = false }: { readonly isCounted?: boolean } = {},
): Admission {
  const windowMs = clock.real(hours(1));
  const isUnlimited = isCounted || isPolicyActor(requester);
  return {
    windowMs,
    assertLimit(machines, recent) {
      if (!isUnlimited) assertHourlyLimit(machines, recent, { policy, windowMs });
    },
    approvalFor(machines, recent) {
      const need = approvalNeeded(machines, policy, sum(recent, 'unapproved'));
      if (!need) return undefined;
      const { expiresMinutes, ...approval } = need;
      const askedAt = clock.now();
      const expiresAt = new Date(askedAt.getTime() + clock.real(minutes(expiresMinutes)));
      return { ...approval, askedAt, expiresAt };
    },
  };
}

function assertHourlyLimit(
  machines: number,
  recent: readonly MachineRequest[],
  { policy, windowMs }: { readonly policy: Settings['policy']; readonly windowMs: number },
): void {
  const limit = policy.limits.perPersonPerHour;
  const requested = sum(recent, 'machines');
  let over = requested + machines - limit;
  if (over <= 0) return;
  for (const { at, machines: released } of recent) {
    over -= released;
    if (over <= 0) throw new HourlyLimitError(limit, requested, new Date(at.getTime() + windowMs));
  }
  throw new HourlyLimitError(limit, requested);
}

function sum(recent: readonly MachineRequest[], field: 'machines' | 'unapproved'): number {
  return recent.reduce((total, one) => total + one[field], 0);
}
