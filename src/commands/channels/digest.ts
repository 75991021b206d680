import { z } from 'zod';
import { clock } from '../../cards/kit/time';
import { UserError } from '../../domain/errors';
import { lastDue } from '../../domain/overview';
import { channelOf } from '../../domain/place';
import { markdown, md } from '../../domain/text';
import { knownZone } from '../../domain/wall-clock';
import { t } from '../../language/language';
import { type ChannelServices, defineCommand, fields, type PlatformServices } from '../command';
import { assertMayChange, placeInWords, readersNote } from './subscription-topics';

export const digest = defineCommand({
  name: 'digest',
  summary: 'Post a daily digest here: one line when all is green.',
  usage: 'digest daily <hh:mm> | digest off | digest',
  examples: ['digest daily 07:30', 'digest off'],
  role: 'analyst',
  impact: false,
  words: 'own',
  args: z.object({ words: fields.words }),

  async run(request, services: PlatformServices & ChannelServices) {
    // The channel, not the thread of the message.
    const conversationId = channelOf(request.place.conversationId);
    const here = placeInWords(request.place);
    const words = request.args.words.map((word) => word.toLowerCase());
    if (words.length === 0) {
      const known = await services.digests.of(conversationId);
      if (!known) return { text: md`${here} has no digest. Try: digest daily 07:30` };
      return { text: md`A digest comes to ${here} at ${known.time} (${known.timeZone}).` };
    }
    assertMayChange(request);
    if (words.some((word) => word === 'off' || word === 'stop')) {
      const was = await services.digests.remove(conversationId);
      return { text: was ? md`Digest off for ${here}.` : md`${here} had no digest.` };
    }
    const time = timeIn(words);
    const timeZone = knownZone(request.timeZone);
    const setAt = services.clock.now();
    const place = { conversationId, kind: request.place.kind };
    await services.digests.set({ place, time, timeZone, by: request.actor, setAt });
    const next = new Date(lastDue({ time, timeZone }, setAt).getTime() + 24 * 3_600_000);
    return {
      text: md`Daily digest for ${here} at ${time} (${timeZone}), first one ${clock(next, request.render)}. One line when all is green, none when nothing changed.${markdown(readersNote(request.place))} To stop: digest off`,
    };
  },
});

/** @throws {UserError} no time of day was named */
function timeIn(words: readonly string[]): string {
  for (const word of words) {
    const [, hour, minute = '00', half] = /^(\d{1,2})(?:[:.](\d{2}))?(am|pm)?$/.exec(word) ?? [];
    if (hour === undefined) continue;
    const at = half ? (Number(hour) % 12) + (half === 'pm' ? 12 : 0) : Number(hour);
    if (at < 24 && Number(minute) < 60) return `${String(at).padStart(2, '0')}:${minute}`;
  }
  throw new UserError(md`Add a time, for example: digest daily 07:30`, [
    { title: t`Daily at 07:30`, verb: 'digest', words: ['daily', '07:30'] },
  ]);
}
