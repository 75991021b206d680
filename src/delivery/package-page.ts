import { language, t } from '../language/language';
import type { Deliverable } from './package-store';
import { offerPage } from './page';

/** Named by our own ids: scanners of mail and chat read this page, too. */
export function packagePage({ collection, package: one, stored }: Deliverable): string {
  const number = one.id.split('/')[1] ?? '';
  return offerPage({
    title: t`Investigation package ${collection.id}, ${number} of ${collection.packages.length}`,
    lines: [
      t`Careful: a package holds files and settings of a machine that may be compromised, and may hold live malware. Open it on an analysis machine only, and switch nothing off to do so.`,
      t`${stored.file} · ${stored.size.toLocaleString(language().locale)} bytes`,
      `sha256 ${stored.sha256}`,
      t`The download is recorded with your name. The link works once, for 15 minutes; a download that breaks can go on with it.`,
    ],
    button: t`Download package`,
  });
}
