import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * Defender's list of alerts with evidence, generated while it is sent: about 5 KB an alert, like
 * the smaller real ones.
 */
export async function startAlerts(count: number) {
  let calls = 0;
  const server = createServer((request, response) => {
    calls += 1;
    answer(request, response, count);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls: () => calls,
    close: () => server.close(),
  };
}

function answer({ url = '' }: IncomingMessage, response: ServerResponse, count: number): void {
  const query = new URL(url, 'http://alerts').searchParams;
  const skip = Number(query.get('$skip') ?? 0);
  const top = Number(query.get('$top') ?? 0);
  const rows = Array.from({ length: Math.max(0, Math.min(top, count - skip)) }, (_, n) =>
    anAlert(skip + n),
  );
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ value: rows }));
}

const filling = 'x'.repeat(500);

function anAlert(number: number) {
  return {
    id: `da${number}_-1`,
    incidentId: number % 400,
    title: `Suspicious connection ${number % 50}`,
    severity: 'High',
    status: 'New',
    description: filling,
    machineId: String(number % 300).padStart(40, '0'),
    computerDnsName: `ws-${number % 300}.contoso.example`,
    alertCreationTime: new Date(1_763_000_000_000 + number * 8_000).toISOString(),
    evidence: Array.from({ length: 10 }, (_, at) => ({
      entityType: at % 5 === 4 ? 'Process' : 'Ip',
      evidenceCreationTime: new Date(1_763_000_000_000 + number * 8_000).toISOString(),
      ipAddress: at % 5 === 4 ? null : anAddress(number * 10 + at),
      processCommandLine: filling.slice(0, 300),
    })),
  };
}

// A few addresses are frequent and most are rare, as in real data.
function anAddress(number: number): string {
  const which = number % 3 === 0 ? number % 40 : (number * 7919) % 20_000;
  return `93.${184 + Math.floor(which / 65_536)}.${Math.floor(which / 256) % 256}.${which % 256}`;
}
