export const severities = ['informational', 'low', 'medium', 'high'] as const;
export type Severity = (typeof severities)[number];

/** One piece of evidence, the same for MDE, XDR and Graph: only what a report uses. */
export interface AlertEvidence {
  /** `Ip`, `Device`, `Process`, `File`, `User`, `Url`, …: an open list. */
  readonly kind: string;
  /** As written by Defender, unchecked: may be null, junk, or carry a port. */
  readonly address?: string | null;
  readonly verdict?: string;
  readonly roles?: readonly string[];
  /** ISO 3166 two letters, where Graph knows it. */
  readonly country?: string;
  readonly seenAt?: string;
  readonly process?: string;
  readonly device?: AlertDevice;
}

export interface AlertDevice {
  readonly id: string;
  readonly name: string;
  readonly lastIp?: string | null;
  readonly lastExternalIp?: string | null;
  readonly interfaces?: readonly string[];
  readonly roles?: readonly string[];
  readonly health?: string;
}

export interface Alert {
  readonly id: string;
  readonly title: string;
  readonly severity: Severity | 'unknown';
  readonly category?: string;
  readonly source?: string;
  readonly incidentId?: string;
  /** ISO 8601 as Defender wrote it, up to 7 fraction digits. */
  readonly createdAt: string;
  readonly firstActivity?: string;
  readonly lastActivity?: string;
  readonly machine?: { readonly id: string; readonly name: string };
  readonly url?: string;
  readonly evidence: readonly AlertEvidence[];
}

export interface Incident {
  readonly id: string;
  readonly name: string;
  readonly severity: Severity | 'unknown';
  readonly status: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  /** Set when this incident was merged: read that one instead. */
  readonly redirectedTo?: string;
  readonly tags: readonly string[];
  readonly url?: string;
  readonly alerts: readonly Alert[];
}
