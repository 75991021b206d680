import { type Out, type Sealed, type SealRequest, sealBag } from './bag';

/** A bag that is made while it is read. */
export interface SealedStream {
  readonly body: AsyncIterable<Uint8Array>;
  /** What was sealed, once the last byte was read; rejects with what broke the payload. */
  readonly sealed: Promise<Sealed>;
}

/**
 * Seals a package on its way: its bytes go in, the bag's come out, in one pass and no faster than
 * they are taken. A piece is good until the next one is asked for.
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

/** Passes pieces from who makes them to who takes them, one at a time. */
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
    // Nobody may be reading any more: then nobody hears of it here, but `sealed` says it.
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
      this.taken.reject(new Error('nobody takes the bag any more'));
    }
  }
}
