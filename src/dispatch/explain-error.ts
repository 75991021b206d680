import { randomInt } from 'node:crypto';
import { messageCard } from '../cards/kit/message';
import type { Command } from '../commands/command';
import type { Reply } from '../domain/card';
import {
  DefenderRefusedError,
  type DefenderUnreachableError,
  isDefenderError,
  UserError,
} from '../domain/errors';
import { plainly } from '../domain/refusal';
import { markdown, md, type SafeText, unsafeMarkdown } from '../domain/text';
import { renderMessage, t } from '../language/language';
import type { Log } from '../ports';

/** A fault of ours in the middle of a command. */
export class CommandFailedError extends Error {
  override readonly name = 'CommandBroke';
  constructor({ impact, name }: Pick<Command, 'impact' | 'name'>, cause: unknown) {
    super(`${name} broke`, { cause });
    this.mayHaveActed = impact;
  }
  /** It changes things outside, and nobody knows how far it came. */
  readonly mayHaveActed: boolean;
}

/** Whether the error says itself what did not happen. */
export function isExplained(error: unknown): boolean {
  return error instanceof UserError || isDefenderError(error);
}

/** What a person reads when something did not work: the one place where errors become words. */
export function explain(error: unknown, log: Log, turnId: string): Reply {
  if (error instanceof UserError) return helpful(error);
  if (isDefenderError(error)) {
    log.warn({ error, turn: turnId }, 'Defender did not do what was asked');
    return { text: defenderSaid(error) };
  }
  const reference = newReference();
  log.error({ error: causeOf(error), reference, turn: turnId }, 'a command broke');
  const happened =
    error instanceof CommandFailedError && error.mayHaveActed
      ? md`It may be partly done: check status or jobs before you try again.`
      : md`Try again in a minute.`;
  return {
    text: md`Something went wrong on our side. ${markdown(happened)} If it keeps happening, give your Bailiff administrator reference ${reference}.`,
  };
}

function causeOf(error: unknown): unknown {
  return error instanceof CommandFailedError ? error.cause : error;
}

/** With buttons it is a card; without, a card would be more than is needed. */
function helpful({ message, suggestions }: UserError): Reply {
  if (suggestions.length === 0) return { text: message };
  const [title, ...lines] = sentences(message);
  return { card: messageCard({ title: title!, lines, suggestions: suggestions.slice(0, 3) }) };
}

/** The first sentence becomes the title, without its stop. Names hold dots too, but no space after. */
function sentences(message: SafeText): SafeText[] {
  const end = message.search(/[.?!] /);
  if (end < 0) return [message];
  return [
    unsafeMarkdown(message.slice(0, end + 1).replace(/\.$/, '')),
    unsafeMarkdown(message.slice(end + 2)),
  ];
}

/** Commands only look things up in Defender; workflows that act there report on their card. */
function defenderSaid(error: DefenderRefusedError | DefenderUnreachableError): SafeText {
  const { advice, cause } = plainly(error);
  const [why, next] = [unsafeMarkdown(renderMessage(cause)), unsafeMarkdown(renderMessage(advice))];
  return md`⚠️ ${markdown(why)} ${markdown(next)}\n\nDetails: ${detailsOf(error)}`;
}

function detailsOf(error: DefenderRefusedError | DefenderUnreachableError): string {
  if (!(error instanceof DefenderRefusedError)) return error.asked;
  const { asked, code, status, trace } = error.refusal;
  return [`${status} ${code}`.trim(), asked, trace && t`trace ${trace}`]
    .filter(Boolean)
    .join(' · ');
}

/** Short enough to be read aloud; the log has the rest beside it. */
function newReference(): string {
  return randomInt(0x10000).toString(16).toUpperCase().padStart(4, '0');
}
