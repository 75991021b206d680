export const severities = ['informational', 'low', 'medium', 'high'] as const;
export type Severity = (typeof severities)[number];

/** One piece of evidence from MDE, XDR or Graph, reduced to the fields Bailiff uses. */
export interface AlertEvidence {
  /** `Ip`, `Device`, `Process`, `File`, `User`, `Url`, …: an open list. */
  readonly kind: string;
  /** Its `ipAddress` as written and unvalidated: may be null, malformed, or carry a port. */
  readonly address?: string | null | undefined;
  /** Every other address in the object, as written. */
  readonly addresses?: readonly FoundAddress[] | undefined;
  /** Connections in it whose both ends are known. */
  readonly connections?: readonly FoundConnection[] | undefined;
  /** Address ranges in it, as written. */
  readonly ranges?: readonly string[] | undefined;
  /** The object was too large to be read completely. */
  readonly cut?: boolean | undefined;
  readonly verdict?: string | undefined;
  readonly roles?: readonly string[] | undefined;
  /** ISO 3166 two letters, where Graph knows it. */
  readonly country?: string | undefined;
  readonly seenAt?: string | undefined;
  readonly process?: string | undefined;
  readonly device?: AlertDevice | undefined;
}

/** An address in a field of an evidence object, unchecked. */
export interface FoundAddress {
  readonly value: string;
  /** `destination`, `dnsAnswer`, `sender`, `pod`, … or the name of a field without a known role. */
  readonly role: string;
  readonly verdict?: string | undefined;
  readonly roles?: readonly string[] | undefined;
  readonly country?: string | undefined;
  /** Name of the device that owns the address; may be empty. */
  readonly device?: string | undefined;
}

/** A connection in an evidence object, its addresses unchecked. */
export interface FoundConnection extends Traffic {
  readonly source: string;
  readonly destination: string;
}

/** What is known of a connection besides its ends. */
export interface Traffic {
  readonly sourcePort?: number | undefined;
  readonly destinationPort?: number | undefined;
  /** `tcp`, `udp`, … in lower case. */
  readonly protocol?: string | undefined;
}

/** A device that Defender for Endpoint manages. */
export interface AlertDevice {
  readonly id: string;
  readonly name: string;
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

const numberForm = /^[a-z]{0,4}[0-9a-f]{12,40}_-?\d{1,20}$/i;
const guid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const guidForm = new RegExp(`^[a-z]{2}${guid}(?:_\\d{1,9})?$`, 'i');
const bareGuid = new RegExp(`^${guid}(?:_\\d{1,9})?$`, 'i');

/**
 * Returns whether a word is an alert id: two letters and a GUID, with or without `_n`, or the older
 * number form `da637…_-123`. The letters name the product; unknown ones are accepted.
 * Source: https://learn.microsoft.com/defender-xdr/investigate-alerts (read 2026-11-30)
 */
export function isAlertId(text: string): boolean {
  return text.length <= 80 && (numberForm.test(text) || guidForm.test(text));
}

/** Returns whether a word after "alert" is an id; ids of other products may be bare GUIDs. */
export function isNamedAlertId(text: string): boolean {
  return isAlertId(text) || bareGuid.test(text);
}

/** Returns whether Defender for Endpoint raised an alert: the MDE API knows no others. */
export function isEndpointAlert({ id, source }: Pick<Alert, 'id' | 'source'>): boolean {
  return source === 'microsoftDefenderForEndpoint' || /^(?:da|ed|ar)[0-9a-f]/i.test(id);
}
