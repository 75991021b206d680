import { isValidCIDR } from 'ipaddr.js';
import { z } from 'zod';
import { severities } from '../domain/alert';

/**
 * The shape of the policy file: each section may be absent or empty; unknown keys are rejected.
 * Each message completes the words "must be".
 */

/** An empty section (`limits:` without content) equals an absent one. */
function section<Shape extends z.ZodRawShape>(shape: Shape) {
  const full = z.strictObject(shape);
  return full.nullish().transform((found) => found ?? full.parse({}));
}
function list<Item extends z.ZodType>(item: Item) {
  return z
    .array(item, 'a list')
    .nullish()
    .transform((found) => found ?? []);
}
function whole(least: number, most: number) {
  const right = `a whole number from ${least} to ${most}`;
  return z.number(right).int(right).min(least, right).max(most, right);
}
function oneOf<const Names extends readonly string[]>(names: Names) {
  return z.enum(names, `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`);
}
const word = z.string('text').min(1, 'text that is not empty');
const yesNo = z.boolean('true or false');
const members = section({
  users: list(word),
  groups: list(word),
  /** Whether guests and people of other tenants may hold the role, if they are listed or by "*". */
  guests: yesNo.default(false),
});

const approval = z.strictObject({
  when: section({
    machineTags: list(word),
    /** `srv-*`: the star stands for anything. */
    names: list(word),
    machineGroups: list(word),
    moreThan: whole(0, 1000).optional(),
  }),
  by: oneOf(['responder', 'lead']).default('lead'),
  expiresMinutes: whole(1, 10_080).default(60),
});

// Accepts the portal's spelling and lower case.
const severity = z
  .enum(
    [...severities, 'Informational', 'Low', 'Medium', 'High'],
    'informational, low, medium or high',
  )
  .transform((found) => found.toLowerCase() as (typeof severities)[number]);

const trigger = z.strictObject({
  name: word,
  incident: section({
    severity: list(severity),
    titles: list(word),
    categories: list(word),
    sources: list(word),
  }),
  collect: oneOf(['compromised', 'all', 'none']).default('none'),
  ipReport: yesNo.default(false),
  perHour: whole(1, 1000).default(10),
});

const rotation = z.strictObject({
  people: z.array(word, 'a list').min(1, 'at least one of onCall.people'),
  every: oneOf(['day', 'week']).default('week'),
  from: z
    .string('a local time such as "2026-11-02T09:00"')
    .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/, 'a local time such as "2026-11-02T09:00"'),
  timeZone: z
    .string('an IANA time zone such as Europe/Berlin')
    .refine(isTimeZone, 'an IANA time zone such as Europe/Berlin'),
});

const onCall = section({
  people: z
    .record(z.string(), z.strictObject({ id: word, name: word }))
    .nullish()
    .transform((found) => found ?? {}),
  rotation: rotation.nullish().transform((found) => found ?? undefined),
  escalateAfterMinutes: whole(1, 1440).default(15),
  // biome-ignore lint/suspicious/noThenProperty: the policy file's own word; it holds a list, never a function
  then: list(word),
});

const range = z.strictObject({
  cidr: word.refine(isValidCIDR, 'a range such as 10.0.0.0/8 or 2001:db8::/32'),
  name: word,
});

export const policySchema = section({
  roles: section({ analyst: members, responder: members, lead: members }),
  approvals: list(approval),
  limits: section({
    confirmAbove: whole(0, 1000).default(5),
    refuseAbove: whole(1, 1000).default(100),
    /** Machines, whatever the number of requests. */
    perPersonPerHour: whole(1, 100_000).default(100),
  }),
  triggers: list(trigger),
  /** The minimum role that may subscribe, in a private chat too; channels need a lead anyway. */
  subscriptions: section({
    incidents: oneOf(['analyst', 'responder', 'lead']).default('responder'),
    operations: oneOf(['analyst', 'responder', 'lead']).default('lead'),
  }),
  onCall,
  ownRanges: list(range),
  retention: section({
    packageDays: whole(1, 36_500).default(90),
    journalDays: whole(1, 36_500).default(730),
    /** In units of 10⁹ bytes, for the whole evidence store; unlimited when absent. */
    maxGigabytes: whole(1, 1_000_000).optional(),
  }),
});

/** The policy file, validated and with defaults applied. */
export type Policy = z.output<typeof policySchema>;

function isTimeZone(name: string): boolean {
  return name === 'UTC' || Intl.supportedValuesOf('timeZone').includes(name);
}
