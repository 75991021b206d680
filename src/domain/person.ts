/** Somebody who may request, approve or be notified. */
export interface Person {
  /** Entra object id: the identity. The name is only for display. */
  readonly id: string;
  readonly name: string;
  /** Set for guests and people of other tenants, as Teams reported when they wrote. */
  readonly isGuest?: boolean;
}

/** Each role includes the one before it. `nobody` has no rights at all. */
export const roles = ['nobody', 'analyst', 'responder', 'lead'] as const;
export type Role = (typeof roles)[number];

export function atLeast(role: Role, wanted: Role): boolean {
  return roles.indexOf(role) >= roles.indexOf(wanted);
}
