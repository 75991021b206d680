import { unescaped } from '../cards/kit/message';
import type { Reply } from '../domain/card';
import { unsafeMarkdown } from '../domain/text';
import { t } from '../language/language';

/** The HTTP answer to one request of Teams. */
export interface Receipt {
  readonly status: number;
  readonly body?: unknown;
}

/**
 * The result of a pressed `Action.Execute`. The HTTP status is 200 even for a refusal: any other
 * shows "Something went wrong" on the card.
 *
 * https://learn.microsoft.com/adaptive-cards/authoring-cards/universal-action-model (page of
 * 2025-03-25)
 */
export function invokeReceipt(answer: Reply | undefined): Receipt {
  if (!answer) return onCard(t`Working on it…`);
  if ('card' in answer)
    return receipt('application/vnd.microsoft.card.adaptive', answer.card.content);
  return onCard(inWords(answer));
}

/** One short line on the card, visible only to the person who pressed. */
export function onCard(line: string): Receipt {
  // Shown verbatim, without Markdown.
  return receipt('application/vnd.microsoft.activity.message', unescaped(unsafeMarkdown(line)));
}

/** A reply as one short text, for places that can't show a card. */
export function inWords(answer: Reply): string {
  if ('text' in answer) return answer.text;
  if ('card' in answer) return answer.said ?? answer.card.summary;
  if ('all' in answer) return answer.all.map(inWords).join('\n\n');
  if ('public' in answer) return answer.public;
  return t`Done.`;
}

function receipt(type: string, value: unknown): Receipt {
  return { status: 200, body: { statusCode: 200, type, value } };
}
