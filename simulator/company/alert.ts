import { hex } from '../random';

/** One piece of evidence; each API formats it differently. */
export type Evidence =
  | {
      readonly kind: 'Ip';
      readonly address: string | null;
      readonly roles?: readonly string[];
      readonly country?: string;
    }
  | { readonly kind: 'User'; readonly account: string }
  | { readonly kind: 'Process'; readonly file: string; readonly command: string }
  | { readonly kind: 'File'; readonly file: string; readonly folder: string }
  | { readonly kind: 'Url'; readonly url: string }
  | { readonly kind: 'Registry'; readonly key: string; readonly value: string }
  /** An evidence type of a future version. */
  | { readonly kind: 'Future' };

export interface InvolvedDevice {
  readonly machineId: string;
  /** Graph's device roles: compromised, attacked, contextual … */
  readonly roles: readonly string[];
}

export interface Alert {
  readonly id: string;
  readonly incidentId: number;
  readonly createdAt: number;
  readonly title: string;
  readonly description: string;
  readonly category: string;
  readonly severity: 'Informational' | 'Low' | 'Medium' | 'High';
  readonly status: 'New' | 'InProgress' | 'Resolved';
  readonly serviceSource: string;
  readonly detectionSource: string;
  readonly techniques: readonly string[];
  /** The first is `machineId` in the MDE API; mail alerts have none. */
  readonly devices: readonly InvolvedDevice[];
  readonly account: string | undefined;
  readonly evidence: readonly Evidence[];
  /** The answer of `/ips`; may differ from the evidence. */
  readonly ips: readonly string[];
}

export interface Incident {
  readonly id: number;
  readonly name: string;
  readonly createdAt: number;
  /** Time of the last added alert or change. */
  readonly touchedAt?: number;
  readonly severity: Alert['severity'];
  readonly status: 'Active' | 'InProgress' | 'Resolved' | 'Redirected';
  readonly redirectedTo: number | null;
  readonly assignedTo: string | null;
  readonly tags: readonly string[];
}

export const tenantId = '11111111-2222-3333-4444-555555555555';
const updatedAfterMs = 50_000;

/** Time of the last update: shortly after creation, or the last change. */
export function updatedAt(
  { createdAt, touchedAt }: { readonly createdAt: number; readonly touchedAt?: number },
  now: number,
): number {
  const enriched = createdAt + updatedAfterMs;
  return Math.max(touchedAt ?? 0, enriched > now ? createdAt : enriched);
}
export const firstActivityAt = ({ createdAt }: Alert) => createdAt - 35_000;
export const lastActivityAt = ({ createdAt }: Alert) => createdAt - 8_000;
export const evidenceAt = ({ createdAt }: Alert) => createdAt - 1_500;
export const resolvedAt = ({ status, createdAt }: Alert) =>
  status === 'Resolved' ? createdAt + 8 * 3_600_000 : undefined;

/** Whether Defender for Endpoint raised it; the MDE API knows no others. */
export const isFromEndpoint = ({ serviceSource }: Alert) =>
  serviceSource === 'MicrosoftDefenderForEndpoint';

/** `powershell.exe` has the same hash wherever it appears. */
export const fileHashes = (file: string) => ({
  sha1: hex(`sha1 ${file}`, 40),
  sha256: hex(`sha256 ${file}`, 64),
});

export const addressesIn = ({ evidence }: Alert): string[] =>
  evidence.flatMap((item) => (item.kind === 'Ip' && item.address ? [item.address] : []));

export const hostsIn = ({ evidence }: Alert): string[] => [
  ...new Set(
    evidence.flatMap((item) => {
      if (item.kind !== 'Url' || !URL.canParse(item.url)) return [];
      return [new URL(item.url).hostname];
    }),
  ),
];
