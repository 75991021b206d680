import { compatible, decodeEntities } from './characters';
import type { Mentioned } from './reading';

/** A person's name in the text stands between these: kept for a reason, never read as a machine. */
export const personStart = '\ue000';
export const personEnd = '\ue001';

export interface Mention extends Mentioned {
  /** As it stands in the message: `<at>Mia Chen</at>`. */
  readonly text: string;
}

/** More than a person ever types. */
const maxMentions = 500;
const at = /<at(?:\s[^<>]*)?>([^<]*)<\/at>/gi;

/**
 * Takes our own mention out, wherever it stands, and marks everybody else's.
 *
 * Ours is known by its id, not by its name, for a person may be called like the bot. Where Teams sent
 * no entities the first mention is taken to be ours: a message reaches us because it mentions us.
 */
export function takeMentions(text: string, mentions: readonly Mention[] = [], botId?: string) {
  const byName = new Map<string, Mention[]>();
  for (const mention of mentions.slice(0, maxMentions)) {
    const name = nameIn(mention.text) || nameIn(mention.name);
    byName.set(name, [...(byName.get(name)?.slice(0, 20) ?? []), mention]);
  }
  const isOurs = ours(mentions, botId);
  const people = new Map<string, Mentioned>();
  let first = true;
  const rest = text.replace(/[\ue000\ue001]/g, '').replace(at, (_, typed: string) => {
    const name = decodeEntities(typed).trim();
    const queue = byName.get(nameIn(typed));
    // Two of one name come in the order of their entities; the last also stands for repeats.
    const mention = queue && queue.length > 1 ? queue.shift() : queue?.[0];
    const meansUs = mention ? isOurs(mention) : mentions.length === 0 && first;
    first = false;
    if (meansUs) return ' ';
    const person = { id: mention?.id ?? '', name: mention?.name ?? name };
    people.set(person.id || person.name, person);
    return ` ${personStart}${person.name.replace(/[\ue000\ue001\n]/g, ' ')}${personEnd} `;
  });
  return { text: rest, people: [...people.values()] };
}

/** Which mentions are ours: without a bot id, those of a bot, or else the first. */
function ours(all: readonly Mention[], botId?: string): (mention: Mention) => boolean {
  if (botId) return ({ id }) => bare(id) === bare(botId);
  return all.some(isBot) ? isBot : (mention) => mention === all[0];
}

const isBot = ({ id }: Mentioned) => id.startsWith('28:');

/** Teams puts `28:` before a bot's id in some places and not in others. */
const bare = (id: string) => id.replace(/^28:/, '').toLowerCase();

function nameIn(text: string): string {
  return compatible(decodeEntities(text.replace(/<[^<>]*>/g, '')))
    .trim()
    .toLowerCase();
}
