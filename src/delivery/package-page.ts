import { t } from '../language/language';
import type { Deliverable } from './package-store';
import { offerPage } from './page';

/** Named by our own ids: scanners of mail and chat read this page, too. */
export function packagePage({ collection, package: one, stored }: Deliverable): string {
  const number = one.id.split('/')[1] ?? '';
  return offerPage({
    title: t`Investigation package ${collection.id}, ${number} of ${collection.packages.length}`,
    lines: [
      t`Warning: this package may contain malware. Open it only on an isolated analysis device, with protection on.`,
      t`${stored.file} · ${stored.size} bytes`,
      `sha256 ${stored.sha256}`,
      t`The download is logged with your name. The link works once, for 15 minutes; an interrupted download can resume with it.`,
    ],
    button: t`Download package`,
  });
}
