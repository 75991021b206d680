import { type Custody, custodyFiles, custodyOf } from '../../domain/custody';
import { hours } from '../../domain/duration';
import { receiptPdf } from '../../evidence/export-receipt';
import type { CustodyServices } from '../command';
import type { FoundPackage } from '../jobs/own-jobs';

// A pending request may wait for a day, and replicas' clocks may differ.
const before = hours(25);

/** The receipt of one package; without `files` nothing is stored yet. */
export async function custodyOfPackage(
  { collection, package: one }: FoundPackage,
  { records }: CustodyServices,
): Promise<Custody> {
  const since = new Date(collection.askedAt.getTime() - before);
  return custodyOf(
    { collection, package: one },
    await records.about([one.id, collection.id], since),
  );
}

/**
 * Stores the receipt beside the bag, for readers without access to Bailiff: as JSON, signed, and as a
 * PDF that has the JSON attached.
 * @returns `files` is undefined while no package is stored
 */
export async function storeReceipt(one: FoundPackage, services: CustodyServices) {
  const { evidence, seals } = services;
  const custody = await custodyOfPackage(one, services);
  const files = custodyFiles(custody);
  if (files) {
    const json = `${JSON.stringify(custody, null, 2)}\n`;
    await evidence.note(files.json, json);
    await evidence.note(files.signed, seals.receipt(custody));
    await evidence.note(files.pdf, await receiptPdf(custody, { name: files.json, json }));
  }
  return { custody, files };
}
