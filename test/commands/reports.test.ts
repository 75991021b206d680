import { digest } from '../../src/commands/channels/digest';
import type { Arguments, CommandRequest } from '../../src/commands/command';
import { exportCommand } from '../../src/commands/ip-report/export';
import { ips } from '../../src/commands/ip-report/ips';
import { prevalence } from '../../src/commands/ip-report/prevalence';
import { cancel } from '../../src/commands/jobs/cancel';
import { handover } from '../../src/commands/on-call/handover';
import type { Reply } from '../../src/domain/card';
import { RoleNeededError } from '../../src/domain/errors';
import type { Person, Role } from '../../src/domain/person';
import type { StoredReport } from '../../src/domain/stored-report';
import type { IpReportRecord, Links } from '../../src/ports';
import { buttonsOf, cardText } from '../support/card-text';
import { memoryOfIps } from '../support/ip-memory';
import { ipReport } from '../support/ip-report';
import { memoryOverview } from '../support/overview';
import { type FakeServices, fakeServices } from '../support/services';

const mia = { id: 'u-mia', name: 'Mia' };
const omar = { id: 'u-omar', name: 'Omar' };
const place = { conversationId: '19:soc@thread.tacv2;messageid=1', kind: 'channel' } as const;

const found = ipReport(
  ['8.8.8.8', '9.9.9.9'].map((address, n) => ({
    id: `da${n}_-1`,
    title: 'Alert `x`',
    severity: 'high' as const,
    incidentId: '4711',
    createdAt: '2026-11-20T09:00:00Z',
    machine: { id: 'm', name: 'ws-042' },
    evidence: [{ kind: 'Ip', address }],
  })),
);
const kept: StoredReport = {
  id: 'C-5XYZ9',
  of: { incident: '4711' },
  askedBy: 'Mia',
  timeZone: 'UTC',
  readAt: '2026-11-20T10:00:00Z',
  totals: found.totals,
  rows: found.rows,
};

type State = IpReportRecord['state'];
interface Issued {
  readonly id: string;
  readonly person: string;
}

/** A world with one report in it. */
function withReport(state: State = 'ready', unasked = 0) {
  const issued: Issued[] = [];
  let now = state;
  const links: Links = {
    issue: async ({ id, person }) => {
      issued.push({ id, person: person.id });
      return `https://bailiff.example/reports/${issued.length}`;
    },
  };
  const record = (): IpReportRecord => ({
    request: { id: kept.id, askedBy: mia, place, timeZone: 'UTC', of: kept.of },
    state: now,
    startedAt: new Date(0),
  });
  const base = fakeServices();
  const services: FakeServices = {
    ...base,
    defender: {
      ...base.defender,
      ipStatistics: async (ip) => ({ ip, prevalence: 7 }),
    },
    links,
    ipMemory: memoryOfIps({
      reports: [kept],
      unasked,
      dossiers: [
        {
          latest: found.rows[0]!,
          reports: [{ id: kept.id, at: kept.readAt }],
          alerts: found.rows[0]!.alerts,
          alertsKnown: 1,
          alertsThisWeek: 1,
          incidents: ['4711'],
          machines: ['ws-042', 'ws-043', 'bad name" because'],
        },
      ],
    }),
    ipReports: {
      ...base.ipReports,
      get: async (id) => (id === kept.id ? record() : undefined),
      cancel: async () => {
        const open = now === 'running';
        now = open ? 'cancelled' : now;
        return open;
      },
    },
  };
  return { issued, services };
}

function asked<Args>(
  command: { readonly args: { parse(value: unknown): Args } },
  args: Partial<Arguments>,
  { actor = mia, role = 'analyst' }: { actor?: Person; role?: Role } = {},
): CommandRequest<Args> {
  return {
    ...{ actor, role, place, timeZone: 'UTC', requestId: 'r-1', via: 'typed' },
    at: new Date('2026-11-20T10:00:00Z'),
    render: { now: new Date('2026-11-20T10:00:00Z'), timeZone: 'UTC' },
    args: command.args.parse(args),
  };
}

const privately = (answer: Reply) => ('private' in answer ? answer.private : undefined);
const wordsOf = (answer: Reply) =>
  'card' in answer ? cardText(answer.card.content) : 'text' in answer ? answer.text : '';

