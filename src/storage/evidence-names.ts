// Made of our own ids only; one folder deep at most. Nothing can climb out of the store.
const fileName = /^(?:journal\/)?[A-Za-z0-9][\w-]*(?:\.[\w-]+)*$/;

/** The name itself, when it is one that the evidence store would give. */
export function evidenceName(file: string): string {
  if (!fileName.test(file) || file.length > 200) throw new Error(`not a name of evidence: ${file}`);
  return file;
}

/** Halves, drafts and the records of hashes: ours, and nobody's evidence. */
export function isBookkeeping(file: string): boolean {
  return /\.(part|part\.json|new|zip\.json)$/.test(file);
}
