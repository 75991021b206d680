import type { Alert, AlertEvidence, Incident } from '../../src/domain/alert';
import type { Card } from '../../src/domain/card';
import { DefenderUnreachableError } from '../../src/domain/errors';
import type { Defender, IpReportRequest } from '../../src/ports';
import type { WorkflowServices } from '../../src/workflows/engine/services';
import { ipPrevalence } from '../../src/workflows/ip-report/ip-prevalence';
import { ipReport } from '../../src/workflows/ip-report/ip-report';
import { cardText } from '../support/card-text';
import { newMemory, rehearse } from '../support/rehearsal';
import { mia, type Stage, setStage, soc } from './stage';

let stage: Stage;
let asked = 0;

beforeEach(async () => {
  stage = await setStage();
});
afterEach(() => stage.close());

const ip = (address: string | null): AlertEvidence => ({ kind: 'Ip', address });

function anAlert(id: string, addresses: readonly string[], more: Partial<Alert> = {}): Alert {
  return {
    id: `da${id}_-1`,
    title: `Alert ${id}`,
    severity: 'high',
    incidentId: '4711',
    createdAt: '2026-11-20T09:00:00Z',
    machine: { id: 'm', name: 'ws-042' },
    evidence: addresses.map(ip),
    ...more,
  };
}

/** A Defender with these alerts, page by page. */
function holding(
  pages: readonly (readonly Alert[])[],
  more: Partial<Defender> = {},
): WorkflowServices {
  const stats: string[] = [];
  const defender = {
    async *alerts() {
      for (const page of pages) yield [...page];
    },
    alertIps: async () => [],
    ipStatistics: async (address: string) => {
      stats.push(address);
      return { ip: address, prevalence: stats.length };
    },
    ...more,
  } as unknown as Defender;
  return { ...stage.services, defender };
}

const lastDay = { from: '2026-11-19T10:00:00Z', to: '2026-11-20T10:00:00Z' };

async function ask(more: Partial<IpReportRequest> = {}): Promise<IpReportRequest> {
  return stage.services.ipReports.open(`request-${++asked}`, {
    askedBy: mia,
    place: soc,
    timeZone: 'UTC',
    of: lastDay,
    ...more,
  });
}

async function tell(request: IpReportRequest, services: WorkflowServices, killedAfter?: number) {
  const memory = newMemory();
  const around = { id: request.id, services, memory };
  if (killedAfter)
    await rehearse(ipReport, request, { ...around, killedAfter }).catch(() => undefined);
  await rehearse(ipReport, request, around);
}

const lastCard = (): Card => stage.shown.at(-1)!.card;
const said = () => cardText(lastCard().content);

describe('what an IP report says', () => {
  it('names the addresses and the whole window', async () => {
    await tell(await ask(), holding([[anAlert('1', ['8.8.8.8', '10.1.1.1'])]]));

    expect(said()).toContain('Thu 19 Nov 10:00 → Fri 20 Nov 10:00 UTC');
    expect(said()).toContain('1 alert in 1 incident → 2 addresses: 1 remote, 1 internal');
    expect(stage.shown.at(-1)!.final).toBe(true);
  });

  it('keeps four kinds of nothing apart', async () => {
    const fresh = { createdAt: stage.clock.now().toISOString() };
    const unreadable = {
      alertIps: async () => {
        throw new DefenderUnreachableError('listAlertIps', 'no answer');
      },
    };

    await tell(await ask(), holding([]));
    expect(said()).toContain('There are no alerts');
    await tell(await ask(), holding([[anAlert('1', []), anAlert('2', [])]]));
    expect(said()).toContain('No IP addresses in 2 alerts');
    await tell(await ask(), holding([[anAlert('1', [])]], unreadable));
    expect(said()).toContain('No IP addresses known: 1 alert could not be read.');
    await tell(await ask(), holding([[anAlert('1', [], fresh)]]));
    expect(said()).toContain('Defender may still be adding data');
  });

  it('shows 15 of 62 and keeps all for the files', async () => {
    const many = Array.from({ length: 62 }, (_, n) => `8.8.${n}.8`);
    const request = await ask();

    await tell(request, holding([[anAlert('1', many)]]));

    expect(said()).toContain('Showing 15 of 62');
    expect((await stage.services.ipMemory.whole(request.id))!.rows).toHaveLength(62);
  });

  it('says what is new since the last time, and only that when told so', async () => {
    await tell(await ask(), holding([[anAlert('1', ['8.8.8.8'])]]));
    const again = holding([[anAlert('1', ['8.8.8.8', '9.9.9.9', '1.1.1.1'])]]);
    await tell(await ask(), again);

    expect(said()).toContain('+2 new since');
    expect(said()).toContain('2 new, 1 seen in earlier reports');

    await tell(
      await ask({ onlyNew: true }),
      holding([[anAlert('1', ['8.8.8.8', '9.9.9.9', '1.0.0.1'])]]),
    );
    expect(said()).toContain('1.0.0[.]1');
    expect(said()).not.toContain('9.9.9[.]9');
    expect(said()).toContain('Showing 1 of 1 new');
  });

  it('names an incident that an address was in before', async () => {
    await tell(await ask(), holding([[anAlert('1', ['8.8.8.8'], { incidentId: '4698' })]]));
    await tell(await ask(), holding([[anAlert('2', ['8.8.8.8'])]]));

    expect(said()).toContain('also in incident 4698');
  });
});

