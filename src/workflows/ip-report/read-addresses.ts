import type { Incident } from '../../domain/alert';
import { minutes } from '../../domain/duration';
import { english } from '../../language/language';
import type { IpReading, IpReportRequest, StoredIps } from '../../ports';
import type { WorkflowServices } from '../engine/services';
import { AddressReader, namesAddress } from './address-reader';
import type { Found } from './ip-report-card';
import { ReadingCancelledError, ReadingProgress } from './reading-progress';

/** What reading gave: a report that is kept now, or why there is none. */
export type Reading =
  | { readonly found: Found; readonly incident?: string }
  /** Defender does not know it. */
  | { readonly unknown: string }
  | { readonly cancelled: true };

type Read =
  | {
      readonly kept: StoredIps;
      readonly incident?: string | undefined;
      readonly alert?: Found['alert'];
    }
  | { readonly unknown: string };

const maxRedirects = 5;

/** Reads the alerts and keeps what they say; only counts are given back, however many there are. */
export async function readAddresses(
  request: IpReportRequest,
  services: WorkflowServices,
): Promise<Reading> {
  const readAt = services.clock.now();
  const reading = await services.ipMemory.begin(request, readAt);
  try {
    const read = await readSubject(request, reading, services);
    if ('unknown' in read) {
      await reading.discard();
      return read;
    }
    const { alert, incident, kept } = read;
    const fresh = isFresh(kept.totals.lastAlert, services);
    const found = {
      ...{ ...kept, readAt: readAt.toISOString(), fresh },
      ...(alert && { alert }),
      ...(isEndpointOnly(request, services) && { endpointOnly: true }),
    };
    return { found, ...(incident && { incident }) };
  } catch (error) {
    // If this fails too, the hourly retention job deletes the attempt.
    await reading.discard().catch(() => undefined);
    if (error instanceof ReadingCancelledError) return { cancelled: true };
    throw error;
  }
}

async function readSubject(
  request: IpReportRequest,
  reading: IpReading,
  services: WorkflowServices,
): Promise<Read> {
  const { of } = request;
  const progress = new ReadingProgress(request, services);
  await progress.read(0);
  if ('alert' in of) return ofAlert(of.alert, reading, services);
  if ('incident' in of) return ofIncident(of.incident, reading, services);
  const reader = new AddressReader(reading, services);
  const { from, severity, to } = of;
  const pages = services.defender.alerts({ from: new Date(from), to: new Date(to), severity });
  for await (const page of pages) {
    await reader.add(page);
    await progress.read(page.length);
  }
  return { kept: await reader.keep() };
}

async function ofAlert(id: string, reading: IpReading, services: WorkflowServices): Promise<Read> {
  const alert = await services.defender.alert(id);
  if (!alert) return { unknown: english`alert ${id}` };
  const reader = new AddressReader(reading, services, { asksAll: true });
  await reader.add([alert]);
  const { incidentId, severity, title } = alert;
  return { kept: await reader.keep(), incident: incidentId, alert: { severity, title } };
}

/** Incidents have a source of their own, with alerts of every product. */
function isEndpointOnly({ of }: IpReportRequest, { defender }: WorkflowServices): boolean {
  return !('incident' in of) && defender.alertProducts === 'endpoint';
}

/** Merged incidents are followed to the one that lives on. */
async function ofIncident(
  id: string,
  reading: IpReading,
  services: WorkflowServices,
): Promise<Read> {
  let incident: Incident | undefined = await services.defender.incident(id);
  for (let hops = 0; incident?.redirectedTo && hops < maxRedirects; hops++)
    incident = await services.defender.incident(incident.redirectedTo);
  if (!incident) return { unknown: english`incident ${id}` };
  const reader = new AddressReader(reading, services, { asksAll: true });
  // The calls that there are go first to those that say nothing without.
  await reader.add(
    incident.alerts.toSorted((a, b) => Number(namesAddress(a)) - Number(namesAddress(b))),
  );
  return { kept: await reader.keep(), incident: incident.id };
}

/** Evidence is added to an alert for some minutes after it was raised. */
function isFresh(lastAlert: string | undefined, { clock }: WorkflowServices): boolean {
  return clock.now().getTime() - Date.parse(lastAlert ?? '') < minutes(5);
}
