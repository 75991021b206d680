import type { Conversations, Digests, Journal, Subscriptions } from '../ports';
import { Deliverer, type DelivererDependencies } from './deliverer';
import { DeliveryAttempt } from './delivery-attempt';
import { EndOfPlace } from './end-of-place';
import { type MessengerDependencies, OutboxMessenger } from './messenger';
import { OtherRoutes } from './other-routes';
import { Pacing } from './pacing';
import { Sender, type SenderDependencies } from './sender';

export interface OutgoingDependencies
  extends Pick<SenderDependencies, 'adapter' | 'rules'>,
    Pick<MessengerDependencies, 'outbox' | 'clock' | 'log'>,
    Pick<DelivererDependencies, 'owner' | 'onOutcome'> {
  readonly conversations: Conversations;
  readonly subscriptions: Subscriptions;
  readonly digests: Digests;
  readonly journal: Journal;
}

/** Wires the outgoing side: nothing is sent before the deliverer is started. */
export function createOutgoing(parts: OutgoingDependencies) {
  const pacing = new Pacing(parts.clock);
  const sender = new Sender({ ...parts, onCall: (id) => pacing.note(id) });
  const routes = new OtherRoutes(parts);
  const endOfPlace = new EndOfPlace({ ...parts, routes });
  const attempt = new DeliveryAttempt({ ...parts, sender, routes, endOfPlace });
  const deliverer = new Deliverer({
    ...parts,
    pacing,
    deliver: (message) => attempt.deliver(message),
  });
  const messenger = new OutboxMessenger({ ...parts, deliverer });
  return { deliverer, endOfPlace, messenger };
}
