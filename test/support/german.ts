import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { addLanguage, Catalogue, englishCatalogue } from '../../src/language/catalogue';
import { builtMain } from './built';

/** A second language, as far as tests need one; a whole one is a file in `languages`. */
export const german = {
  'You have nothing running. Earlier jobs: jobs': 'Bei Ihnen läuft nichts. Was war: jobs',
  'Showing {0} of {1} parts: the full card is too large for Teams.':
    'Gezeigt: {0} von {1} Teilen, die ganze Karte ist zu groß für Teams.',
  'This answer is private, and I can’t message you yet. Say hello to me in a private chat, then try again.':
    'Das ist nur für Sie: Schreiben Sie mir erst in einem eigenen Chat.',
  'Working on it…': 'Ich bin dabei …',
  '{0} s': '{0} Sekunden',
  '{0} min': '{0} Minuten',
  'Expired: nobody answered within {0}.': 'In {0} hat niemand geantwortet.',
  'Denied by {0}: “{1}”.': '{0} hat es abgelehnt: „{1}“.',
  'The collection failed on the device: {0}.': 'Auf der Maschine ging es schief: {0}.',
  'the device’s disk is full': 'ihre Platte ist voll',
  '{0} package ready': 'Paket von {0} ist da',
  '{0} {1} {2}': '{0}, {1}. {2}',
};

export function speakGerman(): void {
  addLanguage(new Catalogue('de', german, englishCatalogue()));
}

/** The environment of a bot that speaks it, too: the file is read before its own code. */
export async function speaksGerman(): Promise<Record<string, string>> {
  const catalogue = join(dirname(await builtMain()), 'language/catalogue.js');
  const file = join(await mkdtemp(join(tmpdir(), 'bailiff-german-')), 'german.cjs');
  await writeFile(
    file,
    `const { addLanguage, Catalogue, englishCatalogue } = require(${JSON.stringify(catalogue)});
addLanguage(new Catalogue('de', ${JSON.stringify(german)}, englishCatalogue()));\n`,
  );
  return { NODE_OPTIONS: `--require=${file}` };
}
