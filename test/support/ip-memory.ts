import type { IpDossier, StoredReport } from '../../src/domain/stored-report';
import type { IpMemory } from '../../src/ports';

export interface MemoryOfIps {
  readonly reports?: readonly StoredReport[];
  readonly dossiers?: readonly IpDossier[];
  readonly unasked?: number;
}

/** What IP reports left behind, in memory; the real one is tried on PostgreSQL. */
export function memoryOfIps({
  dossiers = [],
  reports = [],
  unasked = 0,
}: MemoryOfIps = {}): IpMemory {
  return {
    begin: () => Promise.reject(new Error('nothing is read here')),
    rows: async (id, { most }) =>
      reports.find((report) => report.id === id)?.rows.slice(0, most) ?? [],
    whole: async (id) => reports.find((report) => report.id === id),
    notePrevalence: async () => undefined,
    unasked: async () => unasked,
    about: async (address) => dossiers.find(({ latest }) => latest.address === address),
    newestOf: async (subject) =>
      reports.find(({ of }) => 'incident' in of && subject === `incident ${of.incident}`)?.id,
    forget: async () => undefined,
  };
}