describe('how common an address is here', () => {
  it('is asked for the 25 heaviest remote ones, and for more when told so', async () => {
    const many = Array.from({ length: 40 }, (_, n) => `8.8.${n}.8`);
    const calls: string[] = [];
    const services = holding([[anAlert('1', [...many, '10.1.1.1', '127.0.0.1'])]], {
      ipStatistics: async (address) => {
        calls.push(address);
        return { ip: address, prevalence: 7 };
      },
    });
    const request = await ask();

    await tell(request, services);
    expect(new Set(calls).size).toBe(25);
    expect(calls).toHaveLength(25);
    expect(said()).toContain('7 machines here talked to it');

    const memory = newMemory();
    const reportId = request.id;
    await rehearse(ipPrevalence, { reportId }, { id: 'more', services, memory });
    expect(new Set(calls).size).toBe(40);
    expect(calls).not.toContain('10.1.1.1');
  });

  it('is left out when Defender says no, and the report stands', async () => {
    const services = holding([[anAlert('1', ['8.8.8.8'])]], {
      ipStatistics: async () => {
        throw new DefenderUnreachableError('getIpStatistics', 'no answer');
      },
    });
    const request = await ask();

    await tell(request, services);

    expect(said()).toContain('8.8.8[.]8');
    expect((await stage.services.ipReports.get(request.id))!.state).toBe('ready');
  });
});

describe('the channels that follow incidents', () => {
  const mail = '19:mail@thread.tacv2';
  const all = '19:all@thread.tacv2';

  beforeEach(async () => {
    const subscription = { topic: 'incidents', by: mia, at: stage.clock.now() } as const;
    await stage.services.subscriptions.add({ ...subscription, conversationId: all });
    const source = 'office365';
    await stage.services.subscriptions.add({ ...subscription, conversationId: mail, source });
  });

  const shownIn = () => [
    ...new Set(stage.shown.map(({ name }) => name.split('@').slice(1).join('@'))),
  ];

  it('get the report of an incident that nobody watched, where their filter lets it through', async () => {
    const incident: Incident = {
      ...{ id: '4711', name: 'n', severity: 'high' as const, status: 'active', tags: [] },
      ...{ createdAt: '', updatedAt: '' },
      alerts: [anAlert('1', ['8.8.8.8'], { source: 'microsoftDefenderForEndpoint' })],
    };

    await tell(
      await ask({ of: { incident: '4711' } }),
      holding([], { incident: async () => incident }),
    );

    expect(shownIn()).toEqual(['', all]);
  });

  it('all get it where Defender does not say what it is', async () => {
    const silent = {
      alert: async () => anAlert('1', ['8.8.8.8']),
      incident: async () => {
        throw new DefenderUnreachableError('getIncident', 'no answer');
      },
    };

    await tell(await ask({ of: { alert: 'da1_-1' } }), holding([], silent));

    expect(shownIn().toSorted()).toEqual(['', all, mail]);
  });
});

