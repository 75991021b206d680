import { english, msg, type StoredSentence } from '../language/language';
import { assertInside, type BagContents } from './bag-contents';
import type { Dialect } from './dialect';
import { BagError } from './verdict';

type Fault = (why: StoredSentence) => BagError;

/** Reads paths as manifests and fetch.txt write them, in the dialect of the bag. */
export class ListedPaths {
  readonly #files: BagContents['files'];
  readonly #byNormalForm: ReadonlyMap<string, string>;

  constructor(
    { files }: BagContents,
    private readonly dialect: Dialect,
  ) {
    this.#files = files;
    this.#byNormalForm = new Map([...files.keys()].map((path) => [path.normalize('NFC'), path]));
  }

  /**
   * Returns the path below the bag's folder.
   * @throws {BagError} if it is malformed or leaves the bag
   */
  read(written: string, fault: Fault): string {
    const path = this.#decoded(this.#plain(written, fault));
    if (path === undefined) throw fault(msg`has a % that stands for no line break and no %`);
    assertInside(path);
    return this.#stored(path);
  }

  /** @throws {BagError} unless this is a draft, and the path has the same checksum both times */
  assertRepeatable(path: string, isSame: boolean, file: string): void {
    if (!this.dialect.isDraft || !isSame)
      throw new BagError('manifest', msg`${file} lists ${path} twice.`, { file });
    this.dialect.notes.add(english`${file} lists ${path} twice.`);
  }

  /** Drafts tolerate what md5sum and find write. */
  #plain(written: string, fault: Fault): string {
    const { isDraft, notes } = this.dialect;
    if (written.startsWith('*') && !isDraft) throw fault(msg`has an asterisk in front of the path`);
    if (!isDraft || !/^\*|^\.\//.test(written)) return written;
    notes.add(english`Manifests write paths as md5sum does, with * or ./ in front.`);
    return written.replace(/^\*/, '').replace(/^\.\//, '');
  }

  /**
   * RFC 8493 writes line breaks and % as %0A, %0D and %25, and nothing else (section 2.1.3). Drafts
   * encode line breaks only.
   */
  #decoded(written: string): string | undefined {
    const { isDraft } = this.dialect;
    if (!isDraft && /%(?!0A|0D|25)/i.test(written)) return undefined;
    return written.replace(isDraft ? /%(0A|0D)/gi : /%(0A|0D|25)/gi, (_, code: string) =>
      String.fromCharCode(Number.parseInt(code, 16)),
    );
  }

  /** Some file systems store another Unicode normal form than the manifest was written in. */
  #stored(path: string): string {
    if (this.#files.has(path)) return path;
    const stored = this.#byNormalForm.get(path.normalize('NFC'));
    if (stored === undefined) return path;
    this.dialect.notes.add(english`${stored} is listed in another Unicode normal form.`);
    return stored;
  }
}
