import type { Collection, Package } from '../../domain/collection';
import { seconds } from '../../domain/duration';
import type { WorkflowServices } from '../engine/services';
import { showProgress } from './package-step';

// Small packages are there before anybody could read how far they are.
const worthTelling = 32 * 1024 * 1024;
const every = seconds(20);

/** Shows on the living card how much of a large package has come; nothing of it is stored. */
export class IncomingOnCard {
  expected?: number;
  private shownAt = 0;

  constructor(
    private readonly found: { readonly collection: Collection; readonly package: Package },
    private readonly services: WorkflowServices,
  ) {}

  tell(received: number): void {
    const { clock } = this.services;
    const now = clock.now().getTime();
    if (received < worthTelling || now - this.shownAt < clock.real(every)) return;
    this.shownAt = now;
    const { collection, package: one } = this.found;
    const incoming = { received, expected: this.expected };
    const packages = collection.packages.map((each) =>
      each.id === one.id ? { ...each, incoming } : each,
    );
    showProgress({ ...collection, packages }, this.services);
  }
}
