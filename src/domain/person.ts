/** Somebody who may ask, approve or be told. */
export interface Person {
  /** Entra object id: who it is. The name is only for reading. */
  readonly id: string;
  readonly name: string;
  /** Set for guests and people of other tenants, as Teams told when they wrote. */
  readonly isGuest?: boolean;
}

/** Each role includes the one before it. `nobody` may do nothing at all. */
export const roles = ['nobody', 'analyst', 'responder', 'lead'] as const;
export type Role = (typeof roles)[number];

export function atLeast(role: Role, wanted: Role): boolean {
  return roles.indexOf(role) >= roles.indexOf(wanted);
}
