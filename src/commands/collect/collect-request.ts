import { z } from 'zod';
import { type CommandRequest, fields } from '../command';

export const collectArgs = z.object({
  alert: fields.alert,
  job: fields.job,
  machines: fields.machines,
  byIp: fields.byIp,
  tag: fields.tag,
  incident: fields.incident,
  ticket: fields.ticket,
  reason: fields.reason,
  flags: fields.flags,
  words: fields.words,
});
export type CollectRequest = CommandRequest<z.output<typeof collectArgs>>;
