import { z } from 'zod';
import { md } from '../../domain/text';
import { defineCommand, fields, type OnCallServices, type PlatformServices } from '../command';
import { decideOn } from './decide';

export const resolve = defineCommand({
  name: 'resolve',
  summary: 'Resolve an alert, with a note on the cause.',
  usage: 'resolve [<job>] [because <note>]',
  examples: ['resolve C-7F3K2 because rebooted'],
  role: 'analyst',
  impact: true,
  casual: ['resolved', 'close', 'done', 'fixed'],
  words: 'note',
  interrupts: true,
  args: z.object({ job: fields.job, reason: fields.reason }),

  run: (request, services: PlatformServices & OnCallServices) =>
    decideOn(
      request,
      {
        verb: 'resolve',
        wanted: { kind: 'resolve', note: request.args.reason },
        done: md`Resolved.`,
      },
      services,
    ),
});
