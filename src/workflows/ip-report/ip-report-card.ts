import { whyByPolicy } from '../../cards/incidents/by-policy';
import {
  type IpReportState,
  type IpReportSubject,
  ipReportCard,
  maxRows,
} from '../../cards/ip-report/ip-report';
import { personName } from '../../cards/kit/name';
import type { Card } from '../../domain/card';
import type { ReportMemory, ReportTotals } from '../../domain/stored-report';
import type { IpReportRequest, Localized } from '../../ports';
import { renderContextOf } from '../engine/render-context';
import type { WorkflowServices } from '../engine/services';

/** What a story remembers of a report it read: the rows lie in our tables. */
export interface Found {
  readonly totals: ReportTotals;
  readonly memory: ReportMemory;
  readonly readAt: string;
  /** So young that more may still arrive. */
  readonly fresh: boolean;
  /** The incident whose addresses these are, when the one asked for was merged into it. */
  readonly mergedInto?: string;
}

export function subjectOf({ of }: IpReportRequest): IpReportSubject {
  if ('alert' in of || 'incident' in of) return of;
  return { from: new Date(of.from), to: new Date(of.to), severity: of.severity };
}

export function renderContextFor({ timeZone }: IpReportRequest, services: WorkflowServices) {
  return { ...renderContextOf(services), timeZone, portal: services.portalUrl };
}

/** The name of the living card that the report is shown on. */
export function reportCardOf({ id, renews }: IpReportRequest): string {
  return renews ?? id;
}

/** The card of a report as our tables have it now. */
export async function foundCard(
  request: IpReportRequest,
  { fresh, memory, mergedInto, totals }: Found,
  services: WorkflowServices,
  why = () => whyByPolicy(request),
): Promise<Localized<Card>> {
  const { onlyNew } = request;
  const rows = await services.ipMemory.rows(request.id, { most: maxRows, onlyNew });
  const unasked = await services.ipMemory.unasked(request.id);
  const found = {
    ...{ rows, totals, memory: { ...memory, unasked } },
    ...{ mayStillArrive: fresh, mergedInto, onlyNew },
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