describe('a report that takes long', () => {
  const pages = Array.from({ length: 6 }, (_, n) => [anAlert(String(n), [`8.8.8.${n}`])]);

  /** Each page takes half a minute. */
  function slowly(
    meanwhile: (page: number) => Promise<void> = async () => undefined,
  ): WorkflowServices {
    return holding(pages, {
      async *alerts() {
        for (const [n, page] of pages.entries()) {
          stage.clock.advance(30_000);
          await meanwhile(n);
          yield [...page];
        }
      },
    });
  }

  it('shows how far it is, with a button that cancels it', async () => {
    const request = await ask();

    await tell(request, slowly());

    const progress = stage.shown.filter(({ final }) => !final).map(({ card }) => card);
    expect(progress.map((card) => /\d+ alerts? so far/.exec(cardText(card.content))![0])).toContain(
      '3 alerts so far',
    );
    expect(JSON.stringify(progress[0]!.content)).toContain(`"verb":"cancel"`);
  });

  it('shows nothing of that on the card that it renews', async () => {
    const { id } = await ask();

    await tell(await ask({ renews: id }), slowly());

    expect(stage.shown.map(({ name, final }) => [name, final])).toContainEqual([id, true]);
    expect(stage.shown.filter(({ final }) => !final)).toEqual([]);
  });

  it('reads no further once it is cancelled, and says who did it', async () => {
    const request = await ask();
    let last = 0;

    await tell(
      request,
      slowly(async (page) => {
        last = page;
        if (page === 1) await stage.services.ipReports.cancel(request.id, mia);
      }),
    );

    expect(last).toBe(1);
    expect(said()).toContain('Mia Chen cancelled it');
    expect(await stage.services.ipMemory.whole(request.id)).toBeUndefined();
    expect(await stage.db.selectFrom('ip_readings').select('id').execute()).toEqual([]);
  });

  it('gives up what it read when it can not go on, and begins anew', async () => {
    let tries = 0;
    const services = holding([], {
      async *alerts() {
        yield Array.from({ length: 200 }, (_, n) => anAlert(String(n), ['8.8.8.8']));
        if (++tries === 1) throw new DefenderUnreachableError('listAlerts', 'no answer');
      },
    });

    await tell(await ask(), services);

    expect(said()).toContain('200 alerts in 1 incident → 1 address');
    const aside = await stage.db.selectFrom('ip_reading_alerts').select('alert_id').execute();
    expect(aside).toEqual([]);
  });

  it('asks about an alert once, however often it comes', async () => {
    const asked: string[] = [];
    const alertIps = async (id: string) => {
      asked.push(id);
      return ['9.9.9.9'];
    };
    const one = anAlert('1', []);

    await tell(await ask(), holding([[one], [one, anAlert('2', [])], [one]], { alertIps }));

    expect(asked).toEqual(['da1_-1', 'da2_-1']);
    expect(said()).toContain('2 alerts in 1 incident → 1 address');
  });
});

describe('a fault of our own', () => {
  const broken = () =>
    holding([], {
      alerts: () => {
        throw new TypeError('undefined is not a function');
      },
    });

  it('is said on the card and to the people on duty, instead of a report that reads for ever', async () => {
    const request = await ask();
    const services = broken();

    await tell(request, services);

    expect(said()).toContain('Something went wrong on our side.');
    expect(said()).toContain(`see ${request.id}`);
    expect((await stage.services.ipReports.get(request.id))!.state).toBe('failed');
    const [failureAlert] = await stage.services.failureAlerts.open(1);
    expect(failureAlert!.jobFailures[0]).toMatchObject({ job: request.id, tried: [] });
  });

  it('leaves the card of a rule’s report as it was', async () => {
    const services = broken();

    await tell(await ask({ renews: 'C-00001' }), services);

    expect(stage.shown).toEqual([]);
  });
});

describe('a crash at any moment', () => {
  it.each([1, 2, 3, 4, 5])('after step %i leads to the same report', async (step) => {
    const request = await ask();

    await tell(request, holding([[anAlert('1', ['8.8.8.8'])]]), step);

    expect(said()).toContain('1 alert in 1 incident → 1 address');
    expect(said()).toContain('None was in a report before');
    expect((await stage.services.ipReports.get(request.id))!.state).toBe('ready');
  });
});
