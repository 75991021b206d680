import { PackageRefusedError } from '../../domain/errors';
import { msg } from '../../language/language';
import type { Evidence } from '../../ports';

export interface RoomRule {
  readonly maxBytes: number;
  /** What the policy lets the store hold as a whole, and what it holds. */
  readonly quota?: { readonly bytes: number; readonly used: () => Promise<number> };
  /** Of a disk: an account in the cloud has no end that could be asked for. */
  readonly disk?: { readonly reserveBytes: number; readonly freeBytes: () => Promise<number> };
}

/** How much may come in: what the operator and the policy allow, and what the disk still takes. */
export class Room {
  constructor(private readonly rule: RoomRule) {}

  /** @throws {PackageRefused} a package of this size is not allowed */
  expectAllowed(size: number): void {
    if (size > this.rule.maxBytes)
      throw new PackageRefusedError(
        msg`The package is larger than PACKAGE_MAX_BYTES allows: ${size} of ${this.rule.maxBytes} bytes.`,
      );
  }

  /**
   * What the quota leaves for one more package. Others that arrive at the same time are not counted.
   * @throws {PackageRefused} nothing is left
   */
  async share(): Promise<number> {
    const { quota } = this.rule;
    if (!quota) return Number.POSITIVE_INFINITY;
    const left = quota.bytes - (await quota.used());
    if (left <= 0) throw overQuota(quota.bytes);
    return left;
  }

  /** @throws {PackageRefused} it is more than its share of the quota */
  expectWithin(share: number, size: number): void {
    if (size > share) throw overQuota(this.rule.quota!.bytes);
  }

  /** @throws {PackageRefused} so many more bytes would eat into what has to stay free */
  async expectFree(bytes: number): Promise<void> {
    const { disk } = this.rule;
    if (!disk) return;
    const free = await disk.freeBytes();
    const needed = bytes + disk.reserveBytes;
    if (free < needed)
      throw new PackageRefusedError(
        msg`Not enough space for the package: ${needed} bytes needed, ${free} free.`,
      );
  }
}

/** Bytes of all that a store keeps. */
export async function sizeOf(store: Pick<Evidence, 'list'>): Promise<number> {
  return (await store.list()).reduce((sum, { size }) => sum + size, 0);
}

function overQuota(bytes: number): PackageRefusedError {
  return new PackageRefusedError(
    msg`The evidence store is full: the policy’s retention.maxGigabytes is ${bytes / 1e9}.`,
  );
}
