import type { Collection, Package } from '../../domain/collection';
import { defined } from '../../domain/defined';
import { seconds } from '../../domain/duration';
import type { WorkflowServices } from '../engine/services';
import { showProgress } from './package-step';

// Small packages arrive before anybody could read their progress.
const minReportedBytes = 32 * 1024 * 1024;
const every = seconds(20);

/** Shows the download progress of a large package on its card; nothing of it is stored. */
export class IncomingOnCard {
  expected: number | undefined;
  private shownAt = 0;

  constructor(
    private readonly found: { readonly collection: Collection; readonly package: Package },
    private readonly services: WorkflowServices,
  ) {}

  report(received: number): void {
    const { clock } = this.services;
    const now = clock.now().getTime();
    if (received < minReportedBytes || now - this.shownAt < clock.real(every)) return;
    this.shownAt = now;
    const { collection, package: one } = this.found;
    const incoming = defined({ received, expected: this.expected });
    const packages = collection.packages.map((each) =>
      each.id === one.id ? { ...each, incoming } : each,
    );
    showProgress({ ...collection, packages }, this.services);
  }
}
