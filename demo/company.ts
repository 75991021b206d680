/** The people and places of the demo: a small company whose team tries Bailiff. */

export const tenantId = 'c0117050-0000-4000-8000-000000000001';
export const bot = { id: 'b0700000-0000-4000-8000-000000000001', name: 'Bailiff' } as const;

export interface Colleague {
  /** Teams' account id, as in `from.id`. */
  readonly id: string;
  readonly name: string;
  /** Entra object id: the identity for roles and on-call. */
  readonly objectId: string;
}

const colleague = (number: number, id: string, name: string): Colleague => ({
  id,
  name,
  objectId: `0a0a0a0a-0000-4000-8000-00000000000${number}`,
});

/** Types in the demo. */
export const mia = colleague(1, 'mia', 'Mia Chen');
/** Second on call. */
export const omar = colleague(2, 'omar', 'Omar Haddad');
/** First on call, and a lead. */
export const dana = colleague(3, 'dana', 'Dana Reyes');

export const people: readonly Colleague[] = [
  mia,
  omar,
  dana,
  colleague(4, 'lena', 'Lena Fischer'),
  colleague(5, 'sam', 'Sam Okafor'),
  colleague(6, 'priya', 'Priya Nair'),
];

/** The roles of the demo, and who is paged for failures. JSON is valid YAML. */
export const policy = {
  roles: {
    analyst: { users: ['*'] },
    responder: { users: [mia.objectId, omar.objectId] },
    lead: { users: [dana.objectId] },
  },
  approvals: [{ when: { machineTags: ['Tier0'], names: ['srv-*'] }, by: 'lead' }],
  triggers: [
    {
      name: 'high-severity',
      incident: { severity: ['High'] },
      collect: 'compromised',
      ipReport: true,
      perHour: 10,
    },
  ],
  onCall: {
    people: {
      dana: { id: dana.objectId, name: dana.name },
      omar: { id: omar.objectId, name: omar.name },
    },
    rotation: { people: ['dana'], every: 'week', from: '2026-01-05T09:00', timeZone: 'UTC' },
    escalateAfterMinutes: 15,
    // biome-ignore lint/suspicious/noThenProperty: the policy file's own word; it holds a list, never a function
    then: ['omar'],
  },
  ownRanges: [{ cidr: '10.0.0.0/8', name: 'Corporate' }],
};
