import { PackageRefusedError } from '../../domain/errors';
import { msg } from '../../language/language';
import type { Evidence } from '../../ports';

export interface StorageRules {
  readonly maxBytes: number;
  /** Quota of the whole store and its current usage, in bytes. */
  readonly quota?: { readonly bytes: number; readonly used: () => Promise<number> } | undefined;
  /** Disk limits; absent for cloud accounts. */
  readonly disk?: { readonly reserveBytes: number; readonly freeBytes: () => Promise<number> };
}

/** Limits for incoming packages: maximum size, quota and free disk space. */
export class StorageLimits {
  constructor(private readonly rule: StorageRules) {}

  /** @throws {PackageRefusedError} if a package of this size is not allowed */
  expectAllowed(size: number): void {
    if (size > this.rule.maxBytes)
      throw new PackageRefusedError(
        msg`The package is larger than PACKAGE_MAX_BYTES allows: ${size} of ${this.rule.maxBytes} bytes.`,
      );
  }

  /**
   * Returns the bytes left in the quota. Ignores concurrent packages.
   * @throws {PackageRefusedError} if nothing is left
   */
  async share(): Promise<number> {
    const { quota } = this.rule;
    if (!quota) return Number.POSITIVE_INFINITY;
    const left = quota.bytes - (await quota.used());
    if (left <= 0) throw overQuota(quota.bytes);
    return left;
  }

  /** @throws {PackageRefusedError} if the size exceeds the share */
  expectWithin(share: number, size: number): void {
    if (size > share) throw overQuota(this.rule.quota!.bytes);
  }

  /** @throws {PackageRefusedError} if the disk would fall below its reserve */
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

/** Total size of a store in bytes. */
export async function sizeOf(store: Pick<Evidence, 'list'>): Promise<number> {
  return (await store.list()).reduce((sum, { size }) => sum + size, 0);
}

function overQuota(bytes: number): PackageRefusedError {
  return new PackageRefusedError(
    msg`The evidence store is full: the policy’s retention.maxGigabytes is ${bytes / 1e9}.`,
  );
}
