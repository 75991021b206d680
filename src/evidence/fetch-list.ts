import { english, msg, type StoredSentence } from '../language/language';
import { type BagContents, linesOf, readTagFile } from './bag-contents';
import type { Dialect } from './dialect';
import { ListedPaths } from './listed-paths';
import { BagError } from './verdict';

const file = 'fetch.txt';

/**
 * Checks that everything that fetch.txt lists is here already. Nothing is ever fetched.
 * @throws {BagError} if a file is elsewhere, or the list is malformed or leads out of the payload
 */
export async function checkFetch(contents: BagContents, dialect: Dialect): Promise<void> {
  if (!contents.files.has(file)) return;
  const paths = new ListedPaths(contents, dialect);
  const lines = linesOf(await readTagFile(contents, file, dialect.encoding));
  for (const [index, line] of lines.entries()) {
    const fault = (why: StoredSentence) =>
      new BagError('fetch', msg`${file}, line ${index + 1}: ${why}.`, { file });
    const [, written] = /^\S+[ \t]+(?:\d+|-)[ \t]+([^ \t].*)$/.exec(line) ?? [];
    if (written === undefined) throw fault(msg`isn’t an address, a length and a path`);
    const path = paths.read(written, fault);
    if (!path.startsWith('data/')) throw fault(msg`names ${path}, which isn’t in the payload`);
    if (!contents.files.has(path))
      throw new BagError(
        'fetch',
        msg`Parts of the payload are elsewhere: the bag has a fetch.txt.`,
        { file },
      );
  }
  dialect.notes.add(english`fetch.txt says where parts of the payload came from; all are here.`);
}
