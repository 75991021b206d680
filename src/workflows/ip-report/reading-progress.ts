import { seconds } from '../../domain/duration';
import type { IpReportRequest } from '../../ports';
import type { WorkflowServices } from '../engine/services';
import { cardOf } from './ip-report-card';

/** The person who asked does not want it any more. */
export class ReadingCancelledError extends Error {
  override readonly name = 'ReadingCancelled';
}

// Quick reports show no progress at all: their end is there before anybody looks.
const showEvery = seconds(10);

/** Counts alerts while they are read: shows the count on the card now and then, and stops when told so. */
export class ReadingProgress {
  #alerts = 0;
  #shownAt: number;

  constructor(
    private readonly request: IpReportRequest,
    private readonly services: WorkflowServices,
  ) {
    this.#shownAt = services.clock.now().getTime();
  }

  /** @throws {ReadingCancelled} somebody cancelled the report */
  async read(alerts: number): Promise<void> {
    this.#alerts += alerts;
    const { clock, ipReports } = this.services;
    const report = await ipReports.get(this.request.id);
    if (report?.state === 'cancelled') throw new ReadingCancelledError();
    const now = clock.now().getTime();
    if (now - this.#shownAt < clock.real(showEvery)) return;
    this.#shownAt = now;
    await this.#show();
  }

  /** A card that can't be edited just now must not stop the reading. */
  async #show(): Promise<void> {
    const { request, services } = this;
    // What the card says of an earlier reading is true until this one is done.
    if (request.renews) return;
    const alerts = this.#alerts;
    const card = cardOf(request, () => ({ kind: 'reading', alerts }), services);
    await services.messenger.show(request.id, request.place, card).catch((error: unknown) => {
      services.log.warn({ error, report: request.id }, 'progress could not be shown');
    });
  }
}
