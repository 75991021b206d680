import { hostname } from 'node:os';
import { clean } from '../domain/text';
import type { Pager, PagerEvent } from '../ports';

export interface PagerSettings {
  readonly url: string;
  /** Secret: it stands in no log and in no error. */
  readonly key: string;
  readonly userAgent: string;
}

const timeoutMs = 10_000;

/**
 * The organisation's own paging, told over HTTPS.
 *
 * The form is PagerDuty's Events API v2, which others take too: 202 when it was taken, 400 for what
 * is wrong and stays wrong, 429 for too much at once; `dedup_key` joins what belongs together, and
 * an event that comes twice changes nothing.
 * Source: https://developer.pagerduty.com/docs/events-api-v2/trigger-events/ (read 2026-11-20)
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
        // The key must not follow a redirection to somewhere else.
        redirect: 'manual',
        signal: AbortSignal.timeout(timeoutMs),
      });
      await response.body?.cancel();
      return readStatus(response.status);
    } catch {
      // No connection, a time-out: whether it was heard is not known, and sending again is harmless.
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