describe('export', () => {
  it.each(['csv', 'stix'])(
    'gives a link to the %s file to who asked, and not to the channel',
    async (form) => {
      const { issued, services } = withReport();

      const answer = await exportCommand.run(
        asked(exportCommand, { job: kept.id, words: [form] }, { actor: omar }),
        services,
      );

      expect(issued).toEqual([{ id: `C-5XYZ9/${form}`, person: omar.id }]);
      const message = privately(answer);
      expect(message && 'card' in message && buttonsOf(message.card.content)).toMatchObject([
        { type: 'Action.OpenUrl', url: 'https://bailiff.example/reports/1' },
      ]);
      expect('public' in answer && answer.public).not.toContain('https:');
    },
  );

  it('means the last finished report here where none is named, then the requester’s own', async () => {
    const { issued, services } = withReport();
    const { ipReports } = fakeServices();
    const here = { ...place, conversationId: '19:soc@thread.tacv2;messageid=2' };
    const elsewhere = { ...place, conversationId: '19:other@thread.tacv2' };
    const opened = async (at: typeof place | typeof here, askedBy: typeof mia) =>
      (
        await ipReports.open(JSON.stringify([at, askedBy]), {
          askedBy,
          place: at,
          timeZone: 'UTC',
          of: kept.of,
        })
      ).id;
    const world = { ...services, ipReports };
    const exported = () => exportCommand.run(asked(exportCommand, { words: ['csv'] }), world);
    const summary = {};

    await expect(exported()).rejects.toThrow('No finished IP report here yet');
    await ipReports.finish(await opened(elsewhere, mia), {
      state: 'ready',
      summary,
    });
    await exported();
    await ipReports.finish(await opened(here, omar), { state: 'ready', summary });
    await opened(here, mia);
    await exported();

    expect(issued.map(({ id }) => id)).toEqual(['C-1P000/csv', 'C-1P001/csv']);
  });

  it('gives the text itself, with a header, fenced in', async () => {
    const { issued, services } = withReport();

    const answer = await exportCommand.run(
      asked(exportCommand, { job: kept.id, words: ['text'] }),
      services,
    );

    const message = privately(answer);
    expect(message && 'text' in message && message.text).toMatch(
      /^```\nIP report C-5XYZ9: incident 4711, alerts of [\s\S]*8\.8\.8\.8[\s\S]*\n```$/,
    );
    expect(issued).toEqual([]);
  });

  it('finds the newest report of an incident', async () => {
    const { issued, services } = withReport();

    await exportCommand.run(
      asked(exportCommand, { incident: '4711', words: ['ips', 'csv'] }),
      services,
    );

    expect(issued).toMatchObject([{ id: 'C-5XYZ9/csv' }]);
  });

  it('offers to make a report where there is none', async () => {
    const { services } = withReport();

    await expect(
      exportCommand.run(asked(exportCommand, { incident: '9' }), services),
    ).rejects.toMatchObject({ suggestions: [{ verb: 'ips', words: ['for', 'incident', '9'] }] });
  });

  it.each(['running', 'failed', 'cancelled'] as const)(
    'of a %s report says why not',
    async (state) => {
      const { issued, services } = withReport(state);

      await expect(
        exportCommand.run(asked(exportCommand, { job: kept.id }), services),
      ).rejects.toThrow(/No IP report|still running|nothing to export/);
      expect(issued).toEqual([]);
    },
  );
});

describe('what is known of one address', () => {
  it('is shown with its machines, which a responder can collect from', async () => {
    const { services } = withReport();
    const request = asked(ips, { byIp: ['8.8.8.8'] }, { role: 'responder' });

    const answer = await ips.run(request, services);

    expect(wordsOf(answer)).toContain('8.8.8[.]8');
    expect(wordsOf(answer)).toContain('7 machines talked to it in 30 days');
    const [button] = 'card' in answer ? buttonsOf(answer.card.content) : [];
    expect(button).toMatchObject({
      title: 'Collect 2 devices',
      verb: 'collect',
      data: { words: ['ws-042', 'ws-043', 'because', 'it talked to 8.8.8[.]8'] },
    });
    expect(services.started).toEqual([]);
  });

  it('waits for no call of Defender’s that comes late', async () => {
    const { services } = withReport();
    const defender = { ...services.defender, ipStatistics: () => new Promise<never>(() => {}) };
    const known = asked(ips, { byIp: ['8.8.8.8'] });

    const answer = await ips.run(known, { ...services, defender });

    expect(wordsOf(answer)).toContain('Incidents: 4711');
    expect(wordsOf(answer)).not.toContain('talked to it');
    expect(services.clock.slept).toEqual([3_000]);
  });

  it('has no such button for who may not collect', async () => {
    const { services } = withReport();

    const answer = await ips.run(asked(ips, { byIp: ['8.8.8.8'] }), services);

    expect(wordsOf(answer)).not.toContain('Collect');
  });

  it('may be nothing', async () => {
    const { services } = withReport();

    const answer = await ips.run(asked(ips, { byIp: ['10.1.1.1'] }), services);

    expect(wordsOf(answer)).toContain('Not in any report so far');
  });
});

