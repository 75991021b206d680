import { incidentCard, type MachineLine } from '../../src/cards/incidents/incident';
import type { Card } from '../../src/domain/card';
import { dana } from '../support/builders';
import { anAlert, anIncident } from '../support/incidents';
import { view } from './samples-of-jobs';

const line = (facts: Partial<MachineLine>): MachineLine => ({
  id: 'a'.repeat(40),
  name: 'fin-lap-07.contoso.com',
  glyph: '⏳',
  word: 'Collecting',
  isOpen: true,
  ref: 'C-7F3K2',
  ...facts,
});
const server = line({ name: 'srv-sql2.contoso.com', glyph: '⏸', word: 'Waiting for approval' });
const idle = (number: number): MachineLine => {
  const name = `ws-0${number}.contoso.com`;
  const { ref: _ref, ...idle } = line({ name, glyph: '○', word: 'Nothing was started' });
  return { ...idle, isOpen: false };
};
const incident = anIncident({
  tags: ['Ransomware'],
  alerts: [anAlert(), anAlert({ id: 'da1_2', createdAt: '2026-11-20T09:41:00Z' })],
});
const rule = { name: 'High + lsass', says: 'started a package collection on 2 devices' };

const ready = line({ id: 'r', name: 'ws-039', glyph: '✅', word: 'Ready', isOpen: false });

export const incidentSamples: Readonly<Record<string, () => Card>> = {
  incident: () => incidentCard({ incident, rules: [rule], machines: [line({}), server] }, view),
  'incident-without-a-rule': () =>
    incidentCard(
      { incident: { ...incident, severity: 'medium' }, rules: [], machines: [idle(41)] },
      view,
    ),
  'incident-of-many': () =>
    incidentCard(
      {
        incident,
        rules: [
          rule,
          { name: rule.name, says: 'is paused: nothing more starts until it is resumed' },
        ],
        machines: [ready, idle(40), idle(41), idle(42), idle(43), line({})],
      },
      view,
    ),
  'incident-stopped': () =>
    incidentCard(
      {
        incident,
        stopped: { by: dana, at: new Date('2026-11-20T09:43:00Z') },
        rules: [rule],
        machines: [idle(40), line({})],
      },
      view,
    ),
  'incident-merged': () =>
    incidentCard({ incident, mergedInto: '4790', rules: [rule], machines: [line({})] }, view),
};
