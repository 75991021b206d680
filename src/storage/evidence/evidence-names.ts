// Our own ids only: never a name that somebody else chose.
const packageName = /^(C-[0-9A-HJKMNP-TV-Z]{5})\/([1-9]\d{0,3})$/;
// Made of our own ids only; one folder deep at most. Nothing can climb out of the store.
const fileName = /^(?:journal\/)?[A-Za-z0-9][\w-]*(?:\.[\w-]+)*$/;

/** The file that keeps a package: `C-7F3K2-1.zip`. */
export function fileOf(packageId: string): string {
  const [, collection, number] = packageName.exec(packageId) ?? [];
  if (!collection) throw new Error(`not the id of a package: ${packageId}`);
  return `${collection}-${number}.zip`;
}

/** The name itself, when it is one that the evidence store would give. */
export function evidenceName(file: string): string {
  if (!fileName.test(file) || file.length > 200) throw new Error(`not a name of evidence: ${file}`);
  return file;
}

/** What is only being written yet: nobody's evidence. */
export function isHalf(file: string): boolean {
  return /\.(part|new)$/.test(file);
}
