import { createWriteStream, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';

// Fixed, so that the same manifest gives the same bytes.
const mtime = new Date('2026-01-01T00:00:00Z');

/** Writes the zip that Teams takes: the manifest and both icons, at its top. */
export async function writeAppZip(manifest: object, file: string): Promise<void> {
  const zip = new ZipFile();
  const add = (name: string, bytes: Buffer) => zip.addBuffer(bytes, name, { mtime, mode: 0o644 });
  add('manifest.json', Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`));
  for (const icon of ['color.png', 'outline.png']) add(icon, readFileSync(join(__dirname, icon)));
  zip.end();
  mkdirSync(dirname(file), { recursive: true });
  await pipeline(zip.outputStream, createWriteStream(file));
}
