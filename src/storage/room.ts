import { PackageRefused } from '../domain/errors';

export interface RoomRule {
  readonly maxBytes: number;
  /** Of a disk: an account in the cloud has no end that could be asked for. */
  readonly disk?: { readonly reserveBytes: number; readonly freeBytes: () => Promise<number> };
}

/** How much may come in: what the operator allows, and what the disk still takes. */
export class Room {
  constructor(private readonly rule: RoomRule) {}

  /** @throws {PackageRefused} a package of this size is not allowed */
  expectAllowed(size: number): void {
    if (size > this.rule.maxBytes)
      throw new PackageRefused(
        `The package is larger than PACKAGE_MAX_BYTES allows: ${size} of ${this.rule.maxBytes} bytes.`,
      );
  }

  /** @throws {PackageRefused} so many more bytes would eat into what has to stay free */
  async expectFree(bytes: number): Promise<void> {
    const { disk } = this.rule;
    if (!disk) return;
    const free = await disk.freeBytes();
    const needed = bytes + disk.reserveBytes;
    if (free < needed)
      throw new PackageRefused(
        `There is no room for the package: ${needed} bytes are needed, ${free} are free.`,
      );
  }
}
