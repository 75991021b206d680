import { hostname } from 'node:os';
import { clean } from '../domain/text';
import type { Pager, PagerEvent } from '../ports';

export interface PagerSettings {
  readonly url: string;
  /** Secret: never in a log or an error. */
  readonly key: string;
  readonly userAgent: string;
}

const timeoutMs = 10_000;

/**
 * Sends events to the organisation's own paging over HTTPS.
 *
 * The format is PagerDuty's Events API v2, which other services accept too: 202 accepted, 400
 * rejected for good, 429 throttled; `dedup_key` groups the events of one alert, and a repeated
 * event has no effect. Source: https://developer.pagerduty.com/docs/events-api-v2/trigger-events/
 * (read 2026-11-20)
 */
export class EventsV2Pager implements Pager {
  constructor(private readonly settings: PagerSettings) {}

  async send(event: PagerEvent): Promise<'taken' | 'later' | 'refused'> {
    const { url, userAgent } = this.settings;
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'user-agent': userAgent },
        body: JSON.stringify(this.#bodyOf(event)),
        // The key must not follow a redirect to another host.
        redirect: 'manual',
        signal: AbortSignal.timeout(timeoutMs),
      });
      await response.body?.cancel();
      return readStatus(response.status);
    } catch {
      // No connection or a timeout: the event may have arrived, and sending it again is harmless.
      return 'later';
    }
  }

  #bodyOf({ action, at, details, key, severity, summary }: PagerEvent) {
    const event = { routing_key: this.settings.key, event_action: action, dedup_key: key };
    if (action !== 'trigger') return event;
    return {
      ...event,
      client: 'Bailiff',
      payload: {
        summary: clean(summary, 1024),
        source: hostname(),
        severity,
        timestamp: new Date(at).toISOString(),
        component: 'bailiff',
        custom_details: details,
      },
    };
  }
}

function readStatus(status: number): 'taken' | 'later' | 'refused' {
  if (status >= 200 && status < 300) return 'taken';
  return status === 408 || status === 429 || status >= 500 ? 'later' : 'refused';
}
