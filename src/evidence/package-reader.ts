import { sentence } from '../language/language';
import type { PackageContents, SkippedFile } from './first-look';
import type { Batches } from './netstat';
import { type Placed, placesOf } from './package-sections';
import { textLines } from './text-lines';
import type { OpenZip, ZipEntry } from './zip-file';

const maxTextBytes = 64 * 1024 * 1024;
const maxNotes = 200;

/** Selects files of a package by section and name. */
export interface Wanted {
  readonly section: string;
  readonly file: RegExp;
  /** Files of another form are expected here and not reported. */
  readonly mayDiffer?: boolean;
}

/** Reads the lines of one file; `note` records a problem that does not stop it. */
export type Read<Found> = (
  batches: Batches,
  note: (why: string) => void,
) => Promise<Found | undefined>;

interface PackageFile extends Placed {
  readonly entry: ZipEntry;
}

/** Reads text files of an open package by section and records unreadable ones as notes. */
export class PackageReader {
  readonly notes: SkippedFile[];
  readonly places: readonly Placed[];
  private readonly files: readonly PackageFile[];

  constructor(
    private readonly zip: OpenZip,
    entries: readonly ZipEntry[],
    skipped: readonly SkippedFile[],
  ) {
    this.notes = skipped.slice(0, maxNotes);
    const files = entries.filter(({ kind }) => kind === 'file');
    this.places = placesOf(files.map(({ name }) => name));
    this.files = files.map((entry, index) => ({ entry, ...this.places[index]! }));
  }

  /** File count and total unpacked size in bytes. */
  get extent(): Pick<PackageContents, 'files' | 'bytes'> {
    const bytes = this.files.reduce((sum, { entry }) => sum + entry.size, 0);
    return { files: this.files.length, bytes };
  }

  count(wanted: Wanted): number {
    return this.find(wanted).length;
  }

  /** Applies `read` to each selected file. A damaged file yields a note instead of a result. */
  async each<Found>(wanted: Wanted, read: Read<Found>): Promise<Found[]> {
    const all: Found[] = [];
    for (const { entry } of this.find(wanted)) {
      const found = await this.one(entry, read, wanted);
      if (found !== undefined) all.push(found);
    }
    return all;
  }

  note(file: string, why: SkippedFile['why']): void {
    if (this.notes.length < maxNotes) this.notes.push({ file, why });
  }

  private find({ section, file }: Wanted): PackageFile[] {
    return this.files.filter((one) => one.section === section && file.test(one.file));
  }

  private async one<Found>(
    entry: ZipEntry,
    read: Read<Found>,
    { mayDiffer = false }: Wanted,
  ): Promise<Found | undefined> {
    const note = (why: string) => this.note(entry.name, why);
    const text = textLines(this.bytesOf(entry), maxTextBytes);
    try {
      const found = await read(text.batches, note);
      const isOther = found === undefined && text.faults().length === 0;
      if (found !== undefined || !mayDiffer) for (const fault of text.faults()) note(fault);
      if (isOther && !mayDiffer) note(sentence`has another form than expected`);
      return found;
    } catch {
      note(sentence`is damaged`);
      return undefined;
    }
  }

  private async *bytesOf(entry: ZipEntry): AsyncGenerator<Buffer> {
    yield* await this.zip.read(entry);
  }
}
