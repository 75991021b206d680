import { createHash, type Hash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { clean } from '../domain/text';
import type { HandOutTool } from '../ports';

export const maxPurpose = 200;
const maxForwarded = 200;

/** Circumstances of one hand-out, for the journal. */
export async function circumstances(
  req: IncomingMessage,
  { clockQuality, tool }: HandOutTool,
): Promise<object> {
  const forwarded = req.headers['x-forwarded-for']?.toString();
  return {
    clientAddress: req.socket.remoteAddress ?? 'unknown',
    // As a proxy, or the client itself, claims it.
    ...(forwarded && { forwardedFor: clean(forwarded, maxForwarded) }),
    tool,
    clock: await clockQuality(),
  };
}

/** Returns the purpose as one visible line; undefined if it says nothing or is too long. */
export function purposeIn(form: URLSearchParams): string | undefined {
  const purpose = clean(form.get('purpose') ?? '', maxPurpose + 1).trim();
  return purpose && [...purpose].length <= maxPurpose ? purpose : undefined;
}

/** The file changed between its check and its end. */
export class ChangedWhileSentError extends Error {}

/** Hashes a body while it is sent. */
export class HashedBody {
  size = 0;
  readonly #hash: Hash = createHash('sha256');

  constructor(private readonly body: AsyncIterable<Uint8Array>) {}

  /** SHA-256 in hex of what was passed on. */
  get sha256(): string {
    return this.#hash.copy().digest('hex');
  }

  /**
   * Passes the body on. The last piece waits until the hash of the whole is known, so that nobody
   * receives a complete file that is not the recorded one.
   * @throws {ChangedWhileSentError} if the hash is not `expected`
   */
  async *pieces(expected?: string): AsyncGenerator<Uint8Array> {
    let held: Uint8Array | undefined;
    for await (const piece of this.body) {
      if (held) yield this.#passed(held);
      held = piece;
    }
    if (
      expected &&
      this.#hash
        .copy()
        .update(held ?? '')
        .digest('hex') !== expected
    )
      throw new ChangedWhileSentError('the file changed while it was sent');
    if (held) yield this.#passed(held);
  }

  #passed(piece: Uint8Array): Uint8Array {
    this.#hash.update(piece);
    this.size += piece.length;
    return piece;
  }
}
