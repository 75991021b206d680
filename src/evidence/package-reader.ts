import type { PackageLook } from './first-look';
import type { Batches } from './netstat';
import { type Placed, placesOf } from './package-sections';
import { textLines } from './text-lines';
import type { OpenZip, ZipEntry } from './zip-file';

const maxTextBytes = 64 * 1024 * 1024;

/** Which files of a package something is read from. */
export interface Wanted {
  readonly section: string;
  readonly file: RegExp;
}

interface PackageFile extends Placed {
  readonly entry: ZipEntry;
}

/** Reads text files of an open package by their place, and notes what could not be read. */
export class PackageReader {
  readonly notes: { file: string; why: string }[] = [];
  readonly places: readonly Placed[];
  private readonly files: readonly PackageFile[];

  constructor(
    private readonly zip: OpenZip,
    private readonly signal: AbortSignal,
  ) {
    const entries = zip.entries.filter(({ kind }) => kind === 'file');
    this.places = placesOf(entries.map(({ name }) => name));
    this.files = entries.map((entry, index) => ({ entry, ...this.places[index]! }));
  }

  /** How many files there are, and what they would take unpacked. */
  get extent(): Pick<PackageLook, 'files' | 'bytes'> {
    const bytes = this.files.reduce((sum, { entry }) => sum + entry.size, 0);
    return { files: this.files.length, bytes };
  }

  count(wanted: Wanted): number {
    return this.find(wanted).length;
  }

  /** What each file that is wanted gives; a damaged one gives nothing but a note. */
  async each<Found>(
    wanted: Wanted,
    read: (batches: Batches) => Promise<Found | undefined>,
  ): Promise<Found[]> {
    const all: Found[] = [];
    for (const { entry } of this.find(wanted)) {
      const found = await this.one(entry, read);
      if (found !== undefined) all.push(found);
    }
    return all;
  }

  private find({ section, file }: Wanted): PackageFile[] {
    return this.files.filter((one) => one.section === section && file.test(one.file));
  }

  private async one<Found>(
    entry: ZipEntry,
    read: (batches: Batches) => Promise<Found | undefined>,
  ): Promise<Found | undefined> {
    const note = (why: string) => this.notes.push({ file: entry.name, why });
    const text = textLines(this.bytesOf(entry), maxTextBytes);
    try {
      const found = await read(text.batches);
      for (const fault of text.faults()) note(fault);
      if (found === undefined && text.faults().length === 0) note('has another form than expected');
      return found;
    } catch (error) {
      if (this.signal.aborted) throw error;
      note('is damaged');
      return undefined;
    }
  }

  private async *bytesOf(entry: ZipEntry): AsyncGenerator<Buffer> {
    for await (const piece of await this.zip.read(entry)) {
      this.signal.throwIfAborted();
      yield piece;
    }
  }
}
