import { type Out, type Sealed, type SealRequest, sealBag } from './bag';

/** A bag that is produced while it is read. */
export interface SealedStream {
  readonly body: AsyncIterable<Uint8Array>;
  /** Resolves after the last byte was read; rejects with the payload's error. */
  readonly sealed: Promise<Sealed>;
}

/**
 * Seals a package while it streams, in one pass and with backpressure. Each chunk is valid until the
 * next one is requested.
 */
export function sealedStream(request: Omit<SealRequest, 'out'>): SealedStream {
  const handover = new Handover();
  const sealed = sealBag({ ...request, out: handover.give });
  sealed.then(
    () => handover.close(),
    (error: unknown) => handover.close(error),
  );
  return { body: handover.pieces(), sealed };
}

/** Passes chunks from producer to consumer, one at a time. */
class Handover {
  private offered = Promise.withResolvers<Uint8Array | undefined>();
  private taken = Promise.withResolvers<void>();

  readonly give: Out = (piece) => {
    this.offered.resolve(piece);
    return this.taken.promise;
  };

  close(error?: unknown): void {
    if (error === undefined) this.offered.resolve(undefined);
    else this.offered.reject(error);
    // Without a reader nobody observes this rejection; `sealed` reports it.
    this.offered.promise.catch(() => undefined);
  }

  async *pieces(): AsyncGenerator<Uint8Array> {
    try {
      for (;;) {
        const piece = await this.offered.promise;
        if (!piece) return;
        yield piece;
        const { taken } = this;
        this.offered = Promise.withResolvers();
        this.taken = Promise.withResolvers();
        taken.resolve();
      }
    } finally {
      this.taken.promise.catch(() => undefined);
      this.taken.reject(new Error('the consumer stopped reading the bag'));
    }
  }
}
