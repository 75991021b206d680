import { whyByPolicy } from '../../cards/incidents/by-policy';
import {
  type IpReportState,
  type IpReportSubject,
  ipReportCard,
  maxRows,
  type ReportedAlert,
} from '../../cards/ip-report/ip-report';
import { personName } from '../../cards/kit/name';
import type { Card } from '../../domain/card';
import type { ReportMemory, ReportTotals } from '../../domain/stored-report';
import type { IpReportRequest, Localized } from '../../ports';
import { renderContextOf } from '../engine/render-context';
import type { WorkflowServices } from '../engine/services';

/** The result of reading a report, as the workflow stores it; the rows are in our tables. */
export interface Found {
  readonly totals: ReportTotals;
  readonly memory: ReportMemory;
  readonly readAt: string;
  /** Defender may still add data. */
  readonly fresh: boolean;
  /** The incident that the requested one was merged into. */
  readonly mergedInto?: string;
  /** The alert that the report is of. */
  readonly alert?: ReportedAlert;
  /** The source knows alerts of Defender for Endpoint only. */
  readonly endpointOnly?: boolean;
}

export function subjectOf({ of }: IpReportRequest): IpReportSubject {
  if ('alert' in of || 'incident' in of) return of;
  return { from: new Date(of.from), to: new Date(of.to), severity: of.severity };
}

export function renderContextFor({ timeZone }: IpReportRequest, services: WorkflowServices) {
  return { ...renderContextOf(services), timeZone, portal: services.portalUrl };
}

/** The key of the posted card that shows the report. */
export function reportCardOf({ id, renews }: IpReportRequest): string {
  return renews ?? id;
}

/** Renders the card of a report from our tables. */
export async function foundCard(
  request: IpReportRequest,
  { alert, endpointOnly, fresh, memory, mergedInto, totals }: Found,
  services: WorkflowServices,
  why = () => whyByPolicy(request),
): Promise<Localized<Card>> {
  const { onlyNew } = request;
  const rows = await services.ipMemory.rows(request.id, { most: maxRows, onlyNew });
  const unasked = await services.ipMemory.unasked(request.id);
  const found = {
    ...{ rows, totals, memory: { ...memory, unasked } },
    ...{ mayStillArrive: fresh, mergedInto, onlyNew, alert, endpointOnly },
  };
  return cardOf(request, () => ({ kind: 'done', found }), services, why);
}

export function cardOf(
  request: IpReportRequest,
  state: () => IpReportState,
  services: WorkflowServices,
  why = () => whyByPolicy(request),
): Localized<Card> {
  const { askedBy, id } = request;
  const about = subjectOf(request);
  return () =>
    ipReportCard(
      { ref: id, about, askedBy: personName(askedBy), state: state(), why: why() },
      renderContextFor(request, services),
    );
}
