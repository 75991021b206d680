import type { Counts } from '../domain/collection';
import { msg } from '../language/language';
import { csvRows } from './csv-rows';
import { readDnsCache } from './dns-cache';
import { readFirewallLog } from './firewall-log';
import type { Connection, FailedStep, PackageContents } from './first-look';
import { type Batches, type Connections, readNetstat } from './netstat';
import type { PackageReader, Read, Wanted } from './package-reader';
import { sectionsOf } from './package-sections';

const network = 'network connections';
// Windows names as Microsoft lists them. The names on Linux and macOS are unpublished, so there every
// text of the section is tried.
const netstatFiles: Wanted = { section: network, file: /activenet|netstat/ };
const unixConnections: Wanted = { section: network, file: /^(?!.*netstat)/, mayDiffer: true };
const openFiles: Wanted = { section: 'open files', file: /./, mayDiffer: true };
const dnsFiles: Wanted = { section: network, file: /dnscache/ };
const firewallFiles: Wanted = { section: network, file: /pfirewall.*\.log/ };
const summaryFile: Wanted = { section: 'collectionsummaryreport.xls', file: /^$/ };
const processTable: Wanted = { section: 'processes', file: /\.csv$/ };
const processList: Wanted = { section: 'processes', file: /\.(txt|log)$|^[^.]+$/ };

const maxErrors = 200;
const succeeded = /^(succeeded|success|successful|completed|ok)$/i;
const noError = /^(0|0x0+|)$/i;

/** Reads the text files that answer an analyst's first questions. */
export async function readPackage(reader: PackageReader): Promise<PackageContents> {
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
  const read = await reader.each(netstatFiles, readTable);
  if (sectionsOf(reader.places).system === 'unix')
    for (const wanted of [unixConnections, openFiles])
      read.push(...(await reader.each(wanted, readTable)));
  const words = read.flatMap(({ unknownStates }) => unknownStates);
  if (words.length > 0)
    reader.note(
      'Network connections',
      msg`says states in words that are not known: ${words.slice(0, 5).join(', ')}`,
    );
  return read.flatMap(({ connections }) => connections);
}

const readTable: Read<Connections> = async (batches) => {
  const found = await readNetstat(batches);
  return found.rows > 0 ? found : undefined;
};

function withProgram(one: Connection, names?: ReadonlyMap<number, string>): Connection {
  const process = one.process ?? names?.get(one.processId ?? 0);
  return process === undefined ? one : { ...one, process };
}

interface Processes {
  readonly count: number;
  readonly names: ReadonlyMap<number, string>;
}

const readProcesses: Read<Processes> = async (batches, note) => {
  const names = new Map<number, string>();
  const columns = {
    id: /^(process ?id|pid|id)$/i,
    name: /^(name|image ?name|process ?name)$/i,
  };
  let count = 0;
  for await (const { id, name } of csvRows(batches, { columns, note })) {
    count += 1;
    if (Number(id) > 0 && name) names.set(Number(id), name);
  }
  return count > 0 ? { count, names } : undefined;
};

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

const countRows: Read<number> = async (batches, note) => {
  let count = 0;
  for await (const _ of csvRows(batches, { columns: {}, note })) count += 1;
  return count;
};

/** Counts lines without the heading. */
async function countLines(batches: Batches): Promise<number | undefined> {
  let count = 0;
  for await (const lines of batches) count += lines.filter((line) => line.trim() !== '').length;
  return count > 0 ? count - 1 : undefined;
}

/** Counts `reg query` values: name, type such as REG_SZ, data. */
async function countValues(batches: Batches): Promise<number> {
  let count = 0;
  for await (const lines of batches)
    count += lines.filter((line) => /\sREG_[A-Z_]+\s/.test(line)).length;
  return count;
}

/** Reads the machine's report of the collection: one row per step, tab-separated text named `.xls`. */
const readCollectionSummary: Read<NonNullable<PackageContents['summary']>> = async (
  batches,
  note,
) => {
  const errors: FailedStep[] = [];
  const columns = {
    status: /status|result$/i,
    code: /code|error/i,
    file: /file|path|output/i,
    command: /command|step|name/i,
  };
  let steps = 0;
  for await (const { code = '', command, file, first, status } of csvRows(batches, {
    columns,
    note,
  })) {
    if (status === undefined) return undefined;
    steps += 1;
    if (succeeded.test(status) && noError.test(code)) continue;
    const step = file || command || first || '';
    if (errors.length < maxErrors)
      errors.push({ step, status, ...(!noError.test(code) && { code }) });
  }
  return steps > 0 ? { steps, errors } : undefined;
};
