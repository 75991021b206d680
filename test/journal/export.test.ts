import { createHash } from 'node:crypto';
import { nextRow } from '../../src/journal/chain';
import { exportOcsf, ocsfOf } from '../../src/journal/export';
import { ChainedJournal } from '../../src/journal/journal';
import { createLog } from '../../src/journal/log';
import { Metrics } from '../../src/journal/metrics';
import type { JournalEvent, JournalRow } from '../../src/ports';
import { mia } from '../support/builders';
import { testClock } from '../support/clock';
import { memoryCustody } from '../support/custody';

const clock = testClock();
const rowOf = (event: Partial<JournalEvent> & { operation: string }): JournalRow =>
  nextRow(undefined, { at: clock.now(), event: { actor: mia, outcome: 'success', ...event } });

/**
 * What the class API Activity requires, with each attribute's JSON type; a dot goes into an object.
 * Source: https://schema.ocsf.io/1.8.0/classes/api_activity (version 1.8.0, read 2026-11-30)
 */
const required = {
  activity_id: 'number',
  category_uid: 'number',
  class_uid: 'number',
  type_uid: 'number',
  severity_id: 'number',
  time: 'number',
  'metadata.version': 'string',
  'metadata.product.vendor_name': 'string',
  'api.operation': 'string',
  'actor.user.uid': 'string',
  src_endpoint: 'object',
  'raw_data_hash.algorithm_id': 'number',
  'raw_data_hash.value': 'string',
} as const;

const at = (event: object, path: string) =>
  path.split('.').reduce<unknown>((part, name) => (part as Record<string, unknown>)[name], event);

it.each`
  operation                | outcome      | activity | named                | severity
  ${'package.sealed'}      | ${'success'} | ${1}     | ${'Create'}          | ${1}
  ${'package.downloaded'}  | ${'success'} | ${2}     | ${'Read'}            | ${1}
  ${'package.handed-over'} | ${'success'} | ${2}     | ${'Read'}            | ${1}
  ${'package.held'}        | ${'started'} | ${3}     | ${'Update'}          | ${1}
  ${'package.removed'}     | ${'started'} | ${4}     | ${'Delete'}          | ${1}
  ${'package.damaged'}     | ${'failure'} | ${99}    | ${'package.damaged'} | ${4}
  ${'package.verified'}    | ${'failure'} | ${2}     | ${'Read'}            | ${4}
  ${'package.refused'}     | ${'refused'} | ${99}    | ${'package.refused'} | ${3}
  ${'command.refused'}     | ${'refused'} | ${99}    | ${'command.refused'} | ${3}
  ${'package.failed'}      | ${'failure'} | ${99}    | ${'package.failed'}  | ${2}
`('exports $operation ($outcome) as activity $activity of severity $severity', (wanted) => {
  const { activity, named, operation, outcome, severity } = wanted;
  const event = ocsfOf(rowOf({ operation, outcome }));

  expect(event).toMatchObject({
    ...{ activity_id: activity, activity_name: named, type_uid: 600_300 + activity },
    severity_id: severity,
    metadata: { version: '1.8.0', profiles: ['datetime'] },
    time_dt: clock.now().toISOString(),
  });
  for (const [path, type] of Object.entries(required))
    expect({ path, type: typeof at(event, path) }).toEqual({ path, type });
});

it('says where a download came from, and that all else came from Bailiff', () => {
  const from = (clientAddress?: string) =>
    ocsfOf(rowOf({ operation: 'package.downloaded', details: { clientAddress } }));

  expect(from('::ffff:203.0.113.9')).toMatchObject({ src_endpoint: { ip: '203.0.113.9' } });
  expect(from('2001:db8::1')).toMatchObject({ src_endpoint: { ip: '2001:db8::1' } });
  expect(from()).toMatchObject({ src_endpoint: { name: 'bailiff' } });
});

interface Exported {
  readonly raw_data: string;
  readonly unmapped: { readonly chain: { readonly hash: string; readonly previous_hash: string } };
}

/** Checks the chain as a SIEM can: with nothing but the events. */
function assertChain(events: readonly Exported[]): void {
  let previous = '0'.repeat(64);
  for (const { raw_data: raw, unmapped } of events) {
    const { chain } = unmapped;
    expect(chain.previous_hash).toBe(previous);
    previous = createHash('sha256').update(previous).update(raw).digest('hex');
    expect(chain.hash).toBe(previous);
  }
}

const hostile = [
  'Bearer abcdefghijklmnop',
  'https://u:p4ssw0rd@host/?sig=abc&token=def',
  '{"client_secret":"x\\"y","password": "z"}',
  'eyJhbGciOiJI.eyJzdWIiOiIx.abc',
  'line\nbreak "quotes" \\ back ',
];

it('gives a SIEM all it needs to check the chain by itself, in the export and in the log', async () => {
  const lines: string[] = [];
  const log = createLog({ level: 'info', to: { write: (line) => void lines.push(line) } });
  const { records } = memoryCustody(clock);
  const journal = new ChainedJournal({ rows: records, clock, log, metrics: new Metrics() });
  for (const purpose of hostile)
    await journal.write({
      ...{ operation: 'package.downloaded', actor: mia, outcome: 'success' },
      details: { purpose, token: purpose, code: `code=${purpose}` },
    });

  const logged = lines.map((line) => JSON.parse(line).journal);
  const exported: string[] = [];
  for await (const line of exportOcsf(records)) exported.push(line);

  expect(logged).toHaveLength(hostile.length);
  assertChain(logged);
  expect(exported.map((line) => JSON.parse(line))).toEqual(logged);
});
