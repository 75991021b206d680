import type { Posted } from './teams-connector';

/** The notifications that a workflow causes: each new message notifies, an edit does not. */
export interface Noise {
  readonly cards: number;
  readonly replies: number;
  /** Each mention of a person, in a card or a reply. */
  readonly mentions: number;
}

/** Counted as posted: what an edit adds or removes notifies nobody. */
export function noiseOf(posted: readonly Posted[]): Noise {
  const first = posted.map(({ before, sent }) => before[0] ?? sent);
  return {
    cards: first.filter(({ attachments }) => attachments).length,
    replies: first.filter(({ attachments }) => !attachments).length,
    mentions: first.reduce((sum, sent) => sum + mentionsIn(sent), 0),
  };
}

/** The number of edits of cards. */
export function editsOf(posted: readonly Posted[]): number {
  return posted.reduce((sum, { before }) => sum + before.length, 0);
}

/** A mention stands beside the text, or beside the card. */
function mentionsIn(node: unknown): number {
  if (Array.isArray(node)) return node.reduce<number>((sum, one) => sum + mentionsIn(one), 0);
  if (typeof node !== 'object' || node === null) return 0;
  const own = 'type' in node && node.type === 'mention' ? 1 : 0;
  return own + mentionsIn(Object.values(node));
}
