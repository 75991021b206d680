import { z } from 'zod';
import { severities } from '../domain/alert';

/** The policy file's shape: each section may be absent or empty, and unknown keys are refused by name. */

const names = z.array(z.string()).nullish();
const members = z
  .strictObject({ users: names, groups: names })
  .nullish()
  .transform((found) => ({ users: found?.users ?? [], groups: found?.groups ?? [] }));

/** An empty section (`limits:` and nothing behind it) is the same as an absent one. */
function section<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.preprocess((found) => found ?? {}, z.strictObject(shape));
}
function list<Item extends z.ZodType>(item: Item) {
  return z.preprocess((found) => found ?? [], z.array(item));
}
const whole = (least: number, most: number) => z.number().int().min(least).max(most);

const approval = z.strictObject({
  when: section({
    machineTags: list(z.string()),
    names: list(z.string()),
    machineGroups: list(z.string()),
    moreThan: whole(0, 1000).optional(),
  }),
  by: z.enum(['responder', 'lead']).default('lead'),
  expiresMinutes: whole(1, 10_080).default(60),
});

const trigger = z.strictObject({
  name: z.string().min(1),
  incident: section({
    severity: list(z.preprocess(lowerCase, z.enum(severities))),
    titles: list(z.string()),
    categories: list(z.string()),
    sources: list(z.string()),
  }),
  collect: z.enum(['compromised', 'all', 'none']).default('none'),
  ipReport: z.boolean().default(false),
  perHour: whole(1, 1000).default(10),
});

const onCall = section({
  people: z.preprocess(
    (found) => found ?? {},
    z.record(z.string(), z.strictObject({ id: z.string().min(1), name: z.string().min(1) })),
  ),
  rotation: z
    .strictObject({
      people: z.array(z.string()).min(1),
      every: z.enum(['day', 'week']).default('week'),
      from: z
        .string()
        .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/, 'a local time such as 2026-11-02T09:00'),
      timeZone: z.string().refine(isTimeZone, 'an IANA time zone such as Europe/Berlin'),
    })
    .nullish()
    .transform((found) => found ?? undefined),
  escalateAfterMinutes: whole(1, 1440).default(15),
  // biome-ignore lint/suspicious/noThenProperty: the policy file's own word; it holds a list, never a function
  then: list(z.string()),
});

export const policySchema = section({
  roles: section({ analyst: members, responder: members, lead: members }),
  approvals: list(approval),
  limits: section({
    confirmAbove: whole(1, 100).default(5),
    refuseAbove: whole(1, 100).default(100),
    perPersonPerHour: whole(1, 10_000).default(50),
  }),
  triggers: list(trigger),
  onCall,
  ownRanges: list(z.strictObject({ cidr: z.string(), name: z.string().min(1) })),
  retention: section({
    packageDays: whole(1, 36_500).default(90),
    journalDays: whole(1, 36_500).default(730),
  }),
});

/** Who may do what, what starts by itself and who is told: the policy file, checked and complete. */
export type Policy = z.output<typeof policySchema>;

function lowerCase(found: unknown): unknown {
  return typeof found === 'string' ? found.toLowerCase() : found;
}

function isTimeZone(name: string): boolean {
  return Intl.supportedValuesOf('timeZone').includes(name) || name === 'UTC';
}
