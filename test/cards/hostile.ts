import { subscriptionsCard } from '../../src/cards/channels/subscriptions';
import { approvalCard } from '../../src/cards/collect/approval';
import { joinedCard } from '../../src/cards/collect/joined';
import { healthCard } from '../../src/cards/health';
import { incidentCard } from '../../src/cards/incidents/incident';
import { ipAddressCard } from '../../src/cards/ip-report/ip-address';
import { ipReportCard } from '../../src/cards/ip-report/ip-report';
import { jobsCard } from '../../src/cards/jobs/jobs';
import { messageCard } from '../../src/cards/kit/message';
import { collectionStatusCard } from '../../src/cards/kit/posted-card';
import { chooseMachineCard } from '../../src/cards/machines/choose-machine';
import { machineCard } from '../../src/cards/machines/machine';
import { onCallCard } from '../../src/cards/on-call/on-call';
import { welcomeCard } from '../../src/cards/welcome';
import { whoamiCard } from '../../src/cards/whoami';
import type { Approval } from '../../src/domain/approval';
import type { Card } from '../../src/domain/card';
import type { Collection, Inside } from '../../src/domain/collection';
import { decide } from '../../src/domain/failure-alert-actions';
import type { Machine } from '../../src/domain/machine';
import { md } from '../../src/domain/text';
import { msg } from '../../src/language/language';
import { aCollection, aMachine, aPackage } from '../support/builders';
import { anAlert, anIncident } from '../support/incidents';
import { ipReport } from '../support/ip-report';
import { foundIn } from './samples-of-ips';
import { at, failure, stored, view } from './samples-of-jobs';
import { aJobFailure, opened } from './samples-of-on-call';

/** Hostile names of machines, alerts, users and files. */
export const naughty: readonly string[] = [
  '[click](https://evil.example/x)',
  '![pic](https://evil.example/x.png)',
  '[x][1] [1]: https://evil.example',
  '<at>Dana Reyes</at>',
  '<a href="javascript:alert(1)">x</a><img src=x onerror=alert(1)>',
  '<https://evil.example>',
  'https://evil.example/a?b=c&d=e',
  'www.evil.example and mia@evil.example',
  '[x](javascript:alert(1))',
  '**bold** _em_ ~~gone~~ `code` ***',
  '# heading',
  '- item',
  '1. first',
  '> quote',
  '\\[x\\](https://evil.example)',
  '\\\\[x](https://evil.example)',
  'user\u202Egnp.exe',
  'a\u200Bb\u2060c\uFEFFd\u00ADe',
  'שרת-12 ⁦x⁩',
  'line\nbreak\r\n- item\u2028# x',
  '${id} ${json(x)} {{DATE(2026-01-01)}}',
  '&lt;at&gt;Dana&lt;/at&gt; &#91;x&#93;(https://evil.example)',
  '"quote" \\" }] ,"type":"Image"',
  '\uD800 lone \uDFFF',
  '=1+1|cmd',
  '😀'.repeat(300),
  'x'.repeat(8000),
];

/** Every card with one hostile string in every field that comes from outside. */
export function hostileCards(word: string): Readonly<Record<string, Card>> {
  const person = { id: word, name: word };
  const machine = hostileMachine(word);
  const collection = hostileCollection(word, machine);
  const [adopted, failed, cancelled, worded, ready] = collection.packages;
  const only = (found: typeof adopted) =>
    collectionStatusCard({ ...collection, packages: [found!] }, view);
  const part = { part: word, ok: false, says: word };
  return {
    adopted: only(adopted),
    failed: only(failed),
    cancelled: only(cancelled),
    worded: only(worded),
    unreadable: only(ready),
    approval: hostileApproval(word, 'pending', collection),
    denied: hostileApproval(word, 'denied', collection),
    rollUp: collectionStatusCard(collection, view),
    joined: joinedCard([{ machine, collection }], view),
    jobs: jobsCard({ title: 'Jobs', collections: [collection] }, view),
    machine: machineCard({ machine, mayCollect: true, latest: collection }, view),
    choice: chooseMachineCard(
      {
        ...{ typed: word, machines: [machine], verb: 'collect', words: [] },
        question: { id: 'C-2M9TB', askedBy: person, expiresAt: at('09:00') },
      },
      view,
    ),
    error: onCallCard(hostileFailureAlert(word), view),
    ips: hostileReport(word),
    address: hostileAddress(word),
    failureAlert: messageCard({
      title: md`I know no machine “${word}”`,
      lines: [md`${word} is unknown.`],
      suggestions: [{ title: word, verb: 'collect', words: [word] }],
    }),
    health: healthCard([part], view),
    welcome: welcomeCard({ kind: 'channel', addedBy: word, parts: [part] }),
    whoami: whoamiCard({ person, role: 'lead', timeZone: word, may: [], mayNot: [] }),
    subscriptions: subscriptionsCard(
      [{ topic: word, source: word, tag: word, by: person, at: at('09:00') }],
      view,
    ),
    incident: hostileIncident(word),
  };
}

