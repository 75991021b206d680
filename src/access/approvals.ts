import type { Machine } from '../domain/machine';
import { type Role, roles } from '../domain/person';
import { msg, renderEnglish, type StoredSentence } from '../language/language';
import type { Policy } from './schema';

/** The approval that the policy requires for these machines. */
export interface ApprovalNeed {
  /** The machines that need approval. */
  readonly machineIds: readonly string[];
  /** The minimum role that may approve: the highest of all matching rules. */
  readonly by: Role;
  /** The matching rules, in words. */
  readonly because: readonly StoredSentence[];
  /** The shortest expiry of all matching rules. */
  readonly expiresMinutes: number;
}

type Rule = Policy['approvals'][number];

/** Returns the approval that these machines need, or undefined. Each rule applies by itself. */
export function approvalNeeded(
  machines: readonly Machine[],
  policy: Pick<Policy, 'approvals'>,
  /** Machines that the requester collected without approval within the last hour. */
  recent = 0,
): ApprovalNeed | undefined {
  const applied = policy.approvals
    .map((rule) => ({ rule, ...apply(rule, machines, recent) }))
    .filter(({ machineIds }) => machineIds.length > 0);
  if (applied.length === 0) return undefined;
  const waiting = new Set(applied.flatMap(({ machineIds }) => machineIds));
  const wanted = applied.map(({ rule }) => roles.indexOf(rule.by));
  return {
    machineIds: machines.map(({ id }) => id).filter((id) => waiting.has(id)),
    by: roles[Math.max(...wanted)]!,
    because: eachOnce(applied.flatMap(({ because }) => because)),
    expiresMinutes: Math.min(...applied.map(({ rule }) => rule.expiresMinutes)),
  };
}

interface Applied {
  readonly machineIds: readonly string[];
  readonly because: readonly StoredSentence[];
}

function apply({ when }: Rule, machines: readonly Machine[], recent: number): Applied {
  const { machineGroups, machineTags, moreThan, names } = when;
  const because: StoredSentence[] = [];
  const machineIds = new Set<string>();
  const catches = (machine: Machine, reason: StoredSentence) => {
    because.push(reason);
    machineIds.add(machine.id);
  };
  for (const machine of machines) {
    for (const tag of machineTags)
      if (machine.tags.some((own) => isSame(own, tag))) catches(machine, msg`tag “${tag}”`);
    for (const group of machineGroups)
      if (isSame(machine.group ?? '', group)) catches(machine, msg`device group “${group}”`);
    for (const pattern of names)
      if (isNamed(machine, pattern)) catches(machine, msg`name like “${pattern}”`);
    if (moreThan === undefined) continue;
    if (machines.length > moreThan) catches(machine, msg`more than ${moreThan} devices`);
    else if (machines.length + recent > moreThan)
      catches(machine, msg`more than ${moreThan} devices within an hour`);
  }
  return { machineIds: [...machineIds], because };
}

function eachOnce(reasons: readonly StoredSentence[]): StoredSentence[] {
  return [...new Map(reasons.map((reason) => [renderEnglish(reason), reason])).values()];
}

// Defender preserves the case of tags; a protective rule must not depend on it.
function isSame(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.trim().toLowerCase();
}

/** Matches a glob such as `srv-*` against the short name and the full one. */
export function isNamed({ name }: Pick<Machine, 'name'>, pattern: string): boolean {
  const like = new RegExp(
    `^${pattern
      .trim()
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replace(/\*+/g, '.*')
      .replace(/\?/g, '.')}$`,
    'i',
  );
  return like.test(name) || like.test(name.split('.')[0] ?? '');
}
