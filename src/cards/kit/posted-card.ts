import type { Card } from '../../domain/card';
import type { Collection } from '../../domain/collection';
import { collectionCard } from '../collect/collection';
import { packageCard } from '../collect/package';
import type { RenderContext } from './render-context';

/** The status card of a collection, edited until its end: of one machine, or of several. */
export function collectionStatusCard(collection: Collection, view: RenderContext): Card {
  return collection.packages.length === 1
    ? packageCard(collection, view)
    : collectionCard(collection, view);
}
