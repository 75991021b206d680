import { unescaped } from '../cards/on-call/failure-alert';
import type { Answer } from '../domain/card';
import { trusted } from '../domain/text';
import { say } from '../language/language';

/** The HTTP answer to one request of Teams. */
export interface Receipt {
  readonly status: number;
  readonly body?: unknown;
}

/**
 * What a pressed `Action.Execute` gets back. The HTTP status is 200 even for a refusal: any other
 * shows "Something went wrong" on the card.
 *
 * https://learn.microsoft.com/adaptive-cards/authoring-cards/universal-action-model (page of 2025-03-25)
 */
export function invokeReceipt(answer: Answer | undefined): Receipt {
  if (!answer) return onCard(say`Working on it…`);
  if ('card' in answer)
    return receipt('application/vnd.microsoft.card.adaptive', answer.card.content);
  return onCard(inWords(answer));
}

/** One short line on the card, seen only by who pressed. */
export function onCard(line: string): Receipt {
  // Shown as it is, without Markdown.
  return receipt('application/vnd.microsoft.activity.message', unescaped(trusted(line)));
}

/** An answer as one short text, for where no card may stand. */
export function inWords(answer: Answer): string {
  if ('text' in answer) return answer.text;
  if ('card' in answer) return answer.said ?? answer.card.summary;
  if ('all' in answer) return answer.all.map(inWords).join('\n\n');
  if ('aloud' in answer) return answer.aloud;
  return say`Done.`;
}

function receipt(type: string, value: unknown): Receipt {
  return { status: 200, body: { statusCode: 200, type, value } };
}
