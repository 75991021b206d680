import type { Incident } from '../../domain/alert';
import { minutes } from '../../domain/duration';
import { recorded } from '../../language/language';
import type { IpReading, IpReportRequest, KeptIps } from '../../ports';
import { AddressReader, namesAddress } from './address-reader';
import type { Found } from './ip-report-card';
import { ReadingCancelled, ReadingProgress } from './reading-progress';
import type { StoryTools } from '../engine/services';

/** What reading gave: a report that is kept now, or why there is none. */
export type Reading =
  | { readonly found: Found; readonly incident?: string }
  /** Defender does not know it. */
  | { readonly unknown: string }
  | { readonly cancelled: true };

type Read = { readonly kept: KeptIps; readonly incident?: string } | { readonly unknown: string };

const mostRedirects = 5;

/** Reads the alerts and keeps what they say; only counts are given back, however many there are. */
export async function readAddresses(request: IpReportRequest, tools: StoryTools): Promise<Reading> {
  const readAt = tools.clock.now();
  const reading = await tools.ipMemory.begin(request, readAt);
  try {
    const read = await readSubject(request, reading, tools);
    if ('unknown' in read) {
      await reading.discard();
      return read;
    }
    const { incident, kept } = read;
    const fresh = isFresh(kept.totals.lastAlert, tools);
    const found = { ...kept, readAt: readAt.toISOString(), fresh };
    return { found, ...(incident && { incident }) };
  } catch (error) {
    // What is left where this fails too is forgotten in the next round through the house.
    await reading.discard().catch(() => undefined);
    if (error instanceof ReadingCancelled) return { cancelled: true };
    throw error;
  }
}

async function readSubject(
  request: IpReportRequest,
  reading: IpReading,
  tools: StoryTools,
): Promise<Read> {
  const { of } = request;
  const progress = new ReadingProgress(request, tools);
  await progress.read(0);
  if ('alert' in of) return ofAlert(of.alert, reading, tools);
  if ('incident' in of) return ofIncident(of.incident, reading, tools);
  const reader = new AddressReader(reading, tools);
  const { from, severity, to } = of;
  const pages = tools.defender.alerts({ from: new Date(from), to: new Date(to), severity });
  for await (const page of pages) {
    await reader.add(page);
    await progress.read(page.length);
  }
  return { kept: await reader.keep() };
}

async function ofAlert(id: string, reading: IpReading, tools: StoryTools): Promise<Read> {
  const alert = await tools.defender.alert(id);
  if (!alert) return { unknown: recorded`alert ${id}` };
  const reader = new AddressReader(reading, tools, { asksAll: true });
  await reader.add([alert]);
  return { kept: await reader.keep(), incident: alert.incidentId };
}

/** Merged incidents are followed to the one that lives on. */
async function ofIncident(id: string, reading: IpReading, tools: StoryTools): Promise<Read> {
  let incident: Incident | undefined = await tools.defender.incident(id);
  for (let hops = 0; incident?.redirectedTo && hops < mostRedirects; hops++)
    incident = await tools.defender.incident(incident.redirectedTo);
  if (!incident) return { unknown: recorded`incident ${id}` };
  const reader = new AddressReader(reading, tools, { asksAll: true });
  // The calls that there are go first to those that say nothing without.
  await reader.add(
    incident.alerts.toSorted((a, b) => Number(namesAddress(a)) - Number(namesAddress(b))),
  );
  return { kept: await reader.keep(), incident: incident.id };
}

/** Evidence is added to an alert for some minutes after it was raised. */
function isFresh(lastAlert: string | undefined, { clock }: StoryTools): boolean {
  return clock.now().getTime() - Date.parse(lastAlert ?? '') < minutes(5);
}