describe('cancelling a report', () => {
  it('is for the analyst who asked for it, and wakes the workflowId', async () => {
    const { services } = withReport('running');

    const answer = await cancel.run(asked(cancel, { job: kept.id }), services);

    expect(wordsOf(answer)).toContain('cancelled');
    expect(services.told).toMatchObject([{ workflowId: kept.id, news: { kind: 'cancel' } }]);
  });

  it('is not for another analyst, but for a lead', async () => {
    const { services } = withReport('running');
    const other = { actor: omar };

    await expect(cancel.run(asked(cancel, { job: kept.id }, other), services)).rejects.toThrow(
      'only Mia or a lead can',
    );
    const lead = { actor: omar, role: 'lead' as const };
    expect(wordsOf(await cancel.run(asked(cancel, { job: kept.id }, lead), services))).toContain(
      'cancelled',
    );
  });

  it('comes too late when it is over', async () => {
    const { services } = withReport('ready');

    expect(wordsOf(await cancel.run(asked(cancel, { job: kept.id }), services))).toContain(
      'already finished',
    );
  });

  it('gives an analyst no right to cancel collections', async () => {
    const { services } = withReport();

    await expect(cancel.run(asked(cancel, { job: 'C-7F3K2' }), services)).rejects.toThrow(
      RoleNeededError,
    );
  });
});

describe('prevalence', () => {
  it('asks about 25 more, as a workflowId', async () => {
    const { services } = withReport('ready', 40);

    const answer = await prevalence.run(asked(prevalence, { job: kept.id }), services);

    expect(wordsOf(answer)).toContain('25 of 40');
    expect(services.started).toEqual(['ip-prevalence C-5XYZ9:prevalence:r-1']);
  });

  it('asks nothing when every address was asked about', async () => {
    const { services } = withReport('ready', 0);

    await prevalence.run(asked(prevalence, { job: kept.id }), services);

    expect(services.started).toEqual([]);
  });
});

describe('digest and handover', () => {
  it.each([
    [['daily', '07:30'], '07:30'],
    [['daily', 'at', '7:30'], '07:30'],
    [['7pm'], '19:00'],
    [['daily', '12am'], '00:00'],
  ])('digest %j comes at %s', async (words, time) => {
    const { services } = withReport();

    await digest.run(asked(digest, { words }, { role: 'lead' }), services);

    expect(await services.digests.all()).toMatchObject([
      { time, place: { conversationId: '19:soc@thread.tacv2' } },
    ]);
  });

  it.each([['daily'], ['25:00'], ['07:99'], ['tomorrow']])('digest %s asks when', async (word) => {
    const { services } = withReport();

    await expect(
      digest.run(asked(digest, { words: [word] }, { role: 'lead' }), services),
    ).rejects.toThrow('Add a time');
    expect(await services.digests.all()).toEqual([]);
  });

  it('lets a lead alone decide what a channel gets', async () => {
    const { services } = withReport();

    await expect(
      digest.run(asked(digest, { words: ['daily', '07:30'] }), services),
    ).rejects.toThrow('Only a lead can change');
  });

  it('handover lists what is open, with names that do no harm', async () => {
    const since = new Date('2026-11-20T08:00:00Z');
    const listed = { machine: '[x](http://evil.example)', collectionId: 'C-7F3K2', since };
    const waiting = { count: 7, first: [{ ...listed, state: 'queued' as const }] };
    const { services } = withReport();
    const busy = { ...services, ...memoryOverview({ waiting }) };

    const answer = await handover.run(asked(handover, {}), busy);

    expect(wordsOf(answer)).toContain('7 devices waiting');
    expect(wordsOf(answer)).toContain('and 6 more');
    expect(JSON.stringify('card' in answer && answer.card.content)).not.toMatch(/[^\\]\]\(http/);
  });
});
