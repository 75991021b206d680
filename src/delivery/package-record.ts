import type { Journal, JournalEvent, Link, Log } from '../ports';
import type { Deliverable } from './package-store';

const outcomes = {
  'package.downloaded': 'success',
  'package.resumed': 'success',
  'package.refused': 'refused',
  'package.damaged': 'failure',
} as const satisfies Readonly<Record<string, JournalEvent['outcome']>>;

/** What can happen to a package at the door. */
export type Act = keyof typeof outcomes;

interface About extends Deliverable {
  readonly link: Link;
  readonly details: object;
}

/** False when it can't be written: then nothing is handed out. */
export async function recorded(
  operation: Act,
  about: About,
  { journal, log }: { readonly journal: Journal; readonly log: Log },
): Promise<boolean> {
  const { collection, details, link, package: one } = about;
  try {
    await journal.write({
      operation,
      actor: link.person,
      outcome: outcomes[operation],
      resources: { collection: collection.id, package: one.id, machine: one.machine.id },
      details: { ...details },
    });
    return true;
  } catch (error) {
    log.error({ error, operation }, 'the journal could not be written');
    return false;
  }
}
