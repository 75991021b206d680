import type { SecurityNamespace as Graph } from '@microsoft/microsoft-graph-types-beta';
import { evidenceOf } from '../../src/defender/evidence';

describe('a connection in evidence', () => {
  it('has both its ends, ports and protocol', () => {
    const evidence: Graph.NetworkConnectionEvidence = {
      sourceAddress: { ipAddress: '10.20.30.42' },
      destinationAddress: { ipAddress: '203.0.113.77' },
      sourcePort: 51_000,
      destinationPort: 443,
      protocol: 'tcp',
    };

    const read = evidenceOf({
      '@odata.type': '#microsoft.graph.security.networkConnectionEvidence',
      ...evidence,
    });

    expect(read.connections).toEqual([
      {
        ...{ source: '10.20.30.42', destination: '203.0.113.77' },
        ...{ sourcePort: 51_000, destinationPort: 443, protocol: 'tcp' },
      },
    ]);
  });

  it.each([
    { sourceAddress: { ipAddress: '10.20.30.42' } },
    { sourceAddress: { ipAddress: '' }, destinationAddress: { ipAddress: '203.0.113.77' } },
    { sourceAddress: 7, destinationAddress: '203.0.113.77' },
    { sourceAddress: null, destinationAddress: null },
  ])('is none where an end is missing: %j', (row) => {
    expect(evidenceOf({ '@odata.type': '#x.networkConnectionEvidence', ...row }).connections).toBe(
      undefined,
    );
  });

  it('keeps no port or protocol that can not be one', () => {
    const [found] = evidenceOf({
      '@odata.type': '#x.networkConnectionEvidence',
      ...{ sourceAddress: '10.0.0.1', destinationAddress: '203.0.113.77' },
      ...{ sourcePort: 70_000, destinationPort: '53', protocol: '<b>udp</b>' },
    }).connections!;

    expect(found).toMatchObject({ source: '10.0.0.1', destinationPort: 53 });
    expect([found!.sourcePort, found!.protocol]).toEqual([undefined, undefined]);
  });
});
