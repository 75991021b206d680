import { randomInt } from 'node:crypto';
import { noticeCard } from '../cards/notice';
import type { Answer } from '../domain/card';
import {
  DefenderRefused,
  type DefenderUnreachable,
  isDefenderError,
  UserError,
} from '../domain/errors';
import { plainly } from '../domain/refusal';
import { raw, type SafeText, text, trusted } from '../domain/text';
import { say, translated } from '../language/language';
import type { Log } from '../ports';

/** What a person reads when something did not work: the one place where errors become words. */
export function explain(error: unknown, log: Log, turnId: string): Answer {
  if (error instanceof UserError) return helpful(error);
  if (isDefenderError(error)) {
    log.warn({ error, turn: turnId }, 'Defender did not do what was asked');
    return { text: defenderSaid(error) };
  }
  const reference = newReference();
  log.error({ error, reference, turn: turnId }, 'a command broke');
  return { text: text`Something broke here, not on your side. Reference ${reference}.` };
}

/** With buttons it is a card; without, a card would be more than is needed. */
function helpful({ message, suggestions }: UserError): Answer {
  if (suggestions.length === 0) return { text: message };
  const [title, ...lines] = sentences(message);
  return { card: noticeCard({ title: title!, lines, suggestions: suggestions.slice(0, 3) }) };
}

/** The first sentence becomes the title, without its stop. Names hold dots too, but no space after. */
function sentences(message: SafeText): SafeText[] {
  const end = message.search(/[.?!] /);
  if (end < 0) return [message];
  return [trusted(message.slice(0, end + 1).replace(/\.$/, '')), trusted(message.slice(end + 2))];
}

/** Commands only look things up in Defender; what acts there is a story, which tells on its card. */
function defenderSaid(error: DefenderRefused | DefenderUnreachable): SafeText {
  const { advice, cause } = plainly(error);
  const [why, next] = [trusted(translated(cause)), trusted(translated(advice))];
  return text`⚠️ ${raw(why)} Nothing was done. ${raw(next)}\n\nDetails: ${detailsOf(error)}`;
}

function detailsOf(error: DefenderRefused | DefenderUnreachable): string {
  if (!(error instanceof DefenderRefused)) return error.asked;
  const { asked, code, status, trace } = error.refusal;
  return [`${status} ${code}`.trim(), asked, trace && say`trace ${trace}`]
    .filter(Boolean)
    .join(' · ');
}

/** Short enough to be read aloud; the log has the rest beside it. */
function newReference(): string {
  return randomInt(0x10000).toString(16).toUpperCase().padStart(4, '0');
}