function hostileIncident(word: string): Card {
  const alert = anAlert({ title: word, category: word, source: word, createdAt: word });
  const facts = { id: word, name: word, status: word, createdAt: word, tags: [word] };
  return incidentCard(
    {
      incident: anIncident({ ...facts, alerts: [alert], url: undefined }),
      rules: [{ name: word, says: 'applies' }],
      machines: [{ id: 'a', name: word, glyph: '○', word: 'Ready', isOpen: true }],
    },
    view,
  );
}

function hostileMachine(word: string): Machine {
  return aMachine({
    id: 'a'.repeat(40),
    name: word,
    os: word,
    health: word,
    onboarding: word,
    lastIp: word,
    lastExternalIp: word,
    tags: [word],
    group: word,
    risk: word,
    exposure: word,
    user: word,
    mergedInto: word,
  });
}

function hostileCollection(word: string, machine: Machine): Collection {
  const person = { id: 'u', name: word };
  const said = { ...failure, code: word, said: word, trace: word, troubleshootInfo: word };
  return aCollection({
    askedBy: person,
    reason: word,
    incident: word,
    ticket: word,
    followers: [{ person, place: { conversationId: 'c', kind: 'personal' } }],
    packages: [
      aPackage({ machine, adoptedFrom: word }),
      aPackage({
        machine,
        state: 'failed',
        failure: { ...said, cause: word, advice: word, tried: [word] },
      }),
      aPackage({ machine, state: 'cancelled', cancelledBy: person }),
      aPackage({ machine, state: 'failed', failure: { ...said, ...keptOf(word) } }),
      aPackage({ machine, state: 'ready', stored: { ...stored, inside: unreadable(word) } }),
    ],
  });
}

function unreadable(word: string): Inside {
  const nothing = { counts: {}, missing: [], failedSteps: 0, notUnderstood: 0, matches: [] };
  return { ...nothing, unreadable: msg`has a damaged file: ${word}` };
}

/** The question, and a denial: the policy's words in it are untrusted, too. */
function hostileApproval(word: string, state: Approval['state'], collection: Collection): Card {
  const packageIds = collection.packages.map(({ id }) => id);
  const asked = {
    ...{
      collectionId: collection.id,
      state,
      by: 'lead' as const,
      packageIds,
      hash: 'ab'.repeat(32),
    },
    ...{ because: [msg`tag “${word}”`, word], said: word, decidedBy: { id: word, name: word } },
    ...{ askedAt: at('09:31'), expiresAt: at('10:31'), decidedAt: at('09:35') },
  };
  return approvalCard(collection, asked, view);
}

/** Stored sentences around untrusted text. */
function keptOf(word: string) {
  const cause = msg`Denied by ${word}: “${msg`The collection failed on the device: ${word}.`}”.`;
  return { cause, advice: cause, said: msg`has a damaged file: ${word}`, tried: [cause] };
}

function hostileAddress(word: string): Card {
  const alert = { id: word, title: word, incident: word };
  const row = {
    ...ipReport([]).rows[0],
    ...{ address: '93.184.216.34', class: 'public' as const, own: word, written: [word] },
    ...{ kinds: [word], verdicts: [word], roles: [word], country: word, alerts: [alert] },
    ...{ incidents: [word], machines: [word] },
  };
  const dossier = {
    latest: row,
    reports: [{ id: 'C-5XYZ9', at: at('09:44').toISOString() }],
    ...{ alerts: [alert], alertsKnown: 1, alertsThisWeek: 1 },
    ...{ incidents: [word], machines: [word] },
  };
  return ipAddressCard({ address: row.address, dossier, mayCollect: true }, view);
}

function hostileReport(word: string): Card {
  const alert = {
    id: word,
    title: word,
    severity: 'high' as const,
    incidentId: word,
    createdAt: word,
    machine: { id: word, name: word },
    evidence: [
      {
        kind: word,
        address: '93.184.216.34',
        verdict: word,
        roles: [word],
        country: word,
        seenAt: word,
      },
      { kind: 'Ip', address: word },
    ],
  };
  const report = ipReport([alert], { unread: [word] }, [{ cidr: '93.184.0.0/16', name: word }]);
  const state = { kind: 'done' as const, found: foundIn(report) };
  return ipReportCard(
    { ref: 'C-5XYZ9', about: { incident: word, name: word }, askedBy: word, state },
    view,
  );
}

function hostileFailureAlert(word: string) {
  const person = { id: word, name: word };
  const jobFailure = aJobFailure(1, { what: word, askedBy: person, reason: word, incident: word });
  const details = { ...failure, ...keptOf(word), kind: 'package' } as const;
  const told = opened({ failure: details, jobFailure, chain: [{ name: word, people: [person] }] });
  const wish = { kind: 'hand-over', by: person, request: 'r', note: word } as const;
  const moment = { at: at('09:45'), escalateAt: at('09:59'), checkAt: at('10:15') };
  return decide(told, { ...wish, to: { name: word, people: [person] } }, moment).failureAlert;
}
