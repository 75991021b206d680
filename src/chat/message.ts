import type { Activity } from 'botbuilder';
import { type Mention, mentionOf } from '../cards/kit/mention';
import type { Card } from '../domain/card';
import type { Person } from '../domain/person';
import type { Rung } from './ladder';

/**
 * A message in Teams' format: a card with its summary, or text; never both, because Teams would
 * split them.
 */
export function activityOf(rung: Rung, mention?: Person): Partial<Activity> {
  const at = mention && mentionOf(mention);
  if ('card' in rung) return cardActivity(rung.card, at);
  const text = at ? `${at.text}, ${rung.text.replace(/\s*\n\s*/g, ' ')}` : rung.text;
  return { type: 'message', textFormat: 'markdown', text, ...(at && { entities: [at] }) };
}

function cardActivity(card: Card, at?: Mention): Partial<Activity> {
  const content = at ? withMention(card.content, at) : card.content;
  return {
    type: 'message',
    summary: card.summary,
    attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content }],
  };
}

/** Puts the mention first on the card: Teams looks for it only there for the notification. */
function withMention(content: Card['content'], at: Mention): Card['content'] {
  const body = Array.isArray(content['body']) ? (content['body'] as unknown[]) : [];
  const msteams = content['msteams'] as object | undefined;
  return {
    ...content,
    body: [{ type: 'TextBlock', text: at.text, wrap: true }, ...body],
    msteams: { ...msteams, entities: [at] },
  };
}
