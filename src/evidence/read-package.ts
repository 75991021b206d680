import type { Counts } from '../domain/collection';
import { readCollectionSummary } from './collection-summary';
import { csvRows } from './csv-rows';
import { readDnsCache } from './dns-cache';
import { readFirewallLog } from './firewall-log';
import type { Connection, PackageLook } from './first-look';
import { type Batches, readNetstat } from './netstat';
import type { PackageReader, Wanted } from './package-reader';
import { sectionsOf } from './package-sections';

const network = 'network connections';
// Names of Windows as Microsoft lists them; those of Linux and macOS are published nowhere.
const netstatFiles: Wanted = { section: network, file: /activenet|netstat/ };
const dnsFiles: Wanted = { section: network, file: /dnscache/ };
const firewallFiles: Wanted = { section: network, file: /pfirewall.*\.log/ };
const summaryFile: Wanted = { section: 'collectionsummaryreport.xls', file: /^$/ };
const processTable: Wanted = { section: 'processes', file: /\.csv$/ };
const processList: Wanted = { section: 'processes', file: /\.txt$/ };

/** Reads the text files that answer an analyst's first questions, one after the other. */
export async function readPackage(reader: PackageReader): Promise<PackageLook> {
  const processes = await reader.each(processTable, readProcesses);
  const connections = await readConnections(reader);
  const dns = await reader.each(dnsFiles, readDnsCache);
  const firewall = await reader.each(firewallFiles, readFirewallLog);
  const [summary] = await reader.each(summaryFile, readCollectionSummary);
  const counts = await readCounts(reader, processes[0]?.count);
  return {
    readable: true,
    ...sectionsOf(reader.places),
    ...reader.extent,
    ...(summary && { summary }),
    counts,
    connections: connections.map((one) => withProgram(one, processes[0]?.names)),
    dns: dns.flat(),
    firewall: firewall.flat(),
    notUnderstood: reader.notes,
  };
}

async function readConnections(reader: PackageReader): Promise<Connection[]> {
  const read = await reader.each(netstatFiles, async (batches) => {
    const found = await readNetstat(batches);
    return found.rows > 0 ? found : undefined;
  });
  const words = read.flatMap(({ unknownStates }) => unknownStates);
  if (words.length > 0)
    reader.notes.push({
      file: 'Network connections',
      why: `says states in words that are not known: ${words.slice(0, 5).join(', ')}`,
    });
  return read.flatMap(({ connections }) => connections);
}

function withProgram(one: Connection, names?: ReadonlyMap<number, string>): Connection {
  const process = one.process ?? names?.get(one.processId ?? 0);
  return process === undefined ? one : { ...one, process };
}

interface Processes {
  readonly count: number;
  readonly names: ReadonlyMap<number, string>;
}

async function readProcesses(batches: Batches): Promise<Processes | undefined> {
  const names = new Map<number, string>();
  let count = 0;
  for await (const { heading, cells } of csvRows(batches)) {
    count += 1;
    const column = (name: RegExp) => cells[heading.findIndex((title) => name.test(title))];
    const id = Number(column(/^(process ?id|pid|id)$/i));
    const name = column(/^(name|image ?name|process ?name)$/i);
    if (id > 0 && name) names.set(id, name);
  }
  return count > 0 ? { count, names } : undefined;
}

async function readCounts(reader: PackageReader, inTable?: number): Promise<Counts> {
  const sum = async (section: string, read = countRows, file = /\.csv$/) => {
    const found = await reader.each({ section, file }, read);
    return found.length > 0 ? found.reduce((all, one) => all + one, 0) : undefined;
  };
  const [listed] = await reader.each(processList, countLines);
  const counts = {
    processes: inTable ?? listed,
    services: await sum('services'),
    autoruns: await sum('autoruns', countValues, /\.(txt|csv|reg)$/),
    scheduledTasks: await sum('scheduled tasks'),
    installedPrograms: await sum('installed programs'),
    logonLogs: reader.count({ section: 'security event log', file: /\.evtx$/ }) || undefined,
  };
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== undefined));
}

async function countRows(batches: Batches): Promise<number> {
  let count = 0;
  for await (const _ of csvRows(batches)) count += 1;
  return count;
}

/** All but the heading. */
async function countLines(batches: Batches): Promise<number | undefined> {
  let count = 0;
  for await (const lines of batches) count += lines.filter((line) => line.trim() !== '').length;
  return count > 0 ? count - 1 : undefined;
}

/** Rows of `reg query`: a name, a type such as REG_SZ, and what is started. */
async function countValues(batches: Batches): Promise<number> {
  let count = 0;
  for await (const lines of batches)
    count += lines.filter((line) => /\sREG_[A-Z_]+\s/.test(line)).length;
  return count;
}
