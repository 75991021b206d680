export const severities = ['informational', 'low', 'medium', 'high'] as const;
export type Severity = (typeof severities)[number];

/** One piece of evidence, the same for MDE, XDR and Graph: only what a report uses. */
export interface AlertEvidence {
  /** `Ip`, `Device`, `Process`, `File`, `User`, `Url`, …: an open list. */
  readonly kind: string;
  /** As written by Defender, unchecked: may be null, junk, or carry a port. */
  readonly address?: string | null | undefined;
  readonly verdict?: string | undefined;
  readonly roles?: readonly string[] | undefined;
  /** ISO 3166 two letters, where Graph knows it. */
  readonly country?: string | undefined;
  readonly seenAt?: string | undefined;
  readonly process?: string | undefined;
  readonly device?: AlertDevice | undefined;
}

export interface AlertDevice {
  readonly id: string;
  readonly name: string;
  readonly lastIp?: string | null | undefined;
  readonly lastExternalIp?: string | null | undefined;
  readonly interfaces?: readonly string[] | undefined;
  readonly roles?: readonly string[] | undefined;
  readonly health?: string | undefined;
}

export interface Alert {
  readonly id: string;
  readonly title: string;
  readonly severity: Severity | 'unknown';
  readonly category?: string | undefined;
  readonly source?: string | undefined;
  readonly incidentId?: string | undefined;
  /** ISO 8601 as Defender wrote it, up to 7 fraction digits. */
  readonly createdAt: string;
  readonly firstActivity?: string | undefined;
  readonly lastActivity?: string | undefined;
  readonly machine?: { readonly id: string; readonly name: string } | undefined;
  readonly url?: string | undefined;
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
  readonly redirectedTo?: string | undefined;
  readonly tags: readonly string[];
  readonly url?: string | undefined;
  readonly alerts: readonly Alert[];
}
