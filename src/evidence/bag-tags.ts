import { msg, type StoredSentence } from '../language/language';
import { type BagContents, linesOf, readTagFile } from './bag-contents';
import { BagFault } from './verdict';

/** Fields of bag-info.txt by their name in lower case, each with all its values. */
export type BagInfo = ReadonlyMap<string, readonly string[]>;

/** @throws {BagFault} bagit.txt is not exactly the two lines it has to be */
export async function checkDeclaration(contents: BagContents): Promise<void> {
  const file = 'bagit.txt';
  const fault = (why: StoredSentence) => new BagFault('bagit', msg`bagit.txt ${why}.`, { file });
  const text = await readTagFile(contents, file);
  if (text.startsWith('\uFEFF')) throw fault(msg`begins with a byte order mark`);
  const lines = linesOf(text);
  if (lines.length !== 2) throw fault(msg`has ${lines.length} lines, not two`);
  const [, version] = /^BagIt-Version: (\d+\.\d+)$/.exec(lines[0] ?? '') ?? [];
  const [, encoding] = /^Tag-File-Character-Encoding: (\S+)$/.exec(lines[1] ?? '') ?? [];
  if (!version) throw fault(msg`doesn’t begin with "BagIt-Version: 1.0"`);
  if (version !== '1.0') throw fault(msg`says version ${version}; 1.0 is what can be checked`);
  if (!encoding) throw fault(msg`doesn’t end with "Tag-File-Character-Encoding: UTF-8"`);
  if (encoding.toUpperCase() !== 'UTF-8') throw fault(msg`names an encoding other than UTF-8`);
}

/** @throws {BagFault} it is not a list of fields */
export async function readBagInfo(contents: BagContents): Promise<BagInfo> {
  const file = 'bag-info.txt';
  const info = new Map<string, string[]>();
  if (!contents.files.has(file)) return info;
  let values: string[] | undefined;
  for (const [index, line] of linesOf(await readTagFile(contents, file)).entries()) {
    const [, label, value = ''] = /^([^:\s][^:]*):[ \t](.*)$/.exec(line) ?? [];
    if (label !== undefined && !label.startsWith('\uFEFF')) {
      const name = label.trimEnd().toLowerCase();
      values = [...(info.get(name) ?? []), value.trim()];
      info.set(name, values);
    } else if (/^[ \t]+\S/.test(line) && values?.length)
      values.push(`${values.pop()} ${line.trim()}`);
    else
      throw new BagFault(
        'bag-info',
        msg`bag-info.txt, line ${index + 1}: isn’t a name, a colon and a value.`,
        { file },
      );
  }
  return info;
}

/** @throws {BagFault} the payload has another size or number of files than bag-info.txt says */
export function checkOxum(
  info: BagInfo,
  payload: { readonly bytes: number; readonly files: number },
): void {
  const file = 'bag-info.txt';
  const said = info.get('payload-oxum') ?? [];
  if (said.length === 0) return;
  if (said.length > 1) throw new BagFault('size', msg`Payload-Oxum is there twice.`, { file });
  const [, bytes, files] = /^(\d+)\.(\d+)$/.exec(said[0] ?? '') ?? [];
  if (bytes === undefined || files === undefined)
    throw new BagFault('size', msg`Payload-Oxum isn’t <bytes>.<files>.`, { file });
  if (BigInt(bytes) === BigInt(payload.bytes) && BigInt(files) === BigInt(payload.files)) return;
  throw new BagFault(
    'size',
    msg`The payload has ${payload.bytes} bytes in ${payload.files} files; bag-info.txt says ${bytes} in ${files}.`,
    { file },
  );
}
