import { msg, type StoredSentence } from '../language/language';
import { type BagContents, linesOf, readTagFile } from './bag-contents';
import { type Dialect, dialectOf } from './dialect';
import { BagError } from './verdict';

/** Fields of bag-info.txt: lower-case name → values in file order. */
export type BagInfo = ReadonlyMap<string, readonly string[]>;

/**
 * Reads bagit.txt, which is UTF-8 in every version.
 * @throws {BagError} if it does not consist of the two required lines, or names what can't be checked
 */
export async function readDeclaration(contents: BagContents): Promise<Dialect> {
  const file = 'bagit.txt';
  const fault = (why: StoredSentence) => new BagError('bagit', msg`bagit.txt ${why}.`, { file });
  const text = await readTagFile(contents, file);
  if (text.startsWith('\uFEFF')) throw fault(msg`begins with a byte order mark`);
  const lines = linesOf(text);
  if (lines.length !== 2) throw fault(msg`has ${lines.length} lines, not two`);
  const [, version] = /^BagIt-Version: (\d+\.\d+)$/.exec(lines[0] ?? '') ?? [];
  const [, encoding] = /^Tag-File-Character-Encoding: (\S+)$/.exec(lines[1] ?? '') ?? [];
  if (!version) throw fault(msg`doesn’t begin with "BagIt-Version: 1.0"`);
  if (!encoding) throw fault(msg`doesn’t end with "Tag-File-Character-Encoding: UTF-8"`);
  const dialect = dialectOf(version, encoding);
  if (dialect) return dialect;
  throw new BagError(
    'unsupported',
    msg`bagit.txt names version ${version} and encoding ${encoding}; 0.93 to 1.0 and encodings that this machine knows can be checked.`,
    { file },
  );
}

/** @throws {BagError} if a line is not a `Name: value` field */
export async function readBagInfo(
  contents: BagContents,
  { encoding, isDraft }: Dialect,
): Promise<BagInfo> {
  const file = 'bag-info.txt';
  const info = new Map<string, string[]>();
  if (!contents.files.has(file)) return info;
  let values: string[] | undefined;
  // Drafts did not ask for white space behind the colon.
  const field = isDraft ? /^([^:\s][^:]*):(.*)$/ : /^([^:\s][^:]*):[ \t](.*)$/;
  for (const [index, line] of linesOf(await readTagFile(contents, file, encoding)).entries()) {
    const [, label, value = ''] = field.exec(line) ?? [];
    if (label !== undefined && !label.startsWith('\uFEFF')) {
      const name = label.trimEnd().toLowerCase();
      values = [...(info.get(name) ?? []), value.trim()];
      info.set(name, values);
    } else if (/^[ \t]+\S/.test(line) && values?.length)
      values.push(`${values.pop()} ${line.trim()}`);
    else
      throw new BagError(
        'bag-info',
        msg`bag-info.txt, line ${index + 1}: isn’t a name, a colon and a value.`,
        { file },
      );
  }
  return info;
}

/** @throws {BagError} if the payload size or file count differs from Payload-Oxum */
export function checkOxum(
  info: BagInfo,
  payload: { readonly bytes: number; readonly files: number },
): void {
  const file = 'bag-info.txt';
  const said = info.get('payload-oxum') ?? [];
  if (said.length === 0) return;
  if (said.length > 1) throw new BagError('size', msg`Payload-Oxum is there twice.`, { file });
  const [, bytes, files] = /^(\d+)\.(\d+)$/.exec(said[0] ?? '') ?? [];
  if (bytes === undefined || files === undefined)
    throw new BagError('size', msg`Payload-Oxum isn’t <bytes>.<files>.`, { file });
  if (BigInt(bytes) === BigInt(payload.bytes) && BigInt(files) === BigInt(payload.files)) return;
  throw new BagError(
    'size',
    msg`The payload has ${payload.bytes} bytes in ${payload.files} files; bag-info.txt says ${bytes} in ${files}.`,
    { file },
  );
}
