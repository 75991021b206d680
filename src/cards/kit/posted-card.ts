import type { Card } from '../../domain/card';
import type { Collection } from '../../domain/collection';
import { collectionCard } from '../collect/collection';
import { packageCard } from '../collect/package';
import type { RenderContext } from './render-context';

/** The one card of a collection that is edited until its end: a machine's own, or a roll-up. */
export function collectionStatusCard(collection: Collection, view: RenderContext): Card {
  return collection.packages.length === 1
    ? packageCard(collection, view)
    : collectionCard(collection, view);
}
