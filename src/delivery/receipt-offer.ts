import { t } from '../language/language';
import type { Evidence } from '../ports';
import type { Offer } from './offer';

/** Receipts beside packages. The link id is the name of the file: our ids and a sequence. */
export function receiptOffer({ evidence }: { readonly evidence: Pick<Evidence, 'read'> }): Offer {
  return {
    kind: 'receipt',
    role: 'responder',
    operation: 'receipt.downloaded',
    page: async (file) => ({
      title: t`Receipt ${file}`,
      lines: [t`For you only: the link works once. The download is recorded.`],
      button: t`Download`,
    }),
    async open(file) {
      const found = await evidence.read(file);
      return found && { fileName: file, ...found };
    },
  };
}
