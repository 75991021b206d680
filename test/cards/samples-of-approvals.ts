import { approvalCard } from '../../src/cards/collect/approval';
import { collectFormCard } from '../../src/cards/collect/collect-form';
import { answeredListCard, collectListCard } from '../../src/cards/collect/collect-list';
import { collectManyCard } from '../../src/cards/collect/collect-many';
import { collectionStatusCard } from '../../src/cards/kit/posted-card';
import type { Approval } from '../../src/domain/approval';
import type { Card } from '../../src/domain/card';
import type { Collection } from '../../src/domain/collection';
import { minutes, spanInWords } from '../../src/domain/duration';
import { policyActor } from '../../src/domain/policy-actor';
import { msg } from '../../src/language/language';
import { aMachine, dana, machineId, mia } from '../support/builders';
import { at, one, view, ws042 } from './samples-of-jobs';

const dc = ws042({ name: 'srv-dc01.contoso.com', os: 'WindowsServer2022', tags: ['Tier0'] });

const pending: Approval = {
  collectionId: 'C-7F3K2',
  state: 'pending',
  by: 'lead',
  because: [msg`tag “${'Tier0'}”`, msg`name like “${'srv-*'}”`],
  packageIds: ['C-7F3K2/1'],
  hash: '3f9a12bb'.repeat(8),
  askedAt: at('09:31'),
  expiresAt: at('10:31'),
};
const decided = (facts: Partial<Approval>): Approval => ({
  ...pending,
  decidedBy: dana,
  decidedAt: at('09:35'),
  ...facts,
});

const waiting = (
  approval: Approval,
  facts: Partial<Collection['packages'][0]> = {},
): Collection => ({
  ...one('waiting-for-approval', { machine: dc, ...facts }),
  approval,
});
const card = (approval: Approval) => () => approvalCard(waiting(approval), approval, view);
const denied = decided({ state: 'denied', said: 'use the replica' });

const crowd = Array.from({ length: 25 }, (_, n) =>
  aMachine({
    id: machineId(0x500 + n),
    name: n < 2 ? `srv-dc0${n + 1}` : `lab-${n}`,
    os: n < 2 ? 'WindowsServer2022' : 'Windows11',
    health: n === 7 ? 'Inactive' : 'Active',
  }),
);
const draft = {
  id: 'C-2M9TB',
  askedBy: mia,
  machineIds: crowd.map(({ id }) => id),
  compromised: [],
  unknown: ['ws-o19'],
  expiresAt: at('10:44'),
};

export const approvalSamples: Readonly<Record<string, () => Card>> = {
  approval: card(pending),
  'approval-for-rule': () =>
    approvalCard({ ...waiting(pending), askedBy: policyActor('high-severity') }, pending, view),
  'approval-approved': card(decided({ state: 'approved' })),
  'approval-denied': card(denied),
  'approval-expired': card({ ...pending, state: 'expired', decidedAt: at('10:31') }),
  'approval-withdrawn': card(decided({ state: 'withdrawn', decidedBy: mia })),
  'package-waiting-for-approval': () => collectionStatusCard(waiting(pending), view),
  'package-denied': () =>
    collectionStatusCard(
      waiting(denied, {
        state: 'cancelled',
        failure: {
          cause: msg`Denied by ${'Dana Reyes'}: “${'use the replica'}”.`,
          notApproved: true,
          tried: [],
        },
      }),
      view,
    ),
  'package-not-answered': () =>
    collectionStatusCard(
      waiting(
        { ...pending, state: 'expired', decidedAt: at('10:31') },
        {
          state: 'stopped-waiting',
          failure: {
            cause: msg`Expired: nobody answered within ${spanInWords(minutes(60))}.`,
            notApproved: true,
            tried: [],
          },
        },
      ),
      view,
    ),
  'collect-many': () =>
    collectManyCard(
      {
        draft,
        machines: crowd,
        unknown: ['ws-o19'],
        near: ['WS-019'],
        folded: 2,
        recent: [crowd[3]!],
        waiting: new Set([crowd[0]!.id, crowd[1]!.id]),
        suggestions: [
          { title: 'Collect 25 now', verb: 'collect', words: ['C-2M9TB', '--confirmed'] },
          {
            title: 'Remove servers',
            verb: 'collect',
            words: ['C-2M9TB', '--confirmed', '--no-servers'],
          },
          { title: 'Cancel', verb: 'cancel', words: ['C-2M9TB'] },
        ],
        more: [
          { title: 'Add WS-019', verb: 'collect', words: ['C-2M9TB', machineId(0x19)] },
          { title: 'Show list', verb: 'status', words: ['C-2M9TB'] },
        ],
      },
      view,
    ),
  'collect-many-without-a-reason': () =>
    collectManyCard(
      {
        ...{ draft, machines: crowd, unknown: [], near: [], folded: 0, recent: [] },
        ...{ waiting: new Set<string>(), lacksReason: true, more: [] },
        suggestions: [
          { title: 'Collect 25 now', verb: 'collect', words: ['C-2M9TB', '--confirmed'] },
          { title: 'Cancel', verb: 'cancel', words: ['C-2M9TB'] },
        ],
      },
      view,
    ),
  'collect-list': () =>
    collectListCard({
      draft,
      machines: crowd,
      waiting: new Set([crowd[0]!.id]),
      suggestions: [
        { title: 'Collect 25 now', verb: 'collect', words: ['C-2M9TB', '--confirmed'] },
      ],
    }),
  'collect-list-cancelled': () =>
    answeredListCard(draft, { as: 'cancelled', at: at('10:33') }, view),
  'collect-list-started': () => answeredListCard(draft, { as: 'started', at: at('10:33') }, view),
  'collect-form': () => collectFormCard({ question: draft }, view),
  'collect-form-found': () =>
    collectFormCard({ machines: ['WS-042', 'ws-043'], found: 'Found in the message: 2 names.' }),
};
