// Bailiff ids only, never an untrusted name.
const packageName = /^(C-[0-9A-HJKMNP-TV-Z]{5})\/([1-9]\d{0,3})$/;
// At most one folder deep; path traversal is impossible.
const fileName = /^(?:journal\/)?[A-Za-z0-9][\w-]*(?:\.[\w-]+)*$/;

/** File name of a package: `C-7F3K2-1.zip`. */
export function fileOf(packageId: string): string {
  const [, collection, number] = packageName.exec(packageId) ?? [];
  if (!collection) throw new Error(`not the id of a package: ${packageId}`);
  return `${collection}-${number}.zip`;
}

/** Returns the name if it is valid in the evidence store. @throws {Error} otherwise */
export function evidenceName(file: string): string {
  if (!fileName.test(file) || file.length > 200) throw new Error(`not a name of evidence: ${file}`);
  return file;
}

/** True for files that are still being written. */
export function isPartial(file: string): boolean {
  return /\.(part|new)$/.test(file);
}
