import { z } from 'zod';
import { md } from '../../domain/text';
import { defineCommand, fields, type OnCallServices, type PlatformServices } from '../command';
import { decideOn } from './decide';

export const ack = defineCommand({
  name: 'ack',
  summary: 'Acknowledge an alert (stops escalation).',
  usage: 'ack [<job>]',
  examples: ['ack', 'ack C-7F3K2'],
  // People on the schedule may be analysts: assertMayAct checks who it is.
  role: 'analyst',
  impact: false,
  synonyms: ['acknowledge', 'acked', 'on it', 'i got it', 'im on it'],
  casual: ['mine'],
  words: 'people',
  interrupts: true,
  args: z.object({ job: fields.job }),

  run: (request, services: PlatformServices & OnCallServices) =>
    decideOn(
      request,
      {
        verb: 'ack',
        wanted: { kind: 'acknowledge' },
        done: md`Acknowledged. Escalation stopped.`,
      },
      services,
    ),
});
